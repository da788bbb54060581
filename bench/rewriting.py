"""Identity rewriting of a 100 kB page: read, segment, write back, against the same job with BeautifulSoup.

Both decode the page, gather the texts of its blocks that are German and not kept, the readable attributes and the
links, put everything back as it was and write the page. The page is the sample city's home page, its main part
repeated until the page has 100 kB.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from bs4 import BeautifulSoup
from bs4.element import Comment, Doctype, NavigableString, Tag
from city.app import create_app

from bench.measure import Row, interleaved, milliseconds
from proxy.links import SiteLinks
from proxy.page import rewrite
from proxy.page.elements import INLINE, LINKS, OPAQUE, READABLE, READABLE_EVERYWHERE

_LINKS = SiteLinks("tr", "http://localhost", frozenset(), (), ("tr",))
_SIZE = 100_000


async def page() -> bytes:
    """Return a page of 100 kB made of the sample city's home page."""
    async with (
        TestServer(create_app()) as server,
        ClientSession() as client,
        client.get(server.make_url("/")) as response,
    ):
        home = await response.read()
    start, end = home.index(b"<main"), home.index(b"</main>") + len(b"</main>")
    main = home[start:end]
    times = max(1, (_SIZE - len(home)) // len(main) + 1)
    return home[:end] + main * times + home[end:]


def ours(body: bytes) -> bytes:
    """Rewrite with nothing changed."""
    taken = rewrite.take_apart(body, "text/html; charset=utf-8", "de")
    return rewrite.put_together(taken, [segment.parts for segment in taken.segments], "/", _LINKS, None).body


def theirs(body: bytes) -> bytes:
    """Do the same with BeautifulSoup and Python's own parser: texts by block, in their language, and attributes."""
    soup = BeautifulSoup(body, "html.parser", from_encoding="utf-8")
    segments: dict[int, list[NavigableString]] = {}
    for text in soup.find_all(string=True):
        if isinstance(text, Comment | Doctype) or not text.strip():
            continue
        parents = list(text.parents)
        language = next((parent["lang"] for parent in parents if parent.has_attr("lang")), "de")
        if language != "de" or any(_is_kept(parent) for parent in parents):
            continue
        block = next(parent for parent in parents if parent.name not in INLINE)
        segments.setdefault(id(block), []).append(text)
    for texts in segments.values():
        for text in texts:
            text.replace_with(NavigableString(str(text)))
    for element in soup.find_all(True):
        for name, value in element.attrs.items():
            if name in READABLE_EVERYWHERE or name in READABLE.get(element.name, ()) or LINKS.get(element.name) == name:
                element[name] = value
    return soup.encode("utf-8")


def _is_kept(element: Tag) -> bool:
    return (
        element.name in OPAQUE
        or element.get("translate") == "no"
        or "notranslate" in (element.get_attribute_list("class") or ())
    )


def run() -> Sequence[Row]:
    """Measure."""
    body = asyncio.run(page())
    if ours(body) != body:
        message = "the identity changed the page"
        raise AssertionError(message)
    times = interleaved({"ours": lambda: ours(body), "theirs": lambda: theirs(body)}, 15)
    size = 100_000 / len(body)
    return (
        Row(
            f"identity rewriting, per 100 kB (page of {len(body) // 1000} kB)",
            milliseconds(times["ours"] * size),
            "10 ms",
        ),
        Row("the same with BeautifulSoup, html.parser", milliseconds(times["theirs"] * size)),
        Row("times faster", f"{times['theirs'] / times['ours']:.1f}", "8"),
    )
