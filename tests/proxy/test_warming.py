"""Warming, for real: a small website, the proxy before it, and a crawl that asks for every page in every language."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from loopback import MarkerTranslator, Proxy, handling, proxy, serving

from proxy.app import create_app
from proxy.links import SiteLinks
from proxy.opened_translation import Translation
from proxy.page_translator import OriginPage, TranslatedPage, View
from proxy.rewarming import Known, Rewarming, differences, in_turn
from proxy.serving import serve
from proxy.settings import Settings
from proxy.sitemap import Entry
from proxy.warm_links import pages_of
from proxy.warm_state import WarmState, read_state
from proxy.warm_target import target_of
from proxy.warming import Budget, Client, End, Report, Target, Warmer, WarmingError

CODES = ("tr", "uk")
ROBOTS = "User-agent: *\nDisallow: /geheim\nSitemap: /karte.xml\n"


@dataclass
class Town:
    """A website that says what changed, and notes what it is asked for."""

    changed: dict[str, str] = field(default_factory=lambda: {"/a": "2026-11-01", "/nur-in-karte?x=1": "2026-11-01"})
    asked: list[str] = field(default_factory=list)
    robots: int = 200

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.raw_path)
        if request.path == "/robots.txt":
            return web.Response(text=ROBOTS, status=self.robots)
        if request.path == "/karte.xml":
            rows = "".join(
                f"<url><loc>http://{request.host}{path.replace('&', '&amp;')}</loc><lastmod>{when}</lastmod></url>"
                for path, when in self.changed.items()
            )
            body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
            return web.Response(text=body, content_type="application/xml")
        links = "".join(
            f"<a href='{path}'>x</a>" for path in ("/a", "b", "/geheim/x", "/c?tag=1", "/plan.pdf", "/tr/a")
        )
        text = f"<!doctype html><title>{request.raw_path}</title><p>Guten Tag</p>{links}"
        return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "max-age=600"})


@dataclass
class CountingTranslator(MarkerTranslator):
    """Translates four words a page, if the client may have them."""

    async def translate(self, page: OriginPage, view: View) -> TranslatedPage:
        made = await super().translate(page, view)
        known = [seen.url for seen, before in self.seen[:-1] if before.language == view.language]
        admitted = page.url in known or view.allowance is None or view.allowance.take(4)
        return replace(made, complete=admitted)


@asynccontextmanager
async def town(folder: Path, **sections: dict[str, Any]) -> AsyncIterator[tuple[Town, Proxy, Settings, Target]]:
    """A website, the proxy before it, its settings, and the target of warming."""
    site = Town()
    values: dict[str, dict[str, Any]] = {"languages": {"targets": CODES}, "cache": {"folder": str(folder)}, **sections}
    async with (
        serving(handling(site.answer)) as origin,
        proxy(origin, CountingTranslator(), keep_folder=True, **values) as running,
    ):
        settings = Settings.model_validate({**values, "origin": {"url": origin}})
        target = replace(target_of(settings, running.url), requests_per_second=500.0)
        yield site, running, settings, target


async def warmed(target: Target, folder: Path, budget: Budget | None = None, state: WarmState | None = None) -> Report:
    """Warm until the end or the budget."""
    state = state or WarmState(CODES)
    async with Client(target) as client:
        return await Warmer(client, state, folder / "warm.json", target.links, budget or Budget()).run()


async def test_every_page_in_every_language(tmp_path: Path) -> None:
    """Pages of sitemap and links are asked for in all languages, in the background; robots.txt is kept to."""
    async with town(tmp_path) as (site, running, _, target):
        report = await warmed(target, tmp_path)
        assert (report.end, report.incomplete, report.failed) == (End.DONE, 0, 0)
        pages = {"/", "/a", "/b", "/nur-in-karte?x=1"}
        assert (report.pages, report.translated, report.words) == (4, 8, 32)
        seen = {(page.url.partition(target.host)[2], view.language) for page, view in running.translator.seen}
        assert seen == {(path, code) for path in pages for code in CODES}
        assert all(view.background for _, view in running.translator.seen)
        assert not [path for path in site.asked if path.startswith(("/geheim", "/c", "/plan", "/tr"))]
        before = len(running.translator.seen)
        answer = await running.ask("/tr/a", headers={"Host": target.host})
        assert b"GUTEN TAG [tr]" in answer.body
        assert len(running.translator.seen) == before  # the page was waiting for its first reader


async def test_budget_and_resume(tmp_path: Path) -> None:
    """Warming ends with its budget, in words or pages, and goes on where it ended; nothing is done twice."""
    async with town(tmp_path) as (_, running, _, target):
        first = await warmed(target, tmp_path, Budget(words=9))
        assert first.end is End.WORDS
        assert first.words == 12  # a page is not cut
        state = read_state(tmp_path / "warm.json", CODES)
        assert state is not None
        assert state.waiting
        done = len(running.translator.seen)
        second = await warmed(target, tmp_path, Budget(), state)
        assert second.end is End.DONE
        assert first.words + second.words == 32
        assert len(running.translator.seen) - done <= 6
        assert (await warmed(target, tmp_path, Budget(pages=1))).pages == 1
    assert read_state(tmp_path / "warm.json", ("tr",)) is None
    (tmp_path / "warm.json").write_text("{")
    assert read_state(tmp_path / "warm.json", CODES) is None


async def test_interruption_keeps_the_state(tmp_path: Path) -> None:
    """Whoever ends warming in the middle can go on with it."""
    async with town(tmp_path) as (_, _, _, target):
        task = asyncio.create_task(warmed(replace(target, requests_per_second=20.0), tmp_path))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        state = read_state(tmp_path / "warm.json", CODES)
        assert state is not None
        assert state.waiting
        assert (await warmed(target, tmp_path, state=state)).end is End.DONE


async def test_rate_is_kept(tmp_path: Path) -> None:
    """No more requests a second than allowed."""
    async with town(tmp_path) as (site, _, _, target):
        loop = asyncio.get_running_loop()
        started = loop.time()
        await warmed(replace(target, requests_per_second=40.0), tmp_path, Budget(pages=2))
        assert len(site.asked) <= (loop.time() - started) * 40 + 2


async def test_other_keys_are_told(tmp_path: Path) -> None:
    """A proxy that does not know the key is not warmed by accident as a visitor."""
    async with town(tmp_path) as (_, _, _, target):
        with pytest.raises(WarmingError, match="key"):
            await warmed(replace(target, key="another"), tmp_path)


async def test_failing_robots_keep_crawlers_away(tmp_path: Path) -> None:
    """A website whose robots.txt fails is not crawled (RFC 9309 2.3.1.4)."""
    async with town(tmp_path) as (site, _, _, target):
        site.robots = 500
        with pytest.raises(WarmingError, match="robots"):
            await warmed(target, tmp_path)
        assert set(site.asked) == {"/robots.txt"}


async def test_new_pages_are_found(tmp_path: Path) -> None:
    """A page that is new or changed in the sitemap is translated at the next look, and no other."""
    async with town(tmp_path, warming={"rechecked_pages": 0}) as (site, running, settings, target):
        looking = Rewarming(settings, target)
        assert await looking.look() == 0
        assert await looking.look() == 0
        assert not running.translator.seen
        site.changed |= {"/a": "2026-11-22", "/neu": "2026-11-22"}
        await asyncio.sleep(0)
        assert await looking.look() == 2
        seen = {page.url.rpartition("/")[2] for page, _ in running.translator.seen}
        assert seen == {"a", "neu"}
        assert await looking.look() == 0


def test_differences_and_turns() -> None:
    """The first look remembers; later ones tell what is new; known pages come in turn."""
    known = Known()
    assert differences(known, [Entry("/a", "1"), Entry("/b", "")]) == []
    assert differences(known, [Entry("/a", "2"), Entry("/b", ""), Entry("/c", "")]) == ["/a", "/c"]
    assert [in_turn(known, 2), in_turn(known, 2), in_turn(known, 9)] == [
        ["/a", "/b"],
        ["/c", "/a"],
        ["/b", "/c", "/a"],
    ]
    assert in_turn(Known(), 3) == []


LINKS = SiteLinks(None, "https://stadt.example", frozenset({"stadt.example", "cms"}), ("/intern",), CODES)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("b", ["/amt/b"]),
        ("../x#y", ["/x"]),
        ("https://cms/z", ["/z"]),
        ("//stadt.example/z", ["/z"]),
        ("https://example.org/z", []),
        ("mailto:a@b", []),
        ("javascript:x()", []),
        ("/intern/x", []),
        ("/tr/x", []),
        ("/.stadtlotse/health", []),
        ("/plan.pdf", []),
        ("/x?seite=2", []),
        ("http://[::1/", []),
        ("", ["/amt/"]),
    ],
)
def test_links_of_a_page(href: str, expected: list[str]) -> None:
    """Only the website's own pages that there are in languages."""
    html = f"<a href='/n' rel='external nofollow'>n</a><p><a href='{href}'>x</a>"
    assert list(pages_of(html, "/amt/", LINKS)) == expected


async def test_the_scheduler_runs_while_serving(tmp_path: Path) -> None:
    """With the switch on, `serve` itself finds a new page and has it translated before anybody asks for it."""
    site, marker, stop = Town(), CountingTranslator(), asyncio.Event()
    async with serving(handling(site.answer)) as origin:
        sections = {
            "origin": {"url": origin},
            "cache": {"folder": str(tmp_path)},
            "languages": {"targets": CODES},
            "server": {"drain_seconds": 0.2},
            "telemetry": {"metrics": "off"},
            "warming": {"enabled": True, "interval_minutes": 0.005, "requests_per_second": 100, "rechecked_pages": 0},
        }
        settings = Settings.model_validate(sections)

        @asynccontextmanager
        async def translation() -> AsyncIterator[Translation]:
            yield Translation(marker, lambda: "test")

        listening = socket.create_server(("127.0.0.1", 0))
        listening.setblocking(False)
        app = create_app(settings, translation)
        running = asyncio.create_task(serve(app, settings, lambda: None, listening=listening, stop=stop))
        try:
            async with asyncio.timeout(20):
                while "/karte.xml" not in site.asked:  # noqa: ASYNC110 nobody tells
                    await asyncio.sleep(0.02)
                await asyncio.sleep(0.3)
                site.changed["/presse/neu"] = "2026-11-22"
                while len(marker.seen) < len(CODES):  # noqa: ASYNC110 nobody tells
                    await asyncio.sleep(0.02)
        finally:
            stop.set()
            await running
        assert {page.url.rpartition("/")[2] for page, _ in marker.seen} == {"neu"}


async def test_the_command(tmp_path: Path) -> None:
    """`stadtlotse cache warm` starts a proxy of its own where none runs, and says what it did."""
    site = Town()
    async with serving(handling(site.answer)) as origin:
        file = tmp_path / "stadtlotse.toml"
        file.write_text(
            f'[server]\nport = 9\n[origin]\nurl = "{origin}"\n[engine]\nkind = "identity"\n'
            f'[cache]\nfolder = "{tmp_path}/cache"\n[languages]\ntargets = ["tr", "uk"]\n'
        )
        command = [sys.executable, "-m", "proxy", "cache", "warm", "--config", str(file), "--json"]
        arguments = ["--language", "tr", "--pages", "2", "--rate", "200"]
        done = await asyncio.to_thread(subprocess.run, command + arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert (report["pages"], report["translated"], report["end"]) == (2, 2, "the limit of pages")
    assert report["waiting"] == 2
