"""Pages whose German words are numbered, so that a test can ask of every word which language the page says it is in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from hypothesis import strategies as st
from page.oracle import CODE, Text, browser_tree, texts
from page.translators import Translation

from translation.segment import Segment

WORD = re.compile(r"(deutsch|ziel)(\d+)x")

_LANGUAGES = st.sampled_from(
    ["", "", "", "", " title=deutsch", ' lang="de"', " lang=en", ' lang="de-AT" xml:lang="de-AT"', " translate=no"]
)
_BLOCKS = st.sampled_from(
    "div p ul li dl dt dd h2 h3 table tr td th tbody caption section form blockquote button".split()
)
_INLINES = st.sampled_from("a b i em strong span font u q label abbr nobr".split())
_START = st.builds("<{}{}>".format, st.one_of(_BLOCKS, _INLINES), _LANGUAGES)
_END = st.builds("</{}>".format, st.one_of(_BLOCKS, _INLINES, st.sampled_from(["body", "html"])))
_WHOLE = st.sampled_from(
    [
        "<title>deutsch</title>",
        "<select><option>deutsch<option lang=en>deutsch</select>",
        "<svg><title>deutsch</title><desc>deutsch</desc><text>deutsch <tspan>deutsch</tspan></text><g/></svg>",
        "<svg lang=en><foreignObject lang=de><p>deutsch</foreignObject><text>deutsch</text></svg>",
        "<svg>deutsch<a><text>deutsch</text></a>",
        "<noscript><p>deutsch <b>deutsch</b></p></noscript>",
        "<br>",
        "<img alt=deutsch>",
        "<input title=deutsch>",
        "<!-- deutsch -->",
        "<textarea>deutsch</textarea>",
        "<code>deutsch</code>",
        "<pre>deutsch</pre>",
    ]
)
_PIECES = st.lists(st.one_of(st.just("deutsch "), st.just("deutsch "), _START, _START, _END, _WHOLE), max_size=14)
_SHELLS = st.sampled_from(
    [
        "<!doctype html><html lang=de><head><title>deutsch</title></head><body>{}</body></html>",
        "<!doctype html><html><head><title>deutsch</title></head><body>{}</body></html>",
        "<!doctype html><title>deutsch</title><body lang=de>{}",
        "<!doctype html><html lang=de>{}",
    ]
)


def numbered(source: str) -> str:
    """Number the German words of a page."""
    number = count()
    return re.sub("deutsch", lambda _: f"deutsch{next(number)}x", source)


SPOKEN = st.builds(lambda shell, pieces: numbered(shell.format("".join(pieces))), _SHELLS, _PIECES)
"""Sloppy pages in which every text is a numbered word."""


def some_german(segment: Segment) -> Translation:
    """Leave every third segment German, in a way that depends on nothing but its words."""
    first = WORD.search(segment.text)
    if first is None or int(first[2]) % 3 == 1:
        return None
    return tuple(part.replace("deutsch", "ziel") if isinstance(part, str) else part for part in segment.parts)


def spoken(page: str) -> Iterator[tuple[int, str, Text]]:
    """Yield the words of a page that people read: number, "deutsch" or "ziel", and the text it stands in."""
    for text in texts(browser_tree(page)):
        if not CODE.intersection(text.path) and _is_shown(text.path):
            yield from ((int(word[2]), word[1], text) for word in WORD.finditer(text.text))


_DRAWN = ("svg", "text", "foreignObject", "title", "desc")


def _is_shown(path: tuple[str, ...]) -> bool:
    """Tell whether a text is shown: SVG shows none outside of its text elements."""
    return next((name for name in reversed(path) if name in _DRAWN), "") != "svg"
