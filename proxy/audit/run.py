"""Audits a page or a crawl, German and translated, and puts together what a report says.

Knows the way from page to page, no rule and no format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from playwright.async_api import Browser
from playwright.async_api import Error as PlaywrightError

from proxy.audit.axe import AxeRule
from proxy.audit.browser import open_browser
from proxy.audit.compare import compare
from proxy.audit.errors import PageUnreachableError
from proxy.audit.finding import Finding
from proxy.audit.page import Page, value
from proxy.audit.plan import Plan
from proxy.audit.result import Audited, Report
from proxy.audit.rules.table import findings
from proxy.audit.visit import Visit, visit
from proxy.links import RESERVED, is_file


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What has been audited so far; its three collections grow."""

    pages: list[Audited]
    unreachable: list[tuple[str, str]]
    axe_rules: dict[str, AxeRule]

    def take(self, visited: Visit, german_url: str, found: Sequence[Finding]) -> None:
        """Add a page."""
        self.axe_rules.update(visited.axe_rules)
        self.pages.append(_audited(visited, german_url, found))

    def report(self, plan: Plan, started: datetime) -> Report:
        """Return the report."""
        return Report(
            url=plan.url,
            started=started,
            languages=(plan.source, *(plan.languages or ())),
            pages=tuple(self.pages),
            unreachable=tuple(self.unreachable),
            axe_rules=tuple(sorted(self.axe_rules.items())),
            with_axe=plan.wishes.axe is not None,
        )


async def run(plan: Plan, chromium: Path | None, started: datetime, said: Callable[[str], None]) -> Report:
    """Open a browser and audit; raises `AuditError`."""
    async with open_browser(chromium) as browser:
        if plan.languages is None:
            plan = replace(plan, languages=await served_languages(browser, plan.url))
        return await audit(browser, plan, started, said)


async def audit(browser: Browser, plan: Plan, started: datetime, said: Callable[[str], None]) -> Report:
    """Audit the planned pages; `said` hears each address. Raises `PageUnreachableError` if the first one is."""
    languages = plan.languages or ()
    gathered = _Gathered([], [], {})
    waiting, seen = [plan.url], {_bare(plan.url)}
    for count in range(plan.pages):
        if not waiting:
            break
        url = waiting.pop(0)
        said(url)
        try:
            german = await visit(browser, url, plan.source, plan.source, plan.wishes)
        except PageUnreachableError as error:
            if count == 0:
                raise
            gathered.unreachable.append((url, str(error)))
            continue
        gathered.take(german, url, list(_found(german)))
        for code in languages:
            await _translation(browser, plan, german, code, gathered, said)
        new = [link for link in dict.fromkeys(links(german.page, languages)) if link not in seen]
        seen.update(new)
        waiting.extend(new)
    return gathered.report(plan, started)


async def _translation(
    browser: Browser, plan: Plan, german: Visit, code: str, gathered: _Gathered, said: Callable[[str], None]
) -> None:
    address = address_in(german.page, code)
    said(address)
    try:
        translated = await visit(browser, address, code, plan.source, plan.wishes)
    except PageUnreachableError as error:
        gathered.unreachable.append((address, str(error)))
    else:
        gathered.take(translated, german.page.url, _against(german, translated))


async def served_languages(browser: Browser, url: str) -> tuple[str, ...]:
    """Ask the site whether a Stadtlotse serves it, and in which languages; none if not."""
    context = await browser.new_context()
    try:
        answer = await context.request.get(urljoin(url, f"/{RESERVED}/health"), timeout=5000)
        languages = (await answer.json()).get("languages", ()) if answer.ok else ()
        return tuple(map(str, languages))
    except (PlaywrightError, ValueError, AttributeError):
        return ()
    finally:
        await context.close()


def address_in(page: Page, code: str) -> str:
    """Return a German page's address in a language: where the page itself says, else with the language's prefix."""
    for link in page.soup.find_all("link", hreflang=code):
        if "alternate" in value(link, "rel").split() and value(link, "href"):
            return urljoin(page.url, value(link, "href"))
    parts = urlsplit(page.url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{code}{parts.path or '/'}", parts.query, ""))


def links(page: Page, languages: Sequence[str]) -> Iterable[str]:
    """Yield the German pages of the same site that a page leads to."""
    here = urlsplit(page.url)
    for link in page.soup.find_all("a", href=True):
        try:
            url = _bare(urljoin(page.url, value(link, "href")))
            parts = urlsplit(url)
        except ValueError:  # an address that nobody can follow
            continue
        first = parts.path.lstrip("/").partition("/")[0]
        ours = first in languages or first == RESERVED
        if (parts.scheme, parts.netloc) == (here.scheme, here.netloc) and not ours and not is_file(parts.path):
            yield url


def _bare(url: str) -> str:
    return urldefrag(url)[0]


def _found(visited: Visit) -> Iterable[Finding]:
    yield from findings(visited.page)
    yield from visited.axe_findings


def _against(german: Visit, translated: Visit) -> list[Finding]:
    """What is found in a translated page: marked as new what its German page does not have at the same place."""
    before = {(each.rule, each.path) for each in _found(german)}
    found = [replace(each, new=(each.rule, each.path) not in before) for each in _found(translated)]
    return [*found, *compare(german, translated)]


def _audited(visited: Visit, german_url: str, found: Sequence[Finding]) -> Audited:
    title = visited.page.title
    return Audited(
        url=visited.page.url,
        german_url=german_url,
        language=visited.page.language,
        title=" ".join(title.get_text().split()) if title else "",
        findings=tuple(found),
        complete=visited.complete,
        screenshot=visited.screenshot,
        screenshot_narrow=visited.screenshot_narrow,
    )
