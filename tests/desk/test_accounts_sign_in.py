"""Coming in and leaving, through the real proxy: what is answered, which cookies are set, what cannot be got round."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientResponse
from bs4 import BeautifulSoup
from desk.running import Client, RunningDesk, running_desk
from yarl import URL

from proxy.desk.accounts import totp
from proxy.desk.accounts.passwords import new_hasher
from proxy.desk.accounts.records import Record
from proxy.desk.accounts.sessions import Stage

PASSWORD = "drei grüne Esel tanzen"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[RunningDesk]:
    async with running_desk(tmp_path) as running:
        yield running


async def account(desk: RunningDesk, name: str, *roles: str) -> Record:
    kept = await asyncio.to_thread(new_hasher().hash, PASSWORD)
    return await asyncio.to_thread(desk.account, name, *roles, password=kept)


async def sign_in(client: Client, name: str, password: str = PASSWORD, **fields: str) -> ClientResponse:
    """What the form answers; a session of before is put aside, or the form would need its token."""
    if not client.csrf:
        client.http.cookie_jar.clear(lambda cookie: cookie.key == "stadtlotse-session")
    async with client.post("/sign-in", {"name": name, "password": password, **fields}) as got:
        await got.read()
        return got


def code(desk: RunningDesk, secret: str = SECRET) -> str:
    return totp.code_at(secret, int(desk.clock()) // totp.STEP)


async def test_who_knows_the_password_comes_in_and_goes_on_where_it_was_wanted(desk: RunningDesk) -> None:
    await account(desk, "Ayşe Yılmaz", "editor")
    async with desk.stranger() as client:
        async with client.get("/account?x=%C3%A4") as got:
            assert got.status == 303
            place = got.headers["Location"]
        async with client.http.get(URL(desk.url + place, encoded=True)) as got:
            page = BeautifulSoup(await got.text(), "html.parser")
            assert page.select_one("input[name=to]")["value"] == "/account?x=%C3%A4"  # type: ignore[index]
        got = await sign_in(client, " ayşe yılmaz ", to="/account?x=%C3%A4")
        assert (got.status, got.headers["Location"]) == (303, "/.stadtlotse/desk/account?x=%C3%A4")
        async with client.get("/account") as got:
            assert got.status == 200
            assert "Ayşe Yılmaz" in await got.text()
    assert [line.action for line in desk.accounts.audit.newest(1)] == ["account.sign-in"]


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "/\r\nX: y", "", "evil"])
async def test_signing_in_leads_to_no_other_site(desk: RunningDesk, to: str) -> None:
    await account(desk, "a", "editor")
    async with desk.stranger() as client:
        got = await sign_in(client, "a", to=to)
        location = got.headers["Location"]
        assert location.startswith("/.stadtlotse/desk/")
        assert "\\" not in location


async def test_whatever_is_wrong_the_answer_is_the_same_and_takes_as_long(desk: RunningDesk) -> None:
    """Nobody finds out which accounts there are, which are disabled, nor which have no password."""
    await account(desk, "known", "editor")
    await asyncio.to_thread(desk.account, "no password", "editor")
    disabled = await account(desk, "disabled", "editor")
    draft = disabled.draft.__class__("disabled", disabled.draft.roles, disabled=True)
    await asyncio.to_thread(desk.accounts.change, disabled.id, 1, draft, "x")
    pages: dict[str, set[tuple[int, str]]] = {}
    times: dict[str, list[float]] = {}
    for _ in range(5):
        for name in ("known", "unknown", "no password", "disabled"):
            async with desk.stranger() as client:
                started = time.perf_counter()
                async with client.post("/sign-in", {"name": name, "password": "wrong password"}) as got:
                    text = (await got.text()).replace(name, "NAME")
                times.setdefault(name, []).append(time.perf_counter() - started)
                pages.setdefault(name, set()).add((got.status, text))
    assert len(set.union(*pages.values())) == 1
    assert next(iter(pages["known"]))[0] == 403
    known = statistics.median(times["known"])
    for name, taken in times.items():
        assert 0.5 < statistics.median(taken) / known < 2, (name, times)
    async with desk.stranger() as client:
        assert (await sign_in(client, "disabled")).status == 403


async def test_the_cookie_is_for_the_desk_only_and_no_script_reads_it(desk: RunningDesk) -> None:
    await account(desk, "a", "editor")
    async with desk.stranger() as client:
        got = await sign_in(client, "a")
        cookies = [value for name, value in got.headers.items() if name == "Set-Cookie"]
        assert len(cookies) == 2
        for cookie in cookies:
            assert re.match(r"stadtlotse-(session|device)=[\w-]{43};", cookie)
            assert "HttpOnly" in cookie
            assert "SameSite=Lax" in cookie
            assert "Path=/.stadtlotse" in cookie
            assert "Domain" not in cookie


async def test_over_https_the_cookie_is_secure_and_one_set_over_http_opens_nothing(tmp_path: Path) -> None:
    async with running_desk(tmp_path, server={"trusted_proxies": ["127.0.0.1"]}) as desk, desk.stranger() as client:
        await account(desk, "a", "editor")
        https = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.5"}
        fields = {"name": "a", "password": PASSWORD}
        async with client.post("/sign-in", fields, headers=https) as got:
            session = next(value for name, value in got.headers.items() if name == "Set-Cookie" and "session" in value)
        assert session.startswith("__Secure-stadtlotse-session=")
        assert "Secure" in session.split("; ")
        token = session.split("=", 1)[1].split(";")[0]
    async with running_desk(tmp_path, server={"trusted_proxies": ["127.0.0.1"]}) as desk, desk.stranger() as client:
        for name, status in (("__Secure-stadtlotse-session", 200), ("stadtlotse-session", 303)):
            async with client.get("/account", headers={**https, "Cookie": f"{name}={token}"}) as got:
                assert got.status == status


async def test_a_session_that_was_planted_before_signing_in_is_not_the_one_after(desk: RunningDesk) -> None:
    """Fixation: signing in always makes a new token, and the one the browser had ends."""
    await account(desk, "victim", "editor")
    attacker = await asyncio.to_thread(desk.sign_in, "attacker", "reader")
    async with desk.stranger() as client:
        client.http.cookie_jar.update_cookies({"stadtlotse-session": attacker.token}, URL(desk.url))
        got = await sign_in(Client(client.http, client.base, desk.csrf_of(attacker)), "victim")
        assert got.status == 303
        now = {cookie.key: cookie.value for cookie in client.http.cookie_jar}["stadtlotse-session"]
        assert now != attacker.token
    assert desk.sessions.find(attacker.token) is None
    visit = desk.sessions.find(now)
    assert visit is not None
    assert visit.record.name == "victim"


async def test_leaving_ends_the_session_on_the_server(desk: RunningDesk) -> None:
    async with desk.client("editor") as client:
        token = next(cookie.value for cookie in client.http.cookie_jar)
        async with client.post("/sign-out") as got:
            assert got.headers["Location"] == "/.stadtlotse/desk/signed-out"
        async with client.get("/account", headers={"Cookie": f"stadtlotse-session={token}"}) as got:
            assert got.status == 303


async def test_guessing_is_slowed_down_for_everybody_but_the_browser_of_the_owner(desk: RunningDesk) -> None:
    await account(desk, "anna", "editor")
    async with desk.stranger() as owner, desk.stranger() as guesser:
        assert (await sign_in(owner, "anna")).status == 303
        for _ in range(6):
            assert (await sign_in(guesser, "anna", "wrong")).status == 403
        got = await sign_in(guesser, "anna")
        assert got.status == 429, "even the right password has to wait"
        assert got.headers["Retry-After"] == "2"
        assert (await sign_in(owner, "anna")).status == 303, "the owner's browser is known"
        desk.clock.seconds += 2
        assert (await sign_in(guesser, "anna")).status == 303, "and waiting helps"


async def test_an_unknown_name_is_slowed_down_like_a_known_one(desk: RunningDesk) -> None:
    async with desk.stranger() as client:
        statuses = [(await sign_in(client, "nobody", "wrong")).status for _ in range(8)]
    assert statuses == [403] * 6 + [429] * 2


async def test_a_second_factor_is_asked_for_and_a_code_counts_once(desk: RunningDesk) -> None:
    record = await account(desk, "a", "editor")
    recovery = desk.factors.enable(record.id, "a", SECRET, code(desk))
    desk.clock.seconds += totp.STEP
    async with desk.stranger() as client:
        got = await sign_in(client, "a", to="/account?x=1")
        assert got.headers["Location"] == "/.stadtlotse/desk/sign-in/second-factor?to=%2Faccount%3Fx%3D1"
        async with client.get("/account") as page:
            assert page.status == 303, "the password alone opens nothing"
        waiting = {cookie.key: cookie.value for cookie in client.http.cookie_jar}["stadtlotse-session"]
        async with client.post("/sign-in/second-factor", {"code": "000000"}) as page:
            assert page.status == 403
        async with client.post("/sign-in/second-factor", {"code": code(desk), "to": "/account?x=1"}) as page:
            assert page.headers["Location"] == "/.stadtlotse/desk/account?x=1"
        async with client.get("/account") as page:
            assert page.status == 200
        assert desk.sessions.find(waiting) is None, "the token changed with the stage"
    async with desk.stranger() as client:
        await sign_in(client, "a")
        async with client.post("/sign-in/second-factor", {"code": code(desk)}) as page:
            assert page.status == 403, "somebody saw the code and was as quick"
        async with client.post("/sign-in/second-factor", {"code": recovery[3]}) as page:
            assert page.status == 303


async def test_codes_cannot_be_guessed(desk: RunningDesk) -> None:
    record = await account(desk, "a", "editor")
    desk.factors.enable(record.id, "a", SECRET, code(desk))
    desk.clock.seconds += totp.STEP
    statuses = []
    async with desk.stranger() as client:
        await sign_in(client, "a")
        for _ in range(8):
            async with client.post("/sign-in/second-factor", {"code": "123"}) as got:
                statuses.append(got.status)
    assert statuses == [403] * 6 + [429] * 2


async def test_a_role_that_needs_a_second_factor_sets_one_up_before_anything_else(desk: RunningDesk) -> None:
    await account(desk, "boss", "admin")
    async with desk.stranger() as client:
        got = await sign_in(client, "boss", to="/accounts")
        assert got.headers["Location"] == "/.stadtlotse/desk/sign-in/set-up?to=%2Faccounts"
        for path in ("/accounts", "/account", "/account/second-factor", "/sign-in/second-factor"):
            async with client.get(path) as page:
                assert page.status == 303, path
        async with client.get("/sign-in/set-up?to=%2Faccounts") as page:
            text = await page.text()
            shown = BeautifulSoup(text, "html.parser")
            secret = shown.select_one("p.mono").get_text().replace(" ", "")  # type: ignore[union-attr]
            assert shown.select_one("svg") is not None
        async with client.post("/sign-in/set-up", {"code": "000000"}) as page:
            assert page.status == 422
            assert secret[:4] in await page.text(), "the same secret: nobody has to scan again"
        async with client.post("/sign-in/set-up?to=%2Faccounts", {"code": code(desk, secret)}) as page:
            codes = BeautifulSoup(await page.text(), "html.parser").select("ul.codes li")
            assert len(codes) == 10
        async with client.get("/accounts") as page:
            assert page.status == 200
        async with client.get("/sign-in/set-up") as page:
            assert page.status == 303, "the codes are shown once"
    kept = desk.accounts.named("boss")
    assert kept is not None
    assert kept.totp_secret == secret


async def test_a_browser_says_when_another_site_sends_a_form(desk: RunningDesk) -> None:
    """Signing somebody in to the attacker's account is refused as well as anything else."""
    await account(desk, "a", "editor")
    fields = {"name": "a", "password": PASSWORD}
    cases: list[tuple[dict[str, str], int]] = [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": desk.url, "Sec-Fetch-Site": "same-origin"}, 303),
    ]
    for headers, status in cases:
        async with desk.stranger() as client, client.post("/sign-in", fields, headers=headers) as got:
            assert got.status == status, headers


async def test_old_hashes_are_made_anew_when_their_password_is_used(desk: RunningDesk) -> None:
    from argon2 import PasswordHasher  # noqa: PLC0415 only here

    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    await asyncio.to_thread(desk.account, "a", "editor", password=weak)
    async with desk.stranger() as client:
        assert (await sign_in(client, "a")).status == 303
        assert (await sign_in(client, "a")).status == 303
    kept = desk.accounts.named("a")
    assert kept is not None
    assert kept.password != weak
    assert not new_hasher().check_needs_rehash(kept.password)


async def test_a_session_ends_when_nothing_is_done(desk: RunningDesk) -> None:
    async with desk.client("editor") as client:
        desk.clock.seconds += 59 * 60
        async with client.get("/account") as got:
            assert got.status == 200
        desk.clock.seconds += 59 * 60
        async with client.get("/account") as got:
            assert got.status == 200, "it was used meanwhile"
        desk.clock.seconds += 60 * 60
        async with client.get("/account") as got:
            assert got.status == 303
        async with client.post("/account/language", {"language": "de"}) as got:
            assert got.status == 401


async def test_a_form_that_is_too_large_is_refused_with_a_page(desk: RunningDesk) -> None:
    async with desk.client("editor") as client, client.post("/account/language", {"language": "x" * 20_000}) as got:
        assert got.status == 413
        assert "default-src 'none'" in got.headers["Content-Security-Policy"]


async def test_stages_are_no_sessions(desk: RunningDesk) -> None:
    record = await account(desk, "a", "editor")
    for stage in (Stage.SECOND_FACTOR, Stage.ENROLLING):
        begun = desk.sessions.begin(record.id, stage, "password", "x")
        cookie = {"Cookie": f"stadtlotse-session={begun.token}"}
        async with desk.stranger() as client, client.get("/account", headers=cookie) as got:
            assert got.status == 303
