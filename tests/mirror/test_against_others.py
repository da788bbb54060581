"""Two established mirrors, rtlcss and cssjanus, agree with ours on real sheets; differences are of known kinds."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
from mirror.corpus import FOLDER, MISSING, NODE, SMALL, names, sheet

from proxy.mirror.sheet import mirrored

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIGN = re.compile(r"\s*([,/*()])\s*")
_ZERO = re.compile(r"(?<![\w.])0(?=\.\d)")
Declaration = tuple[str, str]

# docs/accessibility.md says why, kind by kind.
EXPLAINED = {
    "background-position",
    "background-image",
    "mask-image",
    "-webkit-mask-image",
    "mask-position",
    "-webkit-mask-position",
    "direction",
}


def compared(chosen: tuple[str, ...]) -> tuple[int, list[tuple[str, Declaration, Declaration]]]:
    """Return how many declarations there are, and those on which neither agrees: sheet, source and ours."""
    bare = {name: _COMMENT.sub("", sheet(name)) for name in chosen}
    question = json.dumps({name: (css, mirrored(css)) for name, css in bare.items()})
    command = [NODE, str(FOLDER / "mirrors.js")]
    answer = subprocess.run(command, input=question, capture_output=True, text=True, check=True, timeout=120)
    total = 0
    alone = []
    for name, found in json.loads(answer.stdout).items():
        source, rtlcss, cssjanus, ours = (list(map(normal, declarations)) for declarations in found)
        assert len(source) == len(rtlcss) == len(cssjanus) == len(ours)
        total += len(source)
        rows = zip(source, rtlcss, cssjanus, ours, strict=True)
        alone += [(name, before, mine) for before, first, second, mine in rows if mine not in (first, second)]
    return total, alone


def normal(declaration: list[str]) -> Declaration:
    """Return a declaration without differences of white space and of how a number is written."""
    name, value = declaration
    return name, _ZERO.sub("", _SIGN.sub(r"\1", " ".join(value.split()))).replace("100.0%", "100%")


def check(chosen: tuple[str, ...]) -> None:
    """Hold the figure, and that every difference is of a kind that is explained."""
    total, alone = compared(chosen)
    print(f"{total} declarations, {len(alone)} on which we are alone: {sorted({before[0] for _, before, _ in alone})}")
    assert total > 500
    assert 1 - len(alone) / total >= 0.98
    assert {before[0] for _, before, _ in alone} <= EXPLAINED


def test_small_sheets() -> None:
    """Of four small sheets."""
    check(SMALL)


@pytest.mark.slow
def test_all_sheets() -> None:
    """Of all sheets."""
    check(names())


@pytest.mark.parametrize(
    "name", [each if each in SMALL else pytest.param(each, marks=pytest.mark.slow) for each in names()]
)
def test_turned_twice(name: str) -> None:
    """A sheet turned twice is what it was, byte for byte, but for radii that name three corners."""
    css = _COMMENT.sub("", sheet(name))
    corners = re.compile(r"(border-radius:\s*)([^\s;}/]+) ([^\s;}/]+) ([^\s;}/]+)(?=\s*[;}!])")
    css = corners.sub(r"\1\2 \3 \4 \3", css)
    assert mirrored(mirrored(css)) == css
