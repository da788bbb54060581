"""Visitors report a translation: the form, what is taken, and what keeps programs and secrets out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from bs4 import BeautifulSoup, Tag
from desk.running import BROWSER, RunningDesk, running_desk
from loopback import handling, serving
from pseudo import PseudoEngine
from sqlalchemy import MetaData, select, text

from proxy.app import create_app, runner
from proxy.desk.desk import desk_of
from proxy.desk.reports.tables import REPORTS
from proxy.parts import open_translation
from proxy.reports.wording import FORM_WORDING
from proxy.settings import Settings

FIRST = "Das Bürgerbüro ist am Montag geschlossen."
SECOND = "Bringen Sie Ihren Ausweis und die Meldebestätigung mit."
FORM = "/.stadtlotse/report/tr/amt/"
_PAGE = f"<!doctype html><html lang=de><meta charset=utf-8><title>Bürgerbüro</title><main><p>{FIRST}<p>{SECOND}</main>"


async def website(request: web.Request) -> web.StreamResponse:
    """A page for all, one for who has a cookie, one for who has its address, and a search."""
    if request.path == "/mein" and "Cookie" not in request.headers:
        return web.Response(status=403, text="<p>nein", content_type="text/html")
    headers = {"Cache-Control": "private"} if request.path.startswith("/vorgang/") else {}
    echo = request.query.get("q", "")
    return web.Response(text=f"{_PAGE}<p>Gesucht: {echo}", content_type="text/html", headers=headers)


@asynccontextmanager
async def visited(
    folder: Path, *, trusted: tuple[str, ...] = (), **reports: object
) -> AsyncIterator[tuple[RunningDesk, aiohttp.ClientSession]]:
    """Open the city; a visitor has looked at the page already, so that it is translated."""
    wanted = {"least_seconds": 0, **reports}
    server = {"trusted_proxies": trusted}
    async with (
        running_desk(folder, origin=handling(website), reports=wanted, server=server) as desk,
        aiohttp.ClientSession(desk.url, headers=BROWSER) as client,
    ):
        async with client.get("/tr/amt/") as page:
            assert page.status == 200
        yield desk, client


async def form_of(client: aiohttp.ClientSession, address: str = FORM) -> tuple[int, BeautifulSoup]:
    """Ask for the form."""
    async with client.get(address) as got:
        return got.status, BeautifulSoup(await got.text(), "html.parser")


def hidden(page: BeautifulSoup) -> dict[str, str]:
    """Return the hidden fields of the form."""
    return {str(each["name"]): str(each["value"]) for each in page.select("input[type=hidden]")}


@asynccontextmanager
async def another(settings: Settings) -> AsyncIterator[aiohttp.ClientSession]:
    """Start one more process's worth of proxy and desk; lends a client of it."""
    app = create_app(settings, lambda: open_translation(settings, PseudoEngine()), open_desk=desk_of(settings))
    proxy = runner(app, settings)
    await proxy.setup()
    try:
        await web.TCPSite(proxy, "127.0.0.1", 0).start()
        async with aiohttp.ClientSession(f"http://127.0.0.1:{proxy.addresses[0][1]}", headers=BROWSER) as client:
            yield client
    finally:
        await proxy.cleanup()


async def send(
    client: aiohttp.ClientSession, fields: Mapping[str, str], address: str = FORM, **more: Any
) -> tuple[int, str]:
    """Send the form; return the status and where it leads, or what it says."""
    async with client.post(address, data=fields, allow_redirects=False, **more) as got:
        return got.status, got.headers.get("Location", "") or await got.text()


def kept(desk: RunningDesk) -> list[Mapping[str, Any]]:
    """Return what is stored."""
    with desk.database.reading() as connection:
        return [dict(row) for row in connection.execute(select(REPORTS).order_by(REPORTS.c.number)).mappings()]


async def test_from_the_notice_to_the_thanks(tmp_path: Path) -> None:
    """The notice leads to the form, the form names the page's sentences, and the report holds the chosen one."""
    async with visited(tmp_path) as (desk, client):
        async with client.get("/tr/amt/?seite=2&q=geheim") as got:
            page = BeautifulSoup(await got.text(), "html.parser")
        link = page.select_one('.stadtlotse-notice a[href*="/report/"]')
        assert link is not None
        assert link["href"] == "/.stadtlotse/report/tr/amt/?seite=2"
        status, form = await form_of(client)
        options = {each.text: str(each["value"]) for each in form.select("option") if each["value"]}
        shown = next(each for each in options if len(each) == len(FIRST))
        fields = hidden(form) | {"segment": options[shown], "message": "Ruf mich an: 0203 123456, ali@example.org"}
        assert (status, await send(client, fields)) == (200, (303, FORM + "?sent=yes"))
        thanks = await form_of(client, FORM + "?sent=yes")
        assert FORM_WORDING["tr"].received in thanks[1].text
        [row] = kept(desk)
    assert (row["language"], row["page"], row["german"], row["shown"]) == ("tr", "/amt/", FIRST, shown)
    assert row["message"] == "Ruf mich an: […], […]"
    assert row["segment"] == options[shown]


async def test_a_copied_piece_is_recognised(tmp_path: Path) -> None:
    """A piece of a sentence leads to the segment; what stands nowhere on the page is kept as it was copied."""
    async with visited(tmp_path) as (desk, client):
        _, form = await form_of(client)
        whole = [each.text for each in form.select("option") if each["value"]]
        piece = next(each for each in whole if len(each) == len(SECOND))[3:24].upper()
        for quote in (f"»{piece}«", "Nirgends zu finden"):
            _, form = await form_of(client)
            assert (await send(client, hidden(form) | {"quote": quote}))[0] == 303
        found, unknown = kept(desk)
    assert (found["german"], found["quote"]) == (SECOND, f"»{piece}«")
    assert (unknown["german"], unknown["segment"], unknown["quote"]) == ("", "", "Nirgends zu finden")


async def test_nothing_of_the_visitor_is_stored(tmp_path: Path) -> None:
    """Neither address, nor agent, nor cookie, nor search words stand in any row of any table."""
    marks = {"User-Agent": "Mozilla/5.0 Merkmal", "Cookie": "sitzung=merkmal", "Accept-Language": "tr-merkmal"}
    async with visited(tmp_path) as (desk, client):
        _, form = await form_of(client, FORM + "?q=merkmal&nr=12")
        fields = hidden(form) | {"quote": "Bu yanlış", "message": ""}
        status, _ = await send(client, fields, FORM + "?q=merkmal&nr=12", headers=marks)
        [row] = kept(desk)
        tables = MetaData()
        tables.reflect(desk.database.engine)
        with desk.database.reading() as connection:
            rows = [str(tuple(row)) for table in tables.sorted_tables for row in connection.execute(select(table))]
    assert status == 303
    assert row["page"] == "/amt/?nr=12"
    assert not [each for each in rows if "merkmal" in each.lower() or "127.0.0.1" in each]


async def test_only_public_pages_can_be_reported(tmp_path: Path) -> None:
    """What needs a cookie, or is meant for who knows its address, has no form, whatever cookie comes with it."""
    async with visited(tmp_path) as (desk, client):
        for path in ("mein", "vorgang/4711-0815-2024-1234567?nr=1"):
            address = "/.stadtlotse/report/tr/" + path
            status, page = await form_of(client, address)
            posted = await send(client, {"quote": "x", "stamp": "y"}, address, headers={"Cookie": "sitzung=1"})
            assert (status, posted[0]) == (404, 404)
            assert FORM_WORDING["tr"].not_public in page.text
        for path in ("de/amt/", "xx/amt/", "tr//amt", "tr/tr/amt/", "tr/.stadtlotse/health", "tr"):
            assert (await form_of(client, f"/.stadtlotse/report/{path}"))[0] == 404
        assert kept(desk) == []


async def test_what_is_missing_is_said_at_the_field(tmp_path: Path) -> None:
    """An empty form and a long text come back with everything that was written, and say what is wrong."""
    async with visited(tmp_path) as (desk, client):
        _, form = await form_of(client)
        fields = hidden(form) | {"message": "Bu <b>cümle</b> " + "a" * 1000}
        status, answer = await send(client, fields)
        assert kept(desk) == []
    page = BeautifulSoup(answer, "html.parser")
    assert status == 422
    assert page.title is not None
    assert page.title.text.startswith(FORM_WORDING["tr"].not_sent)
    for name, said in (("segment", FORM_WORDING["tr"].missing), ("message", FORM_WORDING["tr"].too_long)):
        control = page.select_one(f"#{name}")
        assert isinstance(control, Tag)
        assert control["aria-invalid"] == "true"
        described = [page.select_one(f"#{each}") for each in str(control["aria-describedby"]).split()]
        assert any(each is not None and each.text == said for each in described)
    message = page.select_one("#message")
    assert message is not None
    assert message.text.lstrip("\n") == fields["message"]


async def test_one_form_is_one_report(tmp_path: Path) -> None:
    """A form that is sent twice, as by a double click, is one report."""
    async with visited(tmp_path) as (desk, client):
        _, form = await form_of(client)
        fields = hidden(form) | {"quote": "yanlış"}
        assert [(await send(client, fields))[0] for _ in range(3)] == [303, 303, 303]
        assert len(kept(desk)) == 1


async def test_a_form_of_one_worker_is_taken_by_another(tmp_path: Path) -> None:
    """All processes of a machine sign with one key, and one form is one report, whoever takes it."""
    async with visited(tmp_path) as (desk, client):
        _, form = await form_of(client)
        fields = hidden(form) | {"quote": "yanlış"}
        await asyncio.sleep(0.01)  # its clock stands still, that of the other does not
        async with another(desk.settings) as other:
            assert (await send(other, fields))[0] == 303
        assert (await send(client, fields))[0] == 303
        assert len(kept(desk)) == 1


async def test_programs_are_kept_out(tmp_path: Path) -> None:
    """A filled trap, another site, a stamp that was made up, for another page or too new: nothing is kept."""
    async with visited(tmp_path, least_seconds=3) as (desk, client):
        _, form = await form_of(client)
        _, other = await form_of(client, "/.stadtlotse/report/tr/anderswo/")
        good = hidden(form) | {"quote": "yanlış"}
        assert (await send(client, good))[0] == 422  # nobody is that fast
        desk.clock.seconds += 10
        trapped = await send(client, good | {"website": "http://example.org"})
        assert trapped == (303, FORM + "?sent=yes")
        foreign = {"Origin": "https://boese.example"}
        assert (await send(client, good, headers=foreign))[0] == 403
        assert (await send(client, good, headers={"Sec-Fetch-Site": "cross-site"}))[0] == 403
        assert (await send(client, good | {"stamp": "1.a.b"}))[0] == 422
        assert (await send(client, good | hidden(other)))[0] == 422
        desk.clock.seconds += 25 * 3600
        assert (await send(client, good))[0] == 422
        async with client.post(FORM, json=good, allow_redirects=False) as got:
            assert got.status == 403
        assert kept(desk) == []


async def test_a_client_and_all_together_have_limits(tmp_path: Path) -> None:
    """One client sends so many, and all visitors so many in an hour; the form says so and keeps what was written."""
    async with visited(tmp_path, trusted=("127.0.0.1",), per_client=2, per_hour=3) as (desk, client):

        async def by(address: str) -> tuple[int, str]:
            _, form = await form_of(client)
            return await send(client, hidden(form) | {"quote": "yanlış"}, headers={"X-Forwarded-For": address})

        assert [(await by("203.0.113.7"))[0] for _ in range(3)] == [303, 303, 429]
        assert (await by("203.0.113.8"))[0] == 303
        status, answer = await by("203.0.113.9")
        assert len(kept(desk)) == 3
    assert status == 503
    assert FORM_WORDING["tr"].unavailable in answer
    assert "yanlış" in answer


async def test_when_the_database_goes_the_form_says_so(tmp_path: Path) -> None:
    """A report that cannot be kept is refused in words, and what was written stays in the form."""
    async with visited(tmp_path) as (desk, client):
        _, form = await form_of(client)
        with desk.database.engine.begin() as connection:
            connection.execute(text("drop table desk_report"))
        status, answer = await send(client, hidden(form) | {"quote": "yanlış"})
    assert status == 503
    assert FORM_WORDING["tr"].unavailable in answer
    assert "yanlış" in answer


async def test_without_a_database_there_is_no_form(tmp_path: Path) -> None:
    """Where the desk could not be opened the page says that nothing can be taken, and pages go on."""
    broken = tmp_path / "glossary.sqlite"
    broken.write_bytes(b"this is no database" * 100)
    async with serving(handling(website)) as origin:
        values = {"origin": {"url": origin}, "cache": {"folder": tmp_path}, "glossary": {"database": broken}}
        async with another(Settings.model_validate(values)) as client:
            status, page = await form_of(client)
            async with client.get("/tr/amt/") as got:
                assert got.status == 200
    assert status == 503
    assert FORM_WORDING["tr"].unavailable in page.text


async def test_when_the_website_is_down_the_form_says_so(tmp_path: Path) -> None:
    """Nobody is told that the page does not exist."""
    async with serving(handling(website)) as gone:
        pass
    values = {
        "origin": {"url": gone},
        "cache": {"folder": tmp_path},
        "glossary": {"database": tmp_path / "glossary.sqlite"},
    }
    async with another(Settings.model_validate(values)) as client:
        status, page = await form_of(client)
    assert status == 503
    assert FORM_WORDING["tr"].unavailable in page.text


async def test_it_can_be_turned_off(tmp_path: Path) -> None:
    """Without reports there is no link and no form."""
    async with visited(tmp_path, enabled=False) as (_, client):
        async with client.get("/tr/amt/") as got:
            assert "/report/" not in await got.text()
        assert (await form_of(client))[0] == 404


async def test_the_form_speaks_all_languages(tmp_path: Path) -> None:
    """The form is in the page's language, with its direction, and in German for whoever helps."""
    async with visited(tmp_path) as (_, client):
        for code in sorted(set(FORM_WORDING) - {"de"}):
            _, page = await form_of(client, f"/.stadtlotse/report/{code}/amt/")
            _, helper = await form_of(client, f"/.stadtlotse/report/{code}/amt/?form=de")
            for shown, words, direction in ((page, code, "rtl" if code == "ar" else "ltr"), (helper, "de", "ltr")):
                assert shown.html is not None
                assert (shown.html["lang"], shown.html["dir"]) == (words, direction)
                assert shown.select_one("h1").text == FORM_WORDING[words].title  # type: ignore[union-attr]
            assert hidden(helper)["form"] == "de"
            assert re.fullmatch(r"\d+\.[\w-]+\.[0-9a-f]{40}", hidden(page)["stamp"])
