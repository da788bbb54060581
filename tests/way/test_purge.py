"""Forgetting while the proxy runs: by address, tag, language, text and term; and what the command shows of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession
from town import ShoutingEngine, Town, town

from proxy.purging import Layer, Wanted, purge, snapshot
from proxy.settings import CacheSettings

PASSES, CLIMATE = "/buergerservice/personalausweis", "/leben/klima"
ALL = tuple(Layer)


@dataclass
class Visits:
    """A running town, its visitor, and the folder of its caches."""

    place: Town
    client: ClientSession
    settings: CacheSettings

    async def status(self, path: str) -> str:
        """What the page memory says of a page."""
        async with self.client.get(self.place.url + path) as answer:
            await answer.read()
            assert answer.status == 200, path
            return "hit" if "; hit" in answer.headers["Cache-Status"].rpartition(",")[2] else "made"

    async def states(self) -> dict[str, str]:
        """The same of the four pages that were read."""
        return {path: await self.status(path) for path in PAGES}

    async def forget(self, **wanted: str) -> dict[Layer, int]:
        """Purge, as another process would."""
        return await asyncio.to_thread(purge, self.settings, ALL, Wanted(**wanted))


PAGES = tuple(f"/{code}{path}" for code in ("tr", "en") for path in (PASSES, CLIMATE))


@asynccontextmanager
async def visited(folder: Path) -> AsyncIterator[Visits]:
    """A town of which four pages have been read."""
    async with town(folder, ShoutingEngine()) as place, ClientSession() as client:
        visits = Visits(place, client, CacheSettings(folder=folder))
        await visits.states()
        assert set((await visits.states()).values()) == {"hit"}
        yield visits


async def test_by_address(tmp_path: Path) -> None:
    """One German page goes in all languages and in its original, a prefix takes what begins so."""
    async with visited(tmp_path) as visits:
        counts = await visits.forget(url=PASSES)
        assert (counts[Layer.pages], counts[Layer.answers], counts[Layer.segments]) == (2, 1, 0)
        states = await visits.states()
        assert {path for path, state in states.items() if state == "made"} == {f"/tr{PASSES}", f"/en{PASSES}"}
        assert (await visits.forget(prefix=visits.place.url + "/leben"))[Layer.pages] == 2
        assert (await visits.forget(url="/gibt-es-nicht")) == dict.fromkeys(ALL, 0)


async def test_by_language(tmp_path: Path) -> None:
    """A language goes with its translations; the German originals stay."""
    async with visited(tmp_path) as visits:
        counts = await visits.forget(language="tr")
        assert counts[Layer.pages] == 2
        assert counts[Layer.segments] > 10
        assert counts[Layer.answers] == 0
        states = await visits.states()
        assert {path for path, state in states.items() if state == "made"} == {f"/tr{PASSES}", f"/tr{CLIMATE}"}


async def test_by_text(tmp_path: Path) -> None:
    """A term takes the segments in which it stands and their pages; a segment takes itself and its pages."""
    async with visited(tmp_path) as visits:
        before = snapshot(visits.settings, Layer.segments).entries
        counts = await visits.forget(term="personalausweis")
        assert counts[Layer.pages] >= 2
        assert 0 < counts[Layer.segments] < before
        assert (await visits.status(f"/tr{PASSES}")) == "made"
        await asyncio.sleep(0.3)  # what is translated is written down behind the visitors' backs
        assert (await visits.forget(term="personalausweis", language="tr"))[Layer.segments] > 0
        assert (await visits.forget(segment="Das gibt es nicht.")) == dict.fromkeys(ALL, 0)


async def test_everything(tmp_path: Path) -> None:
    """With nothing named all goes, and the files with it; the proxy goes on."""
    async with visited(tmp_path) as visits:
        assert all(count > 0 for count in (await visits.forget()).values())
        assert not [path for path in (tmp_path / "answers" / "bodies").rglob("*") if path.is_file()]
        assert all(snapshot(visits.settings, layer).entries == 0 for layer in ALL)
        assert set((await visits.states()).values()) == {"made"}
        assert set((await visits.states()).values()) == {"hit"}
