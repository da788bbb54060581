"""The texts' pages before the running proxy: what is found, saved, shown to visitors, merged, approved, imported."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path

import aiohttp
from aiohttp import web
from bs4 import BeautifulSoup
from desk.running import Client, RunningDesk, running_desk
from engines import ToyEngine, sure
from loopback import handling
from sqlalchemy import delete, select

from proxy.desk.texts.ids import segment_id
from proxy.desk.texts.register import Register
from proxy.desk.texts.tables import PAGE, PLACE, TEXT, WORDS

OPEN = "Das Amt ist heute offen."
LINK = "Zum {a:1}Formular{/a:1}"
PAGES = {
    "/amt/": f"<title>Amt</title><main><p>{OPEN}</p><p>Zum <a href='/f/'>Formular</a></p><p>Bitte läuten.</p></main>",
    "/rathaus/": f"<title>Rathaus</title><main><p>{OPEN}</p><p>Guten Tag.</p></main>",
}
TURKISH = {
    OPEN: "Daire bugün açık.",
    "Zum Formular": "Forma git",
    "Bitte läuten.": "Lütfen zili çalın.",
    "Guten Tag.": "İyi günler.",
    "Amt": "Daire",
    "Rathaus": "Belediye",
    "Formular": "Form",
}


@asynccontextmanager
async def desk(folder: Path, pages: Mapping[str, str] = PAGES, **more: object) -> AsyncIterator[RunningDesk]:
    """A city of two pages, translated by a little dictionary."""

    async def answer(request: web.Request) -> web.Response:
        text = pages.get(request.path)
        if text is None:
            raise web.HTTPNotFound
        page = f"<!doctype html><html lang=de>{text}</html>"
        return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "max-age=60"})

    engine = ToyEngine(lambda german: sure(TURKISH.get(german, f"çevrilmedi {len(german)}")))
    async with running_desk(folder, engine, origin=handling(answer), **more) as running:  # type: ignore[arg-type]
        yield running


async def noted(running: RunningDesk, *paths: str) -> None:
    """View pages, and wait until the register has them."""
    register = Register(running.database)
    async with running.stranger() as visitor:
        for path in paths:
            async with visitor.http.get(f"{running.url}/tr{path}") as got:
                await got.read()
    for _ in range(200):
        if all([await asyncio.to_thread(register.segments_of, path, "tr") for path in paths]):
            return
        await asyncio.sleep(0.05)
    message = "the register has not got the pages"
    raise AssertionError(message)


async def visited(running: RunningDesk, path: str, wanted: str) -> str:
    """View a page until it reads as wanted."""
    text = ""
    async with running.stranger() as visitor:
        for _ in range(100):
            async with visitor.http.get(f"{running.url}/tr{path}") as got:
                text = await got.text()
            if wanted in text:
                break
            await asyncio.sleep(0.05)
    return text


async def page(client: Client, path: str) -> BeautifulSoup:
    async with client.get(path) as got:
        assert got.status == 200, await got.text()
        return BeautifulSoup(await got.text(), "html.parser")


def form_of(soup: BeautifulSoup) -> dict[str, str]:
    """The fields of the editor's form."""
    form = soup.select_one("form.editor")
    assert form is not None
    fields = {each["name"]: each.get("value", "") for each in form.select("input[type=hidden]")}
    area = form.select_one("textarea[name=target]")
    assert area is not None
    fields["target"] = area.get_text()
    chosen = form.select_one("input[name=scope][checked]")
    return {str(name): str(value) for name, value in {**fields, "scope": chosen["value"] if chosen else ""}.items()}


AT = f"/texts/tr/{segment_id(OPEN)}?page=/amt/"


async def test_a_text_is_found_edited_and_shown_to_visitors(tmp_path: Path) -> None:
    """From the search to the visitor's page; everything else of the page stays as it was, byte for byte."""
    async with desk(tmp_path) as running, running.client("editor") as client:
        before = await visited(running, "/amt/", "Daire bugün açık.")
        await noted(running, "/amt/", "/rathaus/")
        found = await page(client, "/texts?words=heute&language=tr&state=")
        (link,) = found.select(".texts .open")
        assert link.get_text() == "Daire bugün açık."
        soup = await page(client, AT)
        form = form_of(soup)
        assert form["target"] == "Daire bugün açık."
        async with client.post(AT, form | {"target": "Ofis bugün açık.", "scope": "page", "then": "stay"}) as got:
            assert got.status == 303, await got.text()
        after = await visited(running, "/amt/", "Ofis bugün açık.")
        assert after == before.replace("Daire bugün açık.", "Ofis bugün açık.")
        assert "Daire bugün açık." in await visited(running, "/rathaus/", "Daire bugün açık.")
        again = await page(client, AT)
        assert "von Hand" in again.get_text()
        assert form_of(again)["seen_page"] != "0"


async def test_everywhere_means_all_pages(tmp_path: Path) -> None:
    """The register says so at once, visitors see it on both pages."""
    async with desk(tmp_path) as running, running.client("editor") as client:
        await noted(running, "/amt/", "/rathaus/")
        form = form_of(await page(client, AT))
        async with client.post(AT, form | {"target": "Ofis bugün açık.", "scope": "everywhere"}) as got:
            assert got.status == 303
        register = Register(running.database)
        for path in ("/amt/", "/rathaus/"):
            shown = {each.german: each.target for each in await asyncio.to_thread(register.segments_of, path, "tr")}
            assert shown[OPEN] == "Ofis bugün açık."
            assert "Ofis bugün açık." in await visited(running, path, "Ofis")


async def test_lost_marks_are_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    """The text stays in the field, the page says which marks are missing, in its title that it was not saved."""
    address = f"/texts/tr/{segment_id(LINK)}?page=/amt/"
    async with desk(tmp_path) as running, running.client("editor") as client:
        await noted(running, "/amt/")
        form = form_of(await page(client, address))
        async with client.post(address, form | {"target": "{a:1}Forma git"}) as got:
            soup = BeautifulSoup(await got.text(), "html.parser")
            assert got.status == 422
        assert form_of(soup)["target"] == "{a:1}Forma git"
        assert "{/a:1}" in soup.select_one(".checked").get_text()  # type: ignore[union-attr]
        assert soup.title is not None
        assert soup.title.get_text().startswith("Nicht gespeichert")
        async with client.post(address, form | {"target": "{a:1}Form{/a:1} burada"}) as got:
            assert got.status == 303


async def test_doubts_have_to_be_confirmed(tmp_path: Path) -> None:
    """A number that is not in the German is asked about once."""
    async with desk(tmp_path) as running, running.client("editor") as client:
        await noted(running, "/amt/")
        form = form_of(await page(client, AT)) | {"target": "Daire bugün saat 17'de açık."}
        async with client.post(AT, form) as got:
            assert got.status == 422
            assert 'name="sure"' in await got.text()
        async with client.post(AT, form | {"sure": "yes"}) as got:
            assert got.status == 303


async def test_who_is_slower_gets_both_versions(tmp_path: Path) -> None:
    """Nothing is overwritten; saving again with both in view works."""
    async with desk(tmp_path) as running, running.client("editor") as one, running.client("ayse", "editor") as other:
        await noted(running, "/amt/")
        form = form_of(await page(one, AT))
        async with other.post(
            AT, form | {"csrf": other.csrf, "target": "Daire bugün açıktır.", "scope": "page"}
        ) as got:
            assert got.status == 303
        async with one.post(AT, form | {"target": "Ofis bugün açık.", "scope": "page"}) as got:
            soup = BeautifulSoup(await got.text(), "html.parser")
            assert got.status == 409
        assert "ayse" in soup.get_text()
        assert "açıktır" in soup.get_text()
        again = form_of(soup)
        assert again["target"] == "Ofis bugün açık."
        async with one.post(AT, again | {"scope": "page"}) as got:
            assert got.status == 303
        assert "Ofis bugün açık." in await visited(running, "/amt/", "Ofis")


async def test_history_and_restoring(tmp_path: Path) -> None:
    """Also after the text was taken out."""
    async with desk(tmp_path) as running, running.client("editor") as client:
        await noted(running, "/amt/")
        for target in ("Ofis bugün açık.", "Büro bugün açık."):
            form = form_of(await page(client, AT))
            async with client.post(AT, form | {"target": target, "scope": "page"}) as got:
                assert got.status == 303
        soup = await page(client, AT)
        remove = soup.select_one('form[action*="/remove"]')
        assert remove is not None
        fields = {str(each["name"]): str(each["value"]) for each in remove.select("input")}
        async with client.post(f"{AT.replace('?', '/remove?')}", fields) as got:
            assert got.status == 303, await got.text()
        soup = await page(client, AT)
        versions = soup.select(".versions > li")
        assert [each.b.get_text() for each in versions if each.b] == ["entfernt", "geändert", "angelegt"]
        change = versions[-1].select_one("input[name=change]")
        assert change is not None
        async with client.post(f"{AT.replace('?', '/restore?')}", {"change": str(change["value"])}) as got:
            assert got.status == 303, await got.text()
        assert "Ofis bugün açık." in await visited(running, "/amt/", "Ofis")


async def test_german_that_changes_shows_the_difference(tmp_path: Path) -> None:
    """The editor's text waits in the field, the difference beside it; saving takes it over."""
    pages = dict(PAGES)
    async with (
        desk(tmp_path, pages, cache={"folder": tmp_path / "cache"}) as running,
        running.client("editor") as client,
    ):
        await noted(running, "/amt/")
        form = form_of(await page(client, AT))
        async with client.post(AT, form | {"target": "Ofis bugün açık.", "scope": "page"}) as got:
            assert got.status == 303
        await visited(running, "/amt/", "Ofis")
        pages["/amt/"] = PAGES["/amt/"].replace("heute offen", "morgen offen")
        async with running.stranger() as visitor:
            for _ in range(100):
                options = {"headers": {"Cache-Control": "no-cache"}}
                async with visitor.http.get(f"{running.url}/tr/amt/", **options) as got:  # type: ignore[arg-type]
                    text = await got.text()
                if "çevrilmedi" in text:
                    break
                await asyncio.sleep(0.05)
        now = f"/texts/tr/{segment_id('Das Amt ist morgen offen.')}?page=/amt/"
        for _ in range(100):
            async with client.get(now) as got:
                html = await got.text()
                if got.status == 200:
                    break
            await asyncio.sleep(0.05)
        soup = BeautifulSoup(html, "html.parser")
        changed = soup.select_one('section[aria-labelledby="stale"]')
        assert changed is not None
        assert [each.get_text() for each in changed.select("del, ins")] == ["heute", "morgen"]
        form = form_of(soup)
        assert form["target"] == "Ofis bugün açık."
        async with client.post(now, form | {"target": "Ofis yarın açık."}) as got:
            assert got.status == 303, await got.text()
        assert "Ofis yarın açık." in await visited(running, "/amt/", "yarın")


async def test_the_queue_goes_on_after_approving(tmp_path: Path) -> None:
    """Approve and go on until the end; what was approved is not in the queue any more."""
    async with desk(tmp_path) as running, running.client("editor") as client:
        await noted(running, "/amt/")
        where, seen = "/texts/next?from=language%3Dtr%26state%3Dmachine", []
        for _ in range(10):
            async with client.get(where) as got:
                assert got.status == 303
                at = got.headers["Location"].removeprefix("/.stadtlotse/desk")
            if "ended" in at:
                break
            soup = await page(client, at)
            form = form_of(soup)
            seen.append(form["target"])
            path, _, query = at.partition("?")
            async with client.post(f"{path}/approve?{query}", form | {"then": "next"}) as got:
                assert got.status == 303, await got.text()
                where = got.headers["Location"].removeprefix("/.stadtlotse/desk")
        assert len(seen) == len(set(seen)) >= 3
        left = await page(client, "/texts?state=machine&language=tr")
        assert not left.select(".texts > li")
        assert len((await page(client, "/texts?state=reviewed&language=tr")).select(".texts > li")) == len(seen)


async def test_approving_loses_nothing_that_was_written(tmp_path: Path) -> None:
    """Who changed the text and presses the wrong button finds it in the field; so does who saw another text."""
    async with desk(tmp_path) as running, running.client("editor") as client:
        await noted(running, "/amt/")
        form, approve = form_of(await page(client, AT)), AT.replace("?", "/approve?")
        async with client.post(approve, form | {"target": "Ofis bugün açık."}) as got:
            assert got.status == 422
            assert form_of(BeautifulSoup(await got.text(), "html.parser"))["target"] == "Ofis bugün açık."
        async with client.post(approve, form | {"number": "1"}) as got:
            assert got.status == 409


async def test_approving_several_and_taking_it_back(tmp_path: Path) -> None:
    """One button; one to undo."""
    async with desk(tmp_path) as running, running.client("editor") as client:
        await noted(running, "/amt/")
        soup = await page(client, "/texts?state=machine&language=tr")
        numbers = [str(each["value"]) for each in soup.select("input[name=text]")]
        body = [("csrf", client.csrf), ("from", "state=machine"), *(("text", each) for each in numbers)]
        async with client.http.post(client.base + "/texts/approve", data=body, allow_redirects=False) as got:
            back = got.headers["Location"].removeprefix("/.stadtlotse/desk")
        soup = await page(client, back)
        undo = soup.select_one('form[action$="/texts/undo"]')
        assert undo is not None
        fields = {str(each["name"]): str(each["value"]) for each in undo.select("input")}
        async with client.post("/texts/undo", fields) as got:
            assert got.status == 303
        soup = await page(client, "/texts?state=machine&language=tr")
        assert [str(each["value"]) for each in soup.select("input[name=text]")] == numbers


async def test_editors_change_their_own_languages_only(tmp_path: Path) -> None:
    """And readers nothing."""
    async with (
        desk(tmp_path) as running,
        running.client("reader") as reader,
        running.client("arabic", "editor", languages={"ar"}) as arabic,
    ):
        await noted(running, "/amt/")
        for client in (reader, arabic):
            soup = await page(client, AT)
            assert soup.select_one("form.editor") is None
            async with client.post(AT, {"target": "x", "scope": "page"}) as got:
                assert got.status == 403
            async with client.post(AT.replace("?", "/approve?")) as got:
                assert got.status == 403


async def test_live_checks(tmp_path: Path) -> None:
    """A piece of the page for the script."""
    async with desk(tmp_path) as running, running.client("editor") as client:
        await noted(running, "/amt/")
        for target, said in (("Ofis bugün açık.", "Nichts zu beanstanden"), ("", "kein Text"), ("{b:1}x", "Marken")):
            async with client.post(AT.replace("?", "/check?"), {"target": target}) as got:
                text = unescape(await got.text())
                assert got.status == 200
            assert said in text
            assert "<html" not in text


async def test_why_tells_all_that_was_tried(tmp_path: Path) -> None:
    """Asked of the page itself."""
    async with desk(tmp_path) as running, running.client("reader") as client:
        await noted(running, "/amt/")
        soup = await page(client, AT.replace("?", "/why?"))
        facts = [each.get_text() for each in soup.select("dd")]
        assert facts[:2] == [OPEN, "Daire bugün açık."]
        assert "toy" in facts


async def test_exported_files_are_imported_again(tmp_path: Path) -> None:
    """A dry run first; errors keep the file out; what another changed meanwhile is not overwritten."""
    async with desk(tmp_path) as running, running.client("editor") as client:
        await noted(running, "/amt/")
        async with client.get("/texts/export?what=found&state=machine&language=tr&format=xliff") as got:
            data = await got.read()
            assert "attachment" in got.headers["Content-Disposition"]
        changed = data.replace("Daire bugün açık.".encode(), "Ofis bugün açık.".encode())
        assert changed != data

        async def upload(name: str, content: bytes) -> str:
            body = aiohttp.FormData()
            body.add_field("csrf", client.csrf)
            body.add_field("file", content, filename=name)
            async with client.http.post(client.base + "/texts/transfer", data=body, allow_redirects=False) as got:
                return got.headers.get("Location", str(got.status)).removeprefix("/.stadtlotse/desk")

        assert await upload("a.docx", changed) == "422"
        broken = await page(
            client, await upload("a.xliff", changed.replace(b'target-language="tr"', b'target-language="xx"'))
        )
        assert "Fehler" in broken.get_text()
        assert broken.select_one("input[name=digest]") is None
        at = await upload("a.xliff", changed)
        dry = await page(client, at)
        digest = dry.select_one("input[name=digest]")
        assert digest is not None
        async with client.post(at, {"digest": str(digest["value"])}) as got:
            assert got.status == 303, await got.text()
        assert re.fullmatch(r".*imported=\d+", got.headers["Location"])
        assert "Ofis bugün açık." in await visited(running, "/amt/", "Ofis")
        async with client.post(at, {"digest": str(digest["value"])}) as got:
            assert got.status == 404


async def test_pages_remembered_from_before_are_noted_when_they_are_viewed(tmp_path: Path) -> None:
    """Such as those of a city that had no desk until now: the website is asked, nothing is translated anew."""
    async with desk(tmp_path) as running:
        await noted(running, "/amt/")
        with running.database.changing() as connection:
            for table in (TEXT, WORDS, PAGE, PLACE):
                connection.execute(delete(table))
        await noted(running, "/amt/")
        shown = await asyncio.to_thread(Register(running.database).segments_of, "/amt/", "tr")
        assert {each.german: each.target for each in shown}[OPEN] == "Daire bugün açık."


async def test_what_visitors_search_for_is_not_noted(tmp_path: Path) -> None:
    """Law 7: an address may hold what somebody typed."""
    async with desk(tmp_path) as running, running.stranger() as visitor:
        async with visitor.http.get(f"{running.url}/tr/amt/?q=Meine%20Krankheit") as got:
            assert got.status == 200
        await noted(running, "/rathaus/")
        with running.database.reading() as connection:
            assert connection.execute(select(PAGE.c.path)).scalars().all() == ["/rathaus/"]
