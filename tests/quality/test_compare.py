"""Two results side by side, what counts as a step back, and the page that shows them."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from models.errors import ModelMissingError
from proxy.command.main import app
from proxy.quality.compare import Tolerance, compare, pairs
from proxy.quality.page import page
from proxy.quality.result import LanguageResult, Result, read_results, written

RUNNER = CliRunner(env={"COLUMNS": "200"})
TURKISH = LanguageResult(
    381, 50.0, 20.0, 0.8, 55.0, 0.99, 60, 0.7, 90, -0.5, 100.0, {"check numbers": 3, "the model is not sure enough": 70}
)
ONE = Result(
    "one@1", "one@1#ab", "dev", "d1", "2026-11-22T00:00:00Z", "AMD, 2 cores", "cpu default", 1.0, 400.0, 150.0, 100.0,
    {"tr": TURKISH, "en": replace(TURKISH, chrf=60.0)},
)  # fmt: skip


def with_turkish(**changes: Any) -> Result:
    """Return a later version whose Turkish differs."""
    return replace(ONE, model="one@2", languages={**ONE.languages, "tr": replace(TURKISH, **changes)})


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
    path.write_bytes(written((ONE,)))
    assert read_results(path) == (ONE,)
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


class Reader(HTMLParser):
    """Reads the page as a tree of names, and what describes its drawings."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.labels: list[str] = []
        self.texts: list[str] = []
        self.headers = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in ("meta", "line", "circle"):
            self.open.append(tag)
        self.ids.add(given.get("id") or "")
        self.labels += (given.get("aria-labelledby") or "").split()
        self.headers += tag == "th" and "scope" in given

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids.add(dict(attrs).get("id") or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_is_whole_and_says_its_drawings_in_words() -> None:
    """Balanced, every label leads somewhere, every header cell has a scope; names are text, whatever they are."""
    nasty = replace(ONE, model='<b>"x"&@1')
    reader = Reader()
    reader.feed(page((ONE, nasty)))
    assert reader.open == []
    assert reader.labels
    assert set(reader.labels) <= reader.ids
    assert reader.headers == 2 * (9 + 2)
    text = " ".join(reader.texts)
    assert "one@1 on dev: tr 50.0, en 60.0" in text
    assert '<b>"x"&@1' in text
    assert "the model is not sure enough 70, check numbers 3" in text
