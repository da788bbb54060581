"""The queue of reports: grouped, filtered, answered, by who may, and nothing lost where two answer at once."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup
from desk.running import Client, RunningDesk, running_desk

from proxy.desk.audit_log import AuditLog
from proxy.desk.reports.queue import grouped, revisions
from proxy.desk.reports.store import ReportStore, Room, State
from proxy.reports.report import NewReport

GERMAN = "Das Amt ist {b:1}zu{/b:1}."


def new(number: int, language: str = "tr", segment: str = "abc", page: str = "/amt/") -> NewReport:
    """Return a report; those of one segment belong together."""
    german = GERMAN if segment else ""
    return NewReport(
        language, page, segment, german, "Daire kapalı." * bool(segment), "alıntı", f"Satır {number}", f"n{number}"
    )


def store_of(desk: RunningDesk, per_hour: int = 100, most: int = 100) -> ReportStore:
    """Return the reports of a running desk, as another process would see them."""
    return ReportStore(desk.database, AuditLog(desk.database), Room(per_hour, most))


async def queue(client: Client, query: str = "") -> BeautifulSoup:
    """Return the queue."""
    async with client.get("/reports" + query) as got:
        assert got.status == 200
        return BeautifulSoup(await got.text(), "html.parser")


async def test_from_the_queue_to_an_answer(tmp_path: Path) -> None:
    """Reports of one text stand together, lead to the text and the page, and go when they are answered."""
    async with running_desk(tmp_path) as desk, desk.client("editor") as client:
        store = store_of(desk)
        for number in range(3):
            store.add(new(number))
        store.add(new(3, language="ar", segment="", page="/<b>/?seite=2"))
        page = await queue(client)
        cards = page.select("li.report")
        assert [card.select_one("h2").text for card in cards] == ["alıntı", "Daire kapalı."]  # type: ignore[union-attr]
        links = [str(link["href"]).removeprefix("/.stadtlotse/desk") for link in cards[1].select(".actions a")]
        assert links == ["/texts/tr/abc?page=%2Famt%2F", "/page/tr/amt/?desk-segment=abc"]
        assert "Das Amt ist zu." in cards[1].text
        key = str(cards[1].select_one("input[name=report]")["value"])  # type: ignore[index]
        assert revisions([key]) == {1: 1, 2: 1, 3: 1}
        fields = {"report": key, "decision": "fixed", "reason": "", "back": "/reports?language=tr"}
        async with client.post("/reports", fields) as got:
            assert got.status == 303
            assert got.headers["Location"].endswith("/desk/reports?language=tr&answered=3&as=fixed")
        assert len((await queue(client)).select("li.report")) == 1
        assert len((await queue(client, "?state=fixed")).select("li.report")) == 1
        assert store.counts() == {State.FIXED: 3, State.OPEN: 1}
        log = [entry.subject for entry in AuditLog(desk.database).newest() if entry.action == "report.decide"]
        assert len(log) == 3


async def test_an_answer_that_lacks_something(tmp_path: Path) -> None:
    """Whoever rejects says why; what is missing is said at the field, and what was chosen stays."""
    async with running_desk(tmp_path) as desk, desk.client("admin") as client:
        store_of(desk).add(new(1))
        for fields, field in (
            ({"report": "1:1", "decision": ""}, "decision"),
            ({"report": "1:1", "decision": "rejected"}, "reason"),
            ({"report": "1:1", "decision": "fixed", "reason": "x" * 501}, "reason"),
        ):
            for back in ("/reports", "/reports/1"):
                async with client.post("/reports", fields | {"back": back}) as got:
                    page = BeautifulSoup(await got.text(), "html.parser")
                    assert got.status == 422
                control = page.select_one(f"#{field}")
                assert control is not None
                assert control["aria-invalid"] == "true"
                assert page.select_one('[name=report][value="1:1"]') is not None
        async with client.post("/reports", {"decision": "fixed", "back": "//boese.example"}) as got:
            assert got.status == 422
        assert store_of(desk).counts() == {State.OPEN: 1}


async def test_two_answer_at_once(tmp_path: Path) -> None:
    """Who comes second sees what the first decided beside the own choice, and nothing is overwritten unseen."""
    async with running_desk(tmp_path) as desk, desk.client("admin") as one, desk.client("editor") as other:
        store = store_of(desk)
        store.add(new(1))
        store.add(new(2))
        first = {"report": "1:1", "decision": "rejected", "reason": "stimmt so", "back": "/reports"}
        second = {"report": "1:1 2:1", "decision": "fixed", "reason": "mein Grund", "back": "/reports"}
        async with one.post("/reports", first) as got:
            assert got.status == 303
        async with other.post("/reports", second) as got:
            page = BeautifulSoup(await got.text(), "html.parser")
            assert got.status == 409
        assert "stimmt so" in page.text
        assert page.select_one("#reason").text == "mein Grund"  # type: ignore[union-attr]
        assert [each.state for each in store.numbered([1, 2])] == [State.OPEN, State.REJECTED]
        again = str(page.select_one("input[name=report]")["value"])  # type: ignore[index]
        async with other.post("/reports", second | {"report": again}) as got:
            assert got.status == 303
        assert [(each.state, each.decided_by) for each in store.numbered([1, 2])] == [(State.FIXED, "editor")] * 2


async def test_who_may_answer(tmp_path: Path) -> None:
    """Readers look; editors answer in their languages, and one report of another refuses all."""
    async with running_desk(tmp_path) as desk:
        store = store_of(desk)
        store.add(new(1))
        store.add(new(2, language="ar", segment="def"))
        answer = {"report": "1:1 2:1", "decision": "fixed", "back": "/reports"}
        async with desk.client("reader") as client:
            page = await queue(client)
            assert not page.select("input[name=report], fieldset.answer")
            async with client.post("/reports", answer) as got:
                assert got.status == 403
        async with desk.client("lale", "editor", languages={"tr"}) as client:
            assert len((await queue(client)).select("input[name=report]")) == 1
            async with client.post("/reports", answer) as got:
                assert got.status == 403
        assert store.counts() == {State.OPEN: 2}
        async with desk.stranger() as nobody, nobody.get("/reports") as got:
            assert got.status == 303


async def test_filters_and_pages(tmp_path: Path) -> None:
    """By language, beginning of the page, segment and state; forty texts a page, the newest first."""
    async with running_desk(tmp_path) as desk, desk.client("reader") as client:
        store = store_of(desk, per_hour=1000, most=1000)
        for number in range(45):
            store.add(new(number, segment=f"s{number}", page=f"/p{number % 2}_x/"))
        store.add(new(99, language="ar", segment="s1", page="/p%/"))
        first = await queue(client)
        assert len(first.select("li.report")) == 40
        on = str(first.select_one("nav.pages a[rel=next]")["href"])  # type: ignore[index]
        second = await queue(client, "?" + on.partition("?")[2])
        assert len(second.select("li.report")) == 6
        for query, count in (
            ("language=ar", 1),
            ("page=/p1", 22),
            ("page=/p%25", 1),
            ("segment=s1", 2),
            ("state=done", 0),
        ):
            assert len((await queue(client, "?" + query)).select("li.report")) == count, query
        assert [len(group.reports) for group in grouped(["tr/s1"], store.about(["tr/s1"]))] == [1]
        for path, status in (("/reports/46", 200), ("/reports/4711", 404), ("/reports/x", 404)):
            async with client.get(path) as got:
                assert got.status == status
