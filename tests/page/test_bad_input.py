"""Bad input: whatever comes in, a page goes out, in time that grows with the page and no faster."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page.translators import links, marking, translated

from proxy.page.rewrite import Appearance, put_together, take_apart

N = 1_000
# name, page of size n; each is large or deep in another way
SHAPES: dict[str, Callable[[int], str]] = {
    "nested divs": lambda n: "<div>" * n + "Wort" + "</div>" * n,
    "nested inline": lambda n: "<b><i>" * n + "Wort" + "</i></b>" * n,
    "unclosed spans": lambda n: "<span>Wort" * n,
    "unclosed bold paragraphs": lambda n: "<p><b>Wort" * n,
    "misnested": lambda n: "<b><i>Wort</b>" * n,
    "misnested over blocks": lambda n: "<b><div>Wort</b>" * n,
    "links in links": lambda n: "<a href=/x>Wort" * n,
    "stray ends": lambda n: "<div><span>" + "Wort</b></i></p>" * n,
    "paragraphs": lambda n: "<p>Wort</p>" * n,
    "one paragraph of links": lambda n: "<p>" + "<a href=/x>Wort</a> " * n,
    "one line of breaks": lambda n: "Wort<br>" * n,
    "list items": lambda n: "<ul><li>Wort" * n,
    "nested tables": lambda n: "<table><tr><td>Wort" * n,
    "cells": lambda n: "<table><tr>" + "<td>Wort" * n,
    "fostered": lambda n: "<table>" + "<b>Wort" * n,
    "options": lambda n: "<select>" + "<option>Wort" * n,
    "empty svg titles": lambda n: "<svg><title/></svg>Wort" * n,
    "markup in svg titles": lambda n: "<svg><title>Wort <b>x</b></title></svg>" * n,
    "nested svg": lambda n: "<svg><g>" * n + "<text>Wort",
    "foreign objects": lambda n: "<svg><foreignObject>" * n + "Wort",
    "noscripts": lambda n: "<noscript>Wort</noscript>" * n,
    "atoms": lambda n: "<p>" + "Wort <code>x</code> " * n,
    "nested atoms": lambda n: "<p>" + "<code>x" * n + "</code>" * n,
    "language islands": lambda n: "<p>" + "<i lang=en>x</i> Wort " * n,
    "attributes": lambda n: "<p " + "".join(f"a{i}=x " for i in range(n)) + "title=Wort>Wort",
    "comments": lambda n: "<p>Wort" + "<!-- x -->" * n + "Wort",
    "entities": lambda n: "<p>" + "&auml;&nbsp;" * n,
    "lines": lambda n: "<p>Wort\r\n" * n,
    "blanks": lambda n: "<p>Wort" + " " * n * 10 + "Wort",
    "less-than signs": lambda n: "< " * n + "Wort",
    "nothing closed": lambda n: "<html><body><form><table><select><p><a><b>Wort " * (n // 10),
    "crossing": lambda n: "<p>Wort" + "".join(f"<b><i></b><u></i><em></u></em>{i} Wort" for i in range(n // 4)),
}


def seconds(page: bytes) -> float:
    """How long a page takes from bytes to bytes."""
    started = time.process_time()
    out = translated(take_apart(page, "text/html; charset=utf-8", "de"), marking, Appearance())
    assert out.translated or out.body == page
    return time.process_time() - started


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_linear(shape: str) -> None:
    """A page three times as large takes at most about three times as long, in every shape."""
    small, large = (SHAPES[shape](n).encode() for n in (N, 3 * N))
    once = seconds(small)
    assert seconds(large) < 0.1 + 8 * once


@pytest.mark.parametrize("shape", ["nested divs", "nested inline", "paragraphs", "nested tables", "nothing closed"])
def test_huge(shape: str) -> None:
    """Ten thousand levels and twenty thousand paragraphs are translated without ado."""
    page = SHAPES[shape](10_000 if "nested" in shape else 20_000).encode()
    written = translated(take_apart(page, "text/html; charset=utf-8", "de"), marking, Appearance())
    assert written.body.count(b"Jbeg") == page.count(b"Wort")


@pytest.mark.slow
def test_five_megabytes() -> None:
    """Five megabytes take seconds, not minutes."""
    page = (b"<p class=x>Ein Absatz mit <a href='/amt'>einem Verweis</a> und &auml;hnlichem.</p>\n" * 63_000)[: 5 << 20]
    assert seconds(page) < 60


@given(
    st.binary(max_size=300), st.sampled_from(["", "text/html", "text/html; charset=utf-8", "text/html; charset=utf-16"])
)
def test_random_bytes(body: bytes, content_type: str) -> None:
    """Bytes that are no page never raise, translated or not."""
    page = take_apart(body, content_type, "de")
    translated(page, marking, Appearance())
    translated(page, lambda segment: segment.parts, Appearance(), "ar")
    put_together(page, [None] * len(page.segments), "/", links(), Appearance())


@given(
    st.lists(st.sampled_from([*"<>/!-=\"' \n\rabp&;[]\x00", "<p", "<svg>", "]]>", "<!--"]), max_size=40).map("".join)
)
def test_random_markup(source: str) -> None:
    """Shreds of markup never raise."""
    for wrap in ("{}", "<svg>{}", "<!doctype html><title>{}", "<table>{}", "<p title={}>Wort"):
        translated(take_apart(wrap.format(source).encode(), "text/html; charset=utf-8", "de"), marking, Appearance())
