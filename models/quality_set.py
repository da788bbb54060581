"""Sets of texts with translations by which models are measured; none of them may be learnt or remembered.

`dev` comes with the package (CC0). A set of one's own is a JSON Lines file with `de` and the languages in each line, or
a folder with `de.txt`, `tr.txt` and so on, line by line parallel, as NTREX-128 is published (CC-BY-SA 4.0, so it is
not shipped).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from models.errors import ModelMissingError

T = TypeVar("T")

DEVELOPMENT: Final = "dev"
PACKAGED: Final = Path(__file__).parent / "quality_sets" / "dev.jsonl"
_NTREX: Final = "https://github.com/MicrosoftTranslator/NTREX"


@dataclass(frozen=True, slots=True)
class QualitySet:
    """German texts and their translations by language; `digest` tells whether two results are of the same texts."""

    name: str
    german: tuple[str, ...]
    references: Mapping[str, tuple[str, ...]]

    @property
    def digest(self) -> str:
        """A checksum of the German texts."""
        return hashlib.sha256("\n".join(self.german).encode()).hexdigest()[:16]

    def spread(self, count: int) -> QualitySet:
        """Return `count` texts, evenly spread and always the same (0: all)."""
        if not 0 < count < len(self.german):
            return self
        references = {code: evenly(texts, count) for code, texts in self.references.items()}
        return QualitySet(f"{self.name}:{count}", evenly(self.german, count), MappingProxyType(references))


def evenly(items: Sequence[T], count: int) -> tuple[T, ...]:
    """Return `count` of some items, evenly spread and always the same (0: all)."""
    total = len(items)
    if not 0 < count < total:
        return tuple(items)
    return tuple(items[number * total // count] for number in range(count))


def read_quality_set(wanted: str) -> QualitySet:
    """Read `dev`, or the set in a file or folder; raises `ModelMissingError`."""
    path = PACKAGED if wanted == DEVELOPMENT else Path(wanted)
    try:
        found = _folder(path) if path.is_dir() else _lines(path)
    except (OSError, ValueError, KeyError) as error:
        hint = f"; NTREX-128 is not shipped: give its folder ({_NTREX})" if wanted == "ntrex" else ""
        message = (
            f"the set {wanted!r} cannot be read ({type(error).__name__}: {error}): give dev, a JSON Lines file with "
            f"'de' and the languages in each line, or a folder with de.txt, tr.txt ...{hint}"
        )
        raise ModelMissingError(message) from error
    german = found.pop("de", ())
    if not german or any(len(texts) != len(german) for texts in found.values()):
        message = f"the set {wanted!r} has no German texts, or not as many in every language"
        raise ModelMissingError(message)
    name = DEVELOPMENT if wanted == DEVELOPMENT else path.stem
    return QualitySet(name, german, MappingProxyType(found))


def _lines(path: Path) -> dict[str, tuple[str, ...]]:
    # Not `splitlines`: a text may hold the line separators of Unicode.
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    codes = [code for code in (entries[0] if entries else {}) if 2 <= len(code) <= 3]
    return {code: _squeezed([entry[code] for entry in entries]) for code in codes}


def _folder(path: Path) -> dict[str, tuple[str, ...]]:
    files = [each for each in sorted(path.glob("*.txt")) if 2 <= len(each.stem) <= 3]
    return {each.stem: _squeezed(each.read_text(encoding="utf-8").rstrip("\n").split("\n")) for each in files}


def _squeezed(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(text.split()) for text in texts)
