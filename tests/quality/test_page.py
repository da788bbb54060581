"""The page that shows results: whole, and all that is drawn said in words and tables."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from chromium import needs_chromium, reader
from results import ONE, marked

from proxy.audit.rules.table import findings
from proxy.quality.page import page
from proxy.quality.result import Result


class Reader(HTMLParser):
    """Reads the page as a tree of names, and what describes its drawings."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.drawings = self.tables_behind = 0
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
        self.drawings += tag == "svg"
        self.tables_behind += tag == "table" and self.open[-3:-1] == ["figure", "details"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids.add(dict(attrs).get("id") or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(*results: Result) -> Reader:
    """Return the page of results, read."""
    reader = Reader()
    reader.feed(page(results))
    return reader


def test_the_page_is_whole_and_says_its_drawings_in_words() -> None:
    """Balanced, every label leads somewhere, every header cell has a scope; names are text, whatever they are."""
    nasty = replace(ONE, model='<b>"x"&@1')
    reader = read(ONE, nasty)
    assert reader.open == []
    assert reader.labels
    assert set(reader.labels) <= reader.ids
    text = " ".join(reader.texts)
    assert "one@1 on dev: tr 50.0, en 60.0" in text
    assert '<b>"x"&@1' in text
    assert "the model is not sure enough 70, check numbers 3" in text


@pytest.mark.parametrize(("results", "drawings"), [((ONE, ONE), 2), ((ONE, marked()), 3)])
def test_behind_each_drawing_stands_a_table(results: tuple[Result, ...], drawings: int) -> None:
    """With a header for each row and column; inline markup is drawn where somebody measured it."""
    reader = read(*results)
    assert (reader.drawings, reader.tables_behind) == (drawings, drawings)
    by_language, speed, own = (drawings - 1) * (1 + 2 + 2), 3 + 2, 2 * (11 + 2)
    assert reader.headers == by_language + speed + own
    assert ("62.0" in reader.texts) is (drawings == 3)


class TestInABrowser:
    """What a browser makes of it."""

    pytestmark = needs_chromium

    async def test_nothing_is_wrong_with_it(self) -> None:
        """By the rules that the audit has for the pages of cities."""
        async with reader() as opened:
            visit = await opened.visit(page((ONE, marked())), "en", layout=True)
            # It is no translation: that BLEU looks like no English word says nothing.
            assert {each.rule for each in findings(visit.page)} - {"german-text"} == set()
