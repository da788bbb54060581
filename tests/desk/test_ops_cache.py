"""What is remembered is found a part at a time, and a purge forgets what was shown before it."""

from __future__ import annotations

import asyncio
import itertools
import time
from pathlib import Path

from bs4 import BeautifulSoup
from desk.running import RunningDesk, running_desk

from proxy.desk.ops.cache_pages import Search
from proxy.desk.ops.cache_search import PageFound, Patience, SegmentFound, impact, look
from proxy.purging import Layer, Wanted, purge
from proxy.settings import CacheSettings

_LONG = Patience(time.monotonic, 60.0)


async def seen(desk: RunningDesk, *paths: str) -> None:
    """Have some pages remembered."""
    async with desk.stranger() as somebody:
        for path in paths:
            async with somebody.http.get(desk.url + path) as got:
                assert got.status == 200
                await got.read()


def everything(settings: CacheSettings, layer: Layer, wanted: Wanted, most: int) -> list[str]:
    """Keys of all that is found, a few at a time."""
    keys: list[str] = []
    after: int | None = 0
    while after is not None:
        looked = look(settings, layer, wanted, most, _LONG, after)
        keys += [each.key for each in looked.found]
        after = looked.on
    return keys


async def test_a_search_in_parts_finds_everything_once(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk:
        await seen(desk, "/tr/", "/ar/aktuelles/", "/tr/aktuelles/")
        await asyncio.sleep(0.3)  # the segment memory writes behind

        def checks() -> None:
            cache = desk.settings.cache
            for layer, wanted in itertools.product(Layer, (Wanted(), Wanted(language="tr"), Wanted(term="rathaus"))):
                whole = everything(cache, layer, wanted, 10_000)
                assert everything(cache, layer, wanted, 7) == whole
                assert len(set(whole)) == len(whole)
            looked = look(cache, Layer.pages, Wanted(url="/aktuelles/"), 10, _LONG)
            assert {each.language for each in looked.found if isinstance(each, PageFound)} == {"tr", "ar"}
            turkish = look(cache, Layer.segments, Wanted(language="tr", term="RATHAUS"), 1000, _LONG)
            texts = [each for each in turkish.found if isinstance(each, SegmentFound)]
            assert texts
            assert all("rathaus" in each.german.casefold() and each.language == "tr" for each in texts)

        await asyncio.to_thread(checks)


async def test_a_look_ends_when_its_time_is_over_and_says_where_to_go_on(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk:
        await seen(desk, "/tr/")
        ticks = itertools.count()
        looked = await asyncio.to_thread(
            look, desk.settings.cache, Layer.answers, Wanted(), 100, Patience(lambda: float(next(ticks)), 1.0)
        )
        assert (looked.seen, looked.on is not None) == (1, True)


async def test_the_impact_is_what_a_purge_forgets(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk:
        await seen(desk, "/tr/", "/ar/", "/tr/aktuelles/")
        await asyncio.sleep(0.3)

        def checks() -> None:
            cache, layers = desk.settings.cache, tuple(Layer)
            for wanted in (Wanted(term="rathaus", language="tr"), Wanted(url="/aktuelles/"), Wanted(prefix="/")):
                before = impact(cache, layers, wanted, _LONG)
                assert not before.at_least
                assert before.total
                assert purge(cache, layers, wanted) == before.counts
                assert not impact(cache, layers, wanted, _LONG).total

        await asyncio.to_thread(checks)


async def test_a_purge_shows_its_impact_wants_to_be_confirmed_and_is_written_down(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, desk.client("ops") as ops:
        await seen(desk, "/tr/aktuelles/", "/tr/")
        async with ops.get("/ops/cache?layer=pages&address=/aktuelles/") as got:
            found = BeautifulSoup(await got.text(), "html.parser")
        assert [each.text.split(",")[0] for each in found.select("tbody th a")] == ["/aktuelles/"]
        async with ops.get(found.select_one("tbody th a")["href"].removeprefix("/.stadtlotse/desk")) as got:  # type: ignore[index,union-attr]
            assert "Rathaus" in await got.text()
        async with ops.get("/ops/cache/purge?address=/aktuelles/&pages=yes&answers=yes") as got:
            shown = BeautifulSoup(await got.text(), "html.parser")
        assert "tr /aktuelles/" in shown.get_text()
        form = {each["name"]: each.get("value", "") for each in shown.select("form[method=post] input")}
        unsure = {str(name): str(value) for name, value in form.items() if name not in ("csrf", "sure")}
        async with ops.post("/ops/cache/purge", unsure) as got:
            assert got.headers["Location"].startswith("/.stadtlotse/desk/ops/cache/purge?")
        async with ops.post("/ops/cache/purge", unsure | {"sure": "yes"}) as got:
            assert got.status == 303
            where = got.headers["Location"].removeprefix("/.stadtlotse/desk")
        async with ops.get(where) as got:
            after = BeautifulSoup(await got.text(), "html.parser")
        assert not after.select("tbody th a")
        assert "address=/aktuelles/ (pages: 1, answers: 1)" in after.get_text()
        async with ops.get("/ops/cache?layer=pages&address=/") as got:
            assert "/ops/cache/page/" in await got.text()


async def test_who_may_not_operate_sees_nothing_of_it(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, desk.client("editor") as editor:
        for path in ("/ops", "/ops/cache", "/ops/warm", "/ops/models", "/ops/settings", "/ops/health"):
            async with editor.get(path) as got:
                assert got.status == 403
        async with editor.post("/ops/cache/purge", {"pages": "yes", "sure": "yes"}) as got:
            assert got.status == 403


def test_an_address_with_a_star_means_what_begins_so() -> None:
    assert Search.of({"address": "/rathaus/*"}).wanted == Wanted(prefix="/rathaus/")
    assert Search.of({"address": "/rathaus/", "layer": "nonsense", "text": " Amt "}) == Search(
        Layer.pages, "/rathaus/", text="Amt"
    )
