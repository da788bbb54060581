"""Two results side by side, and what counts as a step back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from results import ONE, TURKISH, marked, with_turkish
from typer.testing import CliRunner

from models.errors import ModelMissingError
from proxy.command.main import app
from proxy.quality.compare import Tolerance, compare, pairs
from proxy.quality.result import Result, read_results, written

RUNNER = CliRunner(env={"COLUMNS": "200"})


@pytest.mark.parametrize(
    ("after", "worse"),
    [
        (with_turkish(), []),
        (with_turkish(chrf=49.5), []),
        (with_turkish(chrf=48.9), [("tr", "chrF")]),
        (with_turkish(chrf=70.0, number_safety=0.9), [("tr", "numbers kept")]),
        (with_turkish(shown=0.7, shown_chrf=53.0), [("tr", "chrF of what is shown"), ("tr", "shown")]),
        (with_turkish(term_success=None), []),
        (with_turkish(term_success=0.5), [("tr", "terms said")]),
        (replace(ONE, words_per_second=70.0), [("all", "words/s")]),
        (replace(ONE, words_per_second=70.0, machine="other"), []),
        (replace(ONE, languages={"tr": TURKISH}), [("en", "measured")]),
    ],
)
def test_what_is_a_step_back(after: Result, worse: list[tuple[str, str]]) -> None:
    """More than is tolerated, in any language; speed only on the same machine; a language that is gone."""
    assert [(each.language, each.figure) for each in compare(ONE, after, Tolerance()) if each.worse] == worse


@pytest.mark.parametrize(
    ("after", "worse"),
    [
        (marked(), []),
        (marked(f1=0.61), []),
        (marked(f1=0.59), [("tr", "markup F1")]),
        (marked(f1=None), []),
        (marked(placing_f1=0.8, broken=1), [("tr", "placing F1"), ("tr", "texts with all tags")]),
        (marked(f1=0.1, segments=20), []),
        (with_turkish(), []),
    ],
)
def test_inline_markup_is_compared_on_the_same_segments(after: Result, worse: list[tuple[str, str]]) -> None:
    """A lost tag is never tolerated; another part of the set, or none, says nothing."""
    found = compare(marked(), after, Tolerance())
    assert [(each.language, each.figure) for each in found if each.worse] == worse


def test_other_texts_are_not_compared() -> None:
    """Figures of different sets say nothing of each other."""
    with pytest.raises(ModelMissingError, match="other texts, no comparison"):
        compare(ONE, replace(ONE, digest="d2", set="mine"), Tolerance())
    with pytest.raises(ModelMissingError, match="no common language"):
        compare(replace(ONE, languages={"en": TURKISH}), replace(ONE, languages={"tr": TURKISH}), Tolerance())


def test_which_results_belong_together() -> None:
    """The same model on the same texts, in any version; or the only two there are."""
    other = replace(ONE, model="other@1")
    later = replace(ONE, model="one@2")
    assert pairs([other, ONE], [later]) == ((ONE, later),)
    assert pairs([ONE], [other]) == ((ONE, other),)
    with pytest.raises(ModelMissingError, match="one result each"):
        pairs([ONE, later], [other])


def test_results_are_kept_as_json(tmp_path: Path) -> None:
    """And read again as they were; anything else is refused with the file's name."""
    path = tmp_path / "a.json"
    path.write_bytes(written((ONE, marked())))
    assert read_results(path) == (ONE, marked())
    for content in ("[]", "{}", "[{}]"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(ModelMissingError, match=r"a\.json holds no results"):
            read_results(path)


def test_the_command_tells_a_regression(tmp_path: Path) -> None:
    """Exit code 1 and the figure's name; 0 where it is tolerated."""
    (tmp_path / "a.json").write_bytes(written((ONE,)))
    (tmp_path / "b.json").write_bytes(written((with_turkish(chrf=47.0),)))
    files = [str(tmp_path / name) for name in ("a.json", "b.json")]
    worse = RUNNER.invoke(app, ["models", "compare", *files])
    assert worse.exit_code == 1
    assert "WORSE" in worse.output
    assert RUNNER.invoke(app, ["models", "compare", "--chrf", "4", *files]).exit_code == 0
    report = json.loads(RUNNER.invoke(app, ["models", "compare", "--json", *files]).output)
    assert [each["figure"] for each in report[0]["changes"] if each["worse"]] == ["chrF"]
    assert RUNNER.invoke(app, ["models", "compare", files[0], str(tmp_path / "absent")]).exit_code == 1
