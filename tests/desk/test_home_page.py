"""The start page says what is to be done, to whom it concerns, and nothing to others."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from desk.running import Client, running_desk
from desk.test_ops_history import opened
from sqlalchemy import insert

from glossary.store import TermStore
from glossary.term import Policy, Target, Term
from proxy.desk.home.work import TermWork, Work
from proxy.desk.texts.tables import TEXT

_GERMAN = {"Accept-Language": "de"}


async def home(client: Client) -> BeautifulSoup:
    """The start page in German."""
    async with client.get("/", headers=_GERMAN) as got:
        assert got.status == 200, await got.text()
        return BeautifulSoup(await got.text(), "html.parser")


def row(page: BeautifulSoup, language: str) -> list[str]:
    """The numbers of a language."""
    found = next(each for each in page.select("tbody tr") if isinstance(each.th, Tag) and each.th.text == language)
    return [str(next(iter(cell.stripped_strings))) for cell in found.select("td")]


async def test_what_waits_is_counted_where_it_leads_to(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, desk.client("admin") as admin:
        term = Term("Amt", Policy.TRANSLATE, targets=(Target("tr", "daire"),))
        await asyncio.to_thread(TermStore(desk.database).save, term, "Ada")
        async with admin.http.get(f"{desk.url}/tr/aktuelles/") as got:
            await got.read()

        async def machine() -> int:
            return int(row(await home(admin), "Türkisch")[4].replace(".", ""))

        async with asyncio.timeout(30):
            while not await machine():  # noqa: ASYNC110 the register writes behind
                await asyncio.sleep(0.1)
        page = await home(admin)
        link = page.select_one('a[href$="state=machine&language=tr"]')
        assert link is not None
        async with admin.get(str(link["href"]).removeprefix("/.stadtlotse/desk")) as got:
            assert got.status == 200
        missing = page.select_one('a[href$="/terms?has=missing"] .figure')
        assert missing is not None
        assert missing.text == "1"
        for place in ("/ops", "/accounts", "/audit-log"):
            assert page.select_one(f'main a[href="/.stadtlotse/desk{place}"]'), place


async def test_an_editor_sees_the_own_languages_and_no_machine(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, desk.client("ed", "editor", languages={"tr", "ar"}) as editor:
        page = await home(editor)
        assert [each.th.text for each in page.select("tbody tr")] == ["Türkisch", "Arabisch"]  # type: ignore[union-attr]
        assert not page.select('main a[href$="/ops"], main a[href$="/accounts"]')
        assert page.select('main a[href*="/texts/next"]')


async def test_a_reader_may_look_and_is_not_asked_to_do_anything(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, desk.client("reader") as reader, desk.client("ops") as ops:
        page = await home(reader)
        assert len(page.select("tbody tr")) == 9
        assert not page.select('main a[href*="/texts/next"]')
        assert (await home(ops)).select('main a[href$="/ops"]')


def test_everything_open_is_counted_by_language_and_kind(database_url: str) -> None:
    """What is done is not, and neither are languages that nobody asks about."""
    with closing(opened(database_url)) as database:
        with database.changing() as connection:
            for number, (language, state) in enumerate(
                [
                    ("tr", "stale"),
                    ("tr", "machine"),
                    ("tr", "machine"),
                    ("tr", "reviewed"),
                    ("ar", "failed"),
                    ("fr", "stale"),
                ]
            ):
                values = {
                    "number": number, "segment": f"{number}", "language": language, "state": state, "weight": 1,
                    "certainty": 0.5, "seen": 1, "german": "Amt", "reason": "", "model": "",
                    "first_seen": "", "last_seen": "",
                }  # fmt: skip
                connection.execute(insert(TEXT).values(values))
        work = Work(database, ("en", "tr", "ar", "fr"))
        found = {each.language: each for each in work.languages(("tr", "ar", "en"))}
        assert list(found) == ["en", "tr", "ar"]
        assert {kind.value: count for kind, count in found["tr"].texts.items()} == {
            "stale": 1, "failed": 0, "german": 0, "machine": 2,
        }  # fmt: skip
        assert (found["ar"].total, found["en"].total) == (1, 0)
        assert work.terms() == TermWork()


async def test_the_quick_search_leads_to_what_was_looked_for(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, desk.client("reader") as reader:
        for query, target in (
            ("q=Amt&in=terms", "/terms?q=Amt"),
            ("q=Amt&in=texts", "/texts?words=Amt&state="),
            ("q=/aktuelles/&in=page&language=tr", "/page?language=tr&path=%2Faktuelles%2F"),
            ("q=%C3%84mter+%26+mehr", "/terms?q=%C3%84mter+%26+mehr"),
        ):
            async with reader.get(f"/search?{query}") as got:
                assert got.headers["Location"] == f"/.stadtlotse/desk{target}"
