"""Nothing lost and nothing worse: the city's pages, translated, beside what they are in German.

The audit compares accessibility trees, languages and directions of all texts, and what axe-core and our own rules find.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from chromium import needs_chromium, reader
from city.app import SITE_PATHS
from hypothesis import given, settings
from page.generated import PAGES, tree_safe
from playwright.async_api import Browser
from pseudo import PseudoEngine, pseudo
from town import LANGUAGES, Town, town

from proxy.audit.axe import axe_file
from proxy.audit.browser import open_browser
from proxy.audit.compare import compare
from proxy.audit.finding import Finding
from proxy.audit.plan import Wishes
from proxy.audit.rules.table import findings
from proxy.audit.visit import Visit, visit
from proxy.links import SiteLinks
from proxy.page import rewrite
from translation.segment import Part

pytestmark = needs_chromium

# What depends on the length of words is not the translation's fault: it is in the audit's report, not a law.
_OF_LAYOUT = frozenset({"overflow-narrow", "clipped-narrow", "clipped-large", "target-size", "axe:target-size"})
# Known, and why: written by the page's own script, after the translation.
_KNOWN = frozenset({("/stadtplan/", "german-attribute"), ("/archiv/stadtgeschichte.html", "german-text")})
_TYPES = ("/buergerservice/personalausweis", "/termin/schritt-1", "/archiv/satzung.html")


def found(visited: Visit) -> list[Finding]:
    """Return what all rules find."""
    return [*findings(visited.page), *visited.axe_findings]


async def worse(browser: Browser, place: Town, path: str, languages: list[str], *, layout: bool) -> list[str]:
    """Return what is wrong with the translations of a page and not with the page itself."""
    wishes = Wishes(axe=axe_file(None), complete_seconds=15, layout=layout)
    german = await visit(browser, place.origin + path, "de", "de", wishes)
    before = {(each.rule, each.path) for each in found(german)}
    problems = []
    for code in languages:
        translated = await visit(browser, f"{place.url}/{code}{path}", code, "de", wishes)
        assert translated.complete
        new = [each for each in found(translated) if (each.rule, each.path) not in before]
        problems += [
            f"{code} {path} {each.rule} {each.selector} {each.detail}: {each.snippet[:120]}"
            for each in (*new, *compare(german, translated))
            if each.rule not in _OF_LAYOUT and (path, each.rule) not in _KNOWN
        ]
    return problems


async def test_page_types_are_no_worse_than_in_german(tmp_path: Path) -> None:
    """A service, a form and tables, in Arabic and Ukrainian: same tree, true languages, no new violation."""
    async with town(tmp_path, PseudoEngine()) as place, open_browser() as browser:
        for path in _TYPES:
            assert await worse(browser, place, path, ["ar", "uk"], layout=False) == []


@pytest.mark.slow
@pytest.mark.parametrize("code", sorted(LANGUAGES))
async def test_every_page_is_no_worse_than_in_german(tmp_path: Path, code: str) -> None:
    """All pages of the city in all languages, with layout: same tree, true languages, no new violation."""
    problems = []
    async with town(tmp_path, PseudoEngine()) as place, open_browser() as browser:
        for path in SITE_PATHS:
            problems += await worse(browser, place, path, [code], layout=True)
    assert problems == []


def random_pages(count: int) -> list[str]:
    """Return well-formed random pages."""
    pages: list[str] = []

    @settings(max_examples=count, database=None)
    @given(PAGES)
    def draw(page: str) -> None:
        pages.append(tree_safe(page))

    draw()
    return pages


def translated(page: str, code: str) -> str:
    """Return a page as the proxy writes it, every second segment left German."""
    taken = rewrite.take_apart(page.encode(), "text/html; charset=utf-8", "de")
    parts: list[tuple[Part, ...] | None] = [
        None if n % 2 else tuple(pseudo(part, code) if isinstance(part, str) else part for part in segment.parts)
        for n, segment in enumerate(taken.segments)
    ]
    links = SiteLinks(code, "http://stadt.example", frozenset({"stadt.example"}), (), tuple(sorted(LANGUAGES)))
    return rewrite.put_together(taken, parts, "/seite", links, rewrite.Appearance()).body.decode()


@pytest.mark.parametrize("code", ["ar", "tr"])
async def test_random_pages_keep_their_tree(code: str) -> None:
    """Whatever a page is made of, the translated one has the same tree, also where half of it stays German."""
    pages = await asyncio.to_thread(random_pages, 25)
    async with reader() as opened:
        for page in pages:
            before = await opened.visit(page)
            after = await opened.visit(translated(page, code), code)
            lost = [(each.rule, each.path, each.detail) for each in compare(before, after)]
            assert lost == [], page
