"""Terms at the desk before the running proxy: from a form to the page of a visitor."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from bs4 import BeautifulSoup
from desk.running import Client, RunningDesk, running_desk
from editors_city import AUTHORITY, PAGES, answer
from engines import ToyEngine
from loopback import handling

from glossary.collection import load_collection
from glossary.store import TermStore
from glossary.term import Policy, State, Target, Term

GLOSS = {
    "de": "Ausländerbehörde", "policy": "keep+gloss", "match": "word", "state": "approved",
    "target-tr": "yabancılar dairesi", "variants-tr": "yabancılar dairesine",
}  # fmt: skip
_SECONDS = 15.0


@asynccontextmanager
async def desk_of_two_pages(
    folder: Path, *, four_eyes: bool = False, collection: bool = False
) -> AsyncIterator[RunningDesk]:
    """A website of two pages, one of which names an authority, with its desk."""

    async def page(request: web.Request) -> web.StreamResponse:
        text = PAGES.get(request.path)
        if text is None:
            return web.Response(status=404, text="nichts", content_type="text/plain")
        html = f'<!doctype html><html lang="de"><head><meta charset="utf-8">{text}'
        return web.Response(text=html, content_type="text/html", headers={"Cache-Control": "max-age=3600"})

    async with running_desk(
        folder,
        ToyEngine(answer),
        origin=handling(page),
        languages={"targets": ["tr", "ar"]},
        pages={"deadline_seconds": 20.0, "notice": False},
        glossary={"database": folder / "glossary.sqlite", "refresh_seconds": 0.1, "collection": collection},
        desk={"four_eyes": four_eyes},
    ) as desk:
        yield desk


async def until(said: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so; fails after some seconds."""
    async with asyncio.timeout(_SECONDS):
        while not await said():  # noqa: ASYNC110 what is waited for is seen by asking the proxy only
            await asyncio.sleep(0.1)


async def shown(client: Client, path: str) -> BeautifulSoup:
    """A page of the desk."""
    async with client.get(path) as got:
        assert got.status == 200, await got.text()
        return BeautifulSoup(await got.text(), "html.parser")


async def sent(client: Client, path: str, fields: Mapping[str, str], status: int = 303) -> str:
    """Send a form; return where it leads, or the page that it answers with."""
    async with client.post(path, fields) as got:
        text = await got.text()
        assert got.status == status, text
        return urlsplit(got.headers["Location"]).path.partition("/desk")[2] if status == 303 else text


def hidden(page: BeautifulSoup) -> dict[str, str]:
    """What the form of a page carries along."""
    return {str(each["name"]): str(each["value"]) for each in page.select("main form input[type=hidden]")}


async def visited(desk: RunningDesk, path: str) -> str:
    """A page of the website as a visitor gets it."""
    async with aiohttp.ClientSession(headers={"User-Agent": "Mozilla/5.0"}) as http, http.get(desk.url + path) as got:
        return await got.text()


async def test_publishing_changes_the_pages_with_the_term_and_no_others(tmp_path: Path) -> None:
    """Its effect is shown before; published, it is on the page within seconds; the history can bring it back."""
    async with desk_of_two_pages(tmp_path) as desk, desk.client("terminologist") as client:
        other = await visited(desk, "/tr/buch/")
        assert "Yabancılar dairesi bugün" in await visited(desk, "/tr/amt/")
        place = await sent(client, "/terms/new", GLOSS | {"action": "publish"})
        term = place.split("/")[2]

        async def weighed() -> bool:
            return AUTHORITY in str(await shown(client, place))

        await until(weighed)
        page = await shown(client, place)
        assert "/amt/" in page.get_text()
        assert "/buch/" not in page.get_text()
        trial = await shown(client, f"/terms/{term}/trial?part=1")
        assert "Ausländerbehörde (Yabancılar dairesi)" in re.sub(r"\s+", " ", trial.get_text())
        assert 'lang="de">Ausländerbehörde' not in await visited(desk, "/tr/amt/")

        await sent(client, place, hidden(page))
        await until(lambda: _reads(desk, '<span lang="de">Ausländerbehörde</span>'))
        assert await visited(desk, "/tr/buch/") == other

        async def counted() -> bool:
            usage = (await shown(client, f"/terms/{term}")).select(".terms-usage tbody td")
            return bool(usage) and int(usage[0].get_text()) > 0

        await until(counted)
        seen = hidden(await shown(client, f"/terms/{term}"))
        await sent(client, f"/terms/{term}/retire", seen)
        await sent(client, place, hidden(await shown(client, place)))
        await until(lambda: _reads(desk, "<p>Yabancılar dairesi bugün"))
        history = await shown(client, f"/terms/{term}/history")
        numbers = [str(each["value"]) for each in history.select("input[name=number]")]
        assert len(numbers) == 1
        back = await sent(client, f"/terms/{term}/restore", hidden(history) | {"number": numbers[0]})
        assert back == f"/terms/{term}"
        await until(lambda: _reads(desk, '<span lang="de">Ausländerbehörde</span>'))


async def _reads(desk: RunningDesk, words: str) -> bool:
    return words in await visited(desk, "/tr/amt/")


async def test_two_editors_lose_nothing(tmp_path: Path) -> None:
    """Who saves second sees both changes field by field, and gets a form with what was chosen."""
    async with (
        desk_of_two_pages(tmp_path) as desk,
        desk.client("anna", "terminologist") as anna,
        desk.client("bela", "terminologist") as bela,
    ):
        place = await sent(anna, "/terms/new", GLOSS)
        first, second = hidden(await shown(anna, place)), hidden(await shown(bela, place))
        await sent(anna, place, GLOSS | first | {"target-tr": "göç idaresi", "forms": "Ausländeramt"})
        mine = GLOSS | second | {"target-tr": "yabancılar bürosu", "forms": "ABH", "note": "mit B. besprochen"}
        conflict = BeautifulSoup(await sent(bela, place, mine, 409), "html.parser")
        text = conflict.get_text()
        assert all(word in text for word in ("anna", "göç idaresi", "yabancılar bürosu", "yabancılar dairesi"))
        chosen = {str(each["name"]): str(each["value"]) for each in conflict.select("input[checked]")}
        assert chosen == {"take-forms": "both", "take-target-tr": "mine", "take-note": "mine"}
        joined = await sent(bela, f"{place}/merge", hidden(conflict) | chosen | {"take-target-tr": "theirs"}, 200)
        form = BeautifulSoup(joined, "html.parser")
        fields = {str(each["name"]): str(each.get("value", "")) for each in form.select("input[name^=target]")}
        texts = {str(each["name"]): each.get_text() for each in form.select("textarea")}
        assert fields["target-tr"] == "göç idaresi"
        assert texts["forms"] == "Ausländeramt\nABH"
        assert texts["note"] == "mit B. besprochen"
        await sent(bela, place, GLOSS | hidden(form) | fields | texts)
        copy = await shown(anna, place)
        assert "mit B. besprochen" in copy.get_text()


async def test_mistakes_are_said_at_their_fields(tmp_path: Path) -> None:
    """The title says that something is wrong, the field has the words, and what was typed is still there."""
    async with desk_of_two_pages(tmp_path) as desk, desk.client("terminologist") as client:
        answered = await sent(client, "/terms/new?desk-language=de", GLOSS | {"selector": "div p", "de": ""}, 422)
        page = BeautifulSoup(answered, "html.parser")
        assert page.title is not None
        assert page.title.get_text().startswith("Fehler:")
        wrong = page.select("[aria-invalid=true]")
        assert [each["name"] for each in wrong] == ["de", "selector"]
        for each in wrong:
            named = str(each["aria-describedby"]).split()
            assert page.select_one(f"#{named[-1]}.error") is not None
        assert wrong[1]["value"] == "div p"
        assert await asyncio.to_thread(TermStore(desk.database).all) == ()


async def test_a_term_that_contradicts_another_is_not_published(tmp_path: Path) -> None:
    """It can be saved, and the page says with which entry it is in conflict."""
    async with desk_of_two_pages(tmp_path) as desk, desk.client("terminologist") as client:
        await asyncio.to_thread(TermStore(desk.database).save, Term("Amt", Policy.KEEP, forms=("Behörde",)), "anna")
        place = await sent(client, "/terms/new", GLOSS | {"forms": "Behörde", "action": "publish"})
        page = await shown(client, place)
        assert "'Amt'" in page.get_text()
        assert page.select_one("main form .primary") is None
        refused = BeautifulSoup(await sent(client, place, hidden(page), 422), "html.parser")
        assert "'Amt'" in refused.get_text()
        assert len(await asyncio.to_thread(TermStore(desk.database).all)) == 1


async def test_somebody_else_approves(tmp_path: Path) -> None:
    """With four eyes publishing one's own change asks for approval; another one approves it."""
    async with (
        desk_of_two_pages(tmp_path, four_eyes=True) as desk,
        desk.client("anna", "terminologist") as anna,
        desk.client("bela", "terminologist") as bela,
    ):
        place = await sent(anna, "/terms/new", GLOSS | {"action": "publish"})
        await sent(anna, place, hidden(await shown(anna, place)))
        assert await asyncio.to_thread(TermStore(desk.database).all) == ()
        own = await shown(anna, place)
        assert own.select_one("main form .primary") is None
        listed = await shown(bela, "/terms?state=waiting")
        assert "Ausländerbehörde" in listed.get_text()
        await sent(bela, place, hidden(await shown(bela, place)))
        (stored,) = await asyncio.to_thread(TermStore(desk.database).all)
        assert stored.value.author == "anna, bela"


async def test_the_collection_is_taken_over_before_the_first_own_term(tmp_path: Path) -> None:
    """Until then its terms can be read and not changed; publishing the first own one takes it over on the way."""
    async with desk_of_two_pages(tmp_path, collection=True) as desk, desk.client("terminologist") as client:
        collection = load_collection()
        listed = await shown(client, "/terms")
        assert str(len(collection)) in listed.get_text()
        own = await shown(client, f"/terms/{collection[0].id}")
        assert own.select_one("#term") is None
        await sent(client, f"/terms/{collection[0].id}", GLOSS, 404)
        place = await sent(client, "/terms/new", GLOSS | {"de": "Prüfstelle Nord", "action": "publish"})
        page = await shown(client, place)
        await sent(client, place, hidden(page) | {"collection": "yes"})
        stored = await asyncio.to_thread(TermStore(desk.database).all)
        assert len(stored) == len(collection) + 1
        assert {each.value.state for each in stored} == {State.DRAFT, State.APPROVED}


async def test_files(tmp_path: Path) -> None:
    """An uploaded file is shown line by line; imported, it is in the list and in the download."""
    async with desk_of_two_pages(tmp_path) as desk, desk.client("terminologist") as client:
        assert "terms.xlsx" in await sent_file(client, "terms.xlsx", b"x", 422)
        place = await sent_file(client, "terms.csv", "de,tr\nMeldeamt,kayıt dairesi\nAmt,\n".encode())
        page = await shown(client, f"{place}?desk-language=en")
        rows = [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in page.select("tbody tr")]
        assert [(row[0], row[1]) for row in rows] == [("3", "error"), ("2", "new")]
        assert page.select_one("main form .primary") is None
        place = await sent_file(client, "terms.csv", "de,tr\nMeldeamt,kayıt dairesi\n".encode())
        assert await sent(client, place, hidden(await shown(client, place))) == "/terms"
        async with client.get("/terms/export?format=jsonl") as got:
            assert json.loads(await got.text())["de"] == "Meldeamt"


async def sent_file(client: Client, name: str, data: bytes, status: int = 303) -> str:
    """Upload a file; return where it leads, or the page that it answers with."""
    form = aiohttp.FormData({"csrf": client.csrf})
    form.add_field("file", data, filename=name)
    async with client.post("/terms/import", data=form) as got:
        text = await got.text()
        assert got.status == status, text
        return urlsplit(got.headers["Location"]).path.partition("/desk")[2] if status == 303 else text


async def test_who_may_what(tmp_path: Path) -> None:
    """Readers see terms and cannot change them."""
    async with desk_of_two_pages(tmp_path) as desk, desk.client("reader") as reader:
        term = Term("Amt", targets=(Target("tr", "daire"),))
        stored = await asyncio.to_thread(TermStore(desk.database).save, term, "anna")
        page = await shown(reader, f"/terms/{stored.value.id}")
        assert "daire" in page.get_text()
        assert page.select_one("#term") is None
        await sent(reader, f"/terms/{stored.value.id}", GLOSS, 403)
        for path in ("/terms/new", "/terms/import", "/terms/forms?de=Amt"):
            async with reader.get(path) as got:
                assert got.status == 403
