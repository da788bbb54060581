"""Setting up, looking after accounts, one's own account and the audit log, through the real proxy."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from desk.running import Client, RunningDesk, running_desk

from proxy.desk.accounts import totp
from proxy.desk.accounts.links import LinkStore, Purpose
from proxy.desk.accounts.passwords import new_hasher
from proxy.desk.accounts.records import Record
from proxy.desk.permissions import Role

PASSWORD = "drei grüne Esel tanzen"
OTHER = "sieben Lampen im Nebel"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[RunningDesk]:
    async with running_desk(tmp_path, desk={"second_factor": []}) as running:
        yield running


def links(desk: RunningDesk) -> LinkStore:
    return LinkStore(desk.database, 3600, desk.clock)


async def page(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    async with client.get(path) as got:
        assert got.status == status, path
        return BeautifulSoup(await got.text(), "html.parser")


async def sent(client: Client, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, BeautifulSoup]:
    async with client.post(path, fields or {}) as got:
        return got.status, got.headers.get("Location", ""), BeautifulSoup(await got.text(), "html.parser")


async def signs_in(desk: RunningDesk, name: str, password: str) -> bool:
    async with desk.stranger() as client:
        return (await sent(client, "/sign-in", {"name": name, "password": password}))[0] == 303


def there(desk: RunningDesk, name: str) -> Record:
    record = desk.accounts.named(name)
    assert record is not None
    return record


async def test_the_first_account_is_made_by_the_link_of_the_console_and_only_once(desk: RunningDesk) -> None:
    desk.clock.seconds += 61  # the proxy's own link was made at its start
    token = await asyncio.to_thread(links(desk).to_set_up)
    async with desk.stranger() as client:
        assert "stadtlotse desk account create" in (await page(client, "/sign-in")).get_text()
        await page(client, "/set-up?token=wrong", 410)
        assert (await sent(client, "/set-up?token=wrong", {"name": "a", "password": PASSWORD}))[0] == 410
        await page(client, f"/set-up?token={token}")
        for name, password in (("a", "short"), ("a", "aaaaaaaaaaaa"), ("<b>", PASSWORD)):
            status, _, shown = await sent(client, f"/set-up?token={token}", {"name": name, "password": password})
            assert status == 422
            field = shown.select_one("[aria-invalid=true]")
            assert field is not None
            assert shown.find(id=str(field["aria-describedby"]).split()[-1]).get_text(strip=True)  # type: ignore[union-attr]
            assert shown.title.get_text().startswith("Fehler: ")  # type: ignore[union-attr]
        status, to, _ = await sent(client, f"/set-up?token={token}", {"name": "Meryem", "password": PASSWORD})
        assert (status, to) == (303, "/.stadtlotse/desk/")
        await page(client, "/accounts")
        await page(client, f"/set-up?token={token}", 410)
    assert there(desk, "meryem").draft.roles == {Role.ADMIN}
    assert await asyncio.to_thread(links(desk).account_of, token, Purpose.SET_UP) is None


async def test_an_admin_makes_an_account_and_its_owner_chooses_the_password(desk: RunningDesk) -> None:
    async with desk.client("admin") as admin, desk.stranger() as owner:
        await page(admin, "/accounts/new")
        fields = [("name", "Olga"), ("role", "editor"), ("role", "reader"), ("language", "uk"), ("language", "ru")]
        async with admin.http.post(desk.at("/accounts/new"), data=[("csrf", admin.csrf), *fields]) as got:
            shown = BeautifulSoup(await got.text(), "html.parser")
        link = str(shown.select_one("input#link")["value"])  # type: ignore[index]
        assert link.startswith(desk.at("/password?token="))
        record = there(desk, "Olga")
        assert record.draft.roles == {Role.EDITOR, Role.READER}
        assert record.draft.languages == {"uk", "ru"}
        path = link.removeprefix(desk.at(""))
        await page(owner, path)
        assert (await sent(owner, path, {"password": "olga olga olga"}))[0] == 422
        assert (await sent(owner, path, {"password": PASSWORD}))[:2] == (303, "/.stadtlotse/desk/")
        assert "Olga" in (await page(owner, "/account")).get_text()
        await page(owner, path, 410)
        assert (await sent(admin, "/accounts/new", {"name": "olga", "role": "reader"}))[0] == 422
    actions = [(line.who, line.action) for line in desk.accounts.audit.newest()]
    assert ("admin", "account.create") in actions
    assert ("Olga", "account.password") in actions


async def test_what_two_change_at_once_is_shown_with_all_three_versions_and_nothing_is_lost(desk: RunningDesk) -> None:
    record = await asyncio.to_thread(desk.account, "Ivo", "reader")
    async with desk.client("admin") as one, desk.client("other", "admin") as two:
        path = f"/accounts/{record.id}"
        form = await page(one, path)
        hidden = {str(each["name"]): str(each["value"]) for each in form.select("form.card input[type=hidden]")}
        assert (await sent(two, path, {"revision": "1", "name": "Ivo", "role": "ops"}))[0] == 303
        status, _, shown = await sent(one, path, {**hidden, "name": "Ivo Petrov", "role": "terminologist"})
        assert status == 409
        facts = [each.get_text(" ", strip=True) for each in shown.select("section dl.facts dd")]
        assert "Lesen" in facts[0]
        assert "Betrieb" in facts[1]
        assert "Ivo Petrov" in facts[2]
        assert there(desk, "Ivo").draft.roles == {Role.OPS}, "nothing is overwritten unseen"
        again = {str(each["name"]): str(each["value"]) for each in shown.select("form.card input[type=hidden]")}
        assert (await sent(one, path, {**again, "name": "Ivo Petrov", "role": "terminologist"}))[0] == 303
    assert there(desk, "Ivo Petrov").draft.roles == {Role.TERMINOLOGIST}


async def test_the_last_admin_stays(desk: RunningDesk) -> None:
    async with desk.client("admin") as admin:
        record = there(desk, "admin")
        for path, fields in (
            (f"/accounts/{record.id}", {"revision": "1", "name": "admin", "role": "reader"}),
            (f"/accounts/{record.id}", {"revision": "1", "name": "admin", "role": "admin", "disabled": "yes"}),
            (f"/accounts/{record.id}/delete", {"revision": "1"}),
        ):
            assert (await sent(admin, path, fields))[0] == 422
        assert there(desk, "admin") == record
        await page(admin, "/accounts/nobody", 404)


async def test_disabling_and_ending_sessions_work_at_once(desk: RunningDesk) -> None:
    async with desk.client("admin") as admin, desk.client("editor") as editor:
        record = there(desk, "editor")
        await page(editor, "/account")
        assert (await sent(admin, f"/accounts/{record.id}/sessions/end"))[0] == 303
        await page(editor, "/account", 303)
        begun = await asyncio.to_thread(desk.sign_in, "editor")
        fields = {"revision": "1", "name": "editor", "role": "editor", "disabled": "yes"}
        assert (await sent(admin, f"/accounts/{record.id}", fields))[0] == 303
        assert desk.sessions.find(begun.token) is None


async def test_roles_change_for_sessions_that_are_open(desk: RunningDesk) -> None:
    async with desk.client("admin") as admin, desk.client("second", "admin") as other:
        await page(other, "/accounts")
        record = there(desk, "second")
        fields = {"revision": "1", "name": "second", "role": "reader"}
        assert (await sent(admin, f"/accounts/{record.id}", fields))[0] == 303
        await page(other, "/accounts", 403)


async def test_an_admin_resets_a_lost_second_factor(desk: RunningDesk) -> None:
    record = await asyncio.to_thread(desk.account, "a", "editor")
    secret = totp.new_secret()
    desk.factors.enable(record.id, "a", secret, totp.code_at(secret, int(desk.clock()) // totp.STEP))
    async with desk.client("admin") as admin:
        assert (await sent(admin, f"/accounts/{record.id}/second-factor/off"))[0] == 303
    assert there(desk, "a").totp_secret == ""
    assert desk.accounts.audit.newest(1)[0].action == "account.second-factor.off"


async def with_password(desk: RunningDesk, name: str, *roles: str) -> Record:
    kept = await asyncio.to_thread(new_hasher().hash, PASSWORD)
    return await asyncio.to_thread(desk.account, name, *roles, password=kept)


async def test_changing_ones_password_needs_the_current_one_and_ends_the_other_sessions(desk: RunningDesk) -> None:
    await with_password(desk, "a", "editor")
    elsewhere = await asyncio.to_thread(desk.sign_in, "a")
    async with desk.client("a") as client:
        before = next(cookie.value for cookie in client.http.cookie_jar if "session" in cookie.key)
        for current, new in (("wrong", OTHER), (PASSWORD, "short"), (PASSWORD, "")):
            status, _, shown = await sent(client, "/account/password", {"current": current, "new": new})
            assert status == 422
            assert len(shown.select("#own-password ~ form [aria-invalid=true]")) == 1
        assert await signs_in(desk, "a", PASSWORD)
        assert (await sent(client, "/account/password", {"current": PASSWORD, "new": OTHER}))[0] == 303
        await page(client, "/account")
        assert before not in {cookie.value for cookie in client.http.cookie_jar}
    assert desk.sessions.find(elsewhere.token) is None
    assert desk.sessions.find(before) is None
    assert await signs_in(desk, "a", OTHER)
    assert not await signs_in(desk, "a", PASSWORD)


async def test_the_current_password_cannot_be_guessed_in_an_open_session(desk: RunningDesk) -> None:
    await with_password(desk, "a", "editor")
    async with desk.client("a") as client:
        for _ in range(6):
            await sent(client, "/account/password", {"current": "wrong", "new": OTHER})
        assert (await sent(client, "/account/password", {"current": PASSWORD, "new": OTHER}))[0] == 422
    assert await signs_in(desk, "a", PASSWORD)


async def test_a_second_factor_is_added_renewed_and_removed_by_its_owner(desk: RunningDesk) -> None:
    await with_password(desk, "a", "editor")
    async with desk.client("a") as client:
        form = await page(client, "/account/second-factor")
        secret = form.select_one("p.mono").get_text().replace(" ", "")  # type: ignore[union-attr]
        code = totp.code_at(secret, int(desk.clock()) // totp.STEP)
        status, _, shown = await sent(client, "/account/second-factor", {"code": code})
        first = [each.get_text() for each in shown.select("ul.codes li")]
        assert (status, len(first)) == (200, 10)
        status, _, shown = await sent(client, "/account/recovery-codes", {"current": "wrong"})
        assert status == 422
        status, _, shown = await sent(client, "/account/recovery-codes", {"current": PASSWORD})
        second = [each.get_text() for each in shown.select("ul.codes li")]
        assert len(second) == 10
        assert not set(first) & set(second)
        assert (await sent(client, "/account/second-factor/off", {"current": "wrong"}))[0] == 422
        assert (await sent(client, "/account/second-factor/off", {"current": PASSWORD}))[0] == 303
    assert there(desk, "a").totp_secret == ""


async def test_a_second_factor_that_a_role_needs_cannot_be_removed(tmp_path: Path) -> None:
    async with running_desk(tmp_path, desk={"second_factor": ["editor"]}) as desk:
        record = await with_password(desk, "a", "editor")
        secret = totp.new_secret()
        desk.factors.enable(record.id, "a", secret, totp.code_at(secret, int(desk.clock()) // totp.STEP))
        async with desk.client("a") as client:
            assert (await page(client, "/account")).select_one("[formaction$='/off']") is None
            assert (await sent(client, "/account/second-factor/off", {"current": PASSWORD}))[0] == 303
        assert there(desk, "a").totp_secret == secret


async def test_sessions_are_listed_and_ended_one_by_one_and_never_those_of_others(desk: RunningDesk) -> None:
    foreign = await asyncio.to_thread(desk.sign_in, "other", "reader")
    mine = await asyncio.to_thread(desk.sign_in, "a", "editor")
    more = await asyncio.to_thread(desk.sign_in, "a")
    async with desk.client("a") as client:
        assert len((await page(client, "/account")).select("tbody tr")) == 3
        await sent(client, "/account/sessions/end", {"session": foreign.id})
        await sent(client, "/account/sessions/end", {"session": mine.id})
        assert desk.sessions.find(foreign.token) is not None
        assert desk.sessions.find(mine.token) is None
        assert desk.sessions.find(more.token) is not None
        await sent(client, "/account/sessions/end")
        assert desk.sessions.find(more.token) is None
        assert len((await page(client, "/account")).select("tbody tr")) == 1


async def test_the_desks_language_is_the_accounts_before_the_browsers(desk: RunningDesk) -> None:
    async with desk.client("a", "reader") as client:
        english = {"Accept-Language": "en"}
        async with client.get("/account", headers=english) as got:
            assert '<html lang="en"' in await got.text()
        await sent(client, "/account/language", {"language": "de"})
        async with client.get("/account", headers=english) as got:
            assert '<html lang="de"' in await got.text()
        await sent(client, "/account/language", {"language": "xx"})
        assert there(desk, "a").desk_language == "de"
    async with desk.stranger() as client:
        assert (await page(client, "/sign-in?desk-language=en")).html["lang"] == "en"  # type: ignore[index]
        assert (await page(client, "/sign-in")).html["lang"] == "en", "the choice is remembered"  # type: ignore[index]


async def test_the_audit_log_is_paged_filtered_and_a_file_without_formulas(desk: RunningDesk) -> None:
    for number in range(205):
        desk.accounts.audit.record("Ayşe", "term.save", f"=Begriff {number}", "@SUM(A1)")
    async with desk.client("admin") as admin:
        first = await page(admin, "/audit-log?who=Ay%C5%9Fe")
        assert len(first.select("tbody tr")) == 100
        older = str(first.select_one("a[rel=next]")["href"])  # type: ignore[index]
        second = await page(admin, older.removeprefix("/.stadtlotse/desk"))
        third = await page(admin, str(second.select_one("a[rel=next]")["href"]).removeprefix("/.stadtlotse/desk"))  # type: ignore[index]
        assert [len(each.select("tbody tr")) for each in (second, third)] == [100, 5]
        assert third.select_one("a[rel=next]") is None
        assert (await page(admin, "/audit-log?text=nothing+at+all")).select("tbody tr") == []
        await page(admin, "/audit-log?before=x&since=heute&until=9999-12-31")
        async with admin.get("/audit-log.csv?action=term.") as got:
            assert got.content_type == "text/csv"
            rows = list(csv.reader(io.StringIO(await got.text())))
    assert rows[0] == ["number", "at", "who", "action", "subject", "detail"]
    assert len(rows) == 206
    assert rows[1][4:] == ["'=Begriff 204", "'@SUM(A1)"]
