"""Every route of the desk, role by role: who gets an answer, and who is told that it is not for them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from desk.running import RunningDesk, running_desk

from proxy.desk.desk import Desk, OpenDesk, open_desk
from proxy.desk.parts import Proxy
from proxy.desk.permissions import Account, Permission, Role
from proxy.desk.routes import Route

# Open to everybody, each for its reason; whatever else is open is a mistake.
OPEN = {
    "/assets/{mark}/{name}": "style sheets and scripts of the desk, of which the form to sign in has need",
    "/sign-in": "the way in",
    "/sign-in/second-factor": "asks for the session that waits for the code",
    "/sign-in/set-up": "asks for the session that waits for a second factor",
    "/sign-in/single": "leads to the city's single sign-on",
    "/sign-in/single/back": "asks for the journey's cookie",
    "/signed-out": "says that it is so",
    "/signed-out/single": "leads to the single sign-on's own page",
    "/sign-out": "needs the token of the form where there is a session",
    "/set-up": "asks for the token of the console",
    "/password": "asks for a token that an admin has given",
}
OWN = {"account", "api-tokens"}
# `{name}` or `{name:pattern}`, where a pattern may say how many characters it wants.
_VARIABLE = re.compile(r"\{\w+(?::[^{}]*(?:\{(\d+)\})?[^{}]*)?\}")
ALLOWED: Mapping[Role, frozenset[Permission]] = {
    Role.READER: frozenset({Permission.READ}),
    Role.EDITOR: frozenset({Permission.READ, Permission.EDIT_TEXTS}),
    Role.TERMINOLOGIST: frozenset({Permission.READ, Permission.EDIT_TERMS}),
    Role.OPS: frozenset({Permission.READ, Permission.OPERATE}),
    Role.ADMIN: frozenset(Permission),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_what_a_role_allows(role: Role, permission: Permission) -> None:
    assert Account("1", "a", frozenset({role})).may(permission) is (permission in ALLOWED[role])


@pytest.mark.parametrize(
    ("roles", "languages", "language", "allowed"),
    [
        ({Role.EDITOR}, set(), "tr", True),
        ({Role.EDITOR}, {"tr"}, "tr", True),
        ({Role.EDITOR}, {"tr"}, "ar", False),
        ({Role.EDITOR, Role.ADMIN}, {"tr"}, "ar", True),
        ({Role.EDITOR, Role.TERMINOLOGIST}, {"tr"}, "ar", False),
        ({Role.READER}, {"tr"}, "tr", False),
    ],
)
def test_editors_write_their_languages(roles: set[Role], languages: set[str], language: str, allowed: bool) -> None:
    account = Account("1", "a", frozenset(roles), frozenset(languages))
    assert account.may(Permission.EDIT_TEXTS, language) is allowed


def watched(opens: OpenDesk, seen: list[Desk]) -> OpenDesk:
    @asynccontextmanager
    async def opened(proxy: Proxy) -> AsyncIterator[Desk]:
        async with opens(proxy) as desk:
            seen.append(desk)
            yield desk

    return opened


def address(route: Route) -> str:
    """An address of a route, of something that is not there."""
    return _VARIABLE.sub(lambda found: "0" * int(found[1] or 1), route.path)


async def test_every_route_of_every_area_lets_in_whom_it_may_and_nobody_else(tmp_path: Path) -> None:
    seen: list[Desk] = []
    async with running_desk(tmp_path, watch=lambda opens: watched(opens, seen)) as desk:
        routes = seen[0].routes
        assert len(routes) > 30
        assert {route.path for route in routes if route.needs is None} <= OPEN.keys()
        assert all(route.method in ("GET", "POST") for route in routes)
        unsafe = [route for route in routes if route.method == "POST" and route.needs is Permission.READ]
        changes = {route.path.split("/")[1] for route in unsafe if not route.path.endswith("/check")}
        assert changes <= OWN, "who only reads changes only what is the own"
        await strangers_are_led_to_the_form(desk, routes)
        for role in Role:
            await nobody_does_more(desk, role, routes)


async def strangers_are_led_to_the_form(desk: RunningDesk, routes: tuple[Route, ...]) -> None:
    async with desk.stranger() as stranger:
        for route in routes:
            if route.needs is not None:
                async with stranger.http.request(route.method, desk.at(address(route)), allow_redirects=False) as got:
                    assert got.status == (303 if route.method == "GET" else 401), route
                    assert "/sign-in?to=" in got.headers.get("Location", "/sign-in?to="), route


async def nobody_does_more(desk: RunningDesk, role: Role, routes: tuple[Route, ...]) -> None:
    """Forms are sent without their token: who may get so far is told that, and nothing is done."""
    async with desk.client(role.value) as client:
        for route in routes:
            if route.needs is None:
                continue
            form = {"x": "y"} if route.method == "POST" else None
            async with client.http.request(
                route.method, desk.at(address(route)), allow_redirects=False, data=form
            ) as got:
                text = await got.text(errors="replace")
            may = route.needs in ALLOWED[role]
            if may and route.method == "GET":
                assert got.status != 403, (role, route)
                assert got.status < 500, (role, route)
            else:
                assert got.status == 403, (role, route)
                assert ("Das Formular ist abgelaufen" if may else "Dafür fehlt Ihnen das Recht") in text, (role, route)


async def test_the_website_never_sees_the_desks_cookies_and_cannot_set_them(tmp_path: Path) -> None:
    heard: list[str] = []

    async def page(request: web.Request) -> web.StreamResponse:
        heard.append(request.headers.get("Cookie", "none"))
        response = web.Response(text="<!doctype html><title>Amt</title><p>Guten Tag", content_type="text/html")
        response.headers.add("Set-Cookie", "stadtlotse-session=planted; Path=/.stadtlotse")
        response.headers.add("Set-Cookie", "__Secure-stadtlotse-session=planted; Path=/.stadtlotse; Secure")
        response.headers.add("Set-Cookie", "city=1; Path=/")
        return response

    origin = web.Application()
    origin.router.add_route("*", "/{anything:.*}", page)
    sent = "a=1; stadtlotse-session=x; stadtlotse-theirs; __Secure-stadtlotse-device=y; b=stadtlotse-z;c=3"
    jar = aiohttp.DummyCookieJar()
    async with running_desk(tmp_path, origin=origin) as desk, aiohttp.ClientSession(cookie_jar=jar) as client:
        for path, method in (("/amt", "GET"), ("/tr/amt", "GET"), ("/amt", "POST"), ("/tr/amt", "POST")):
            async with client.request(method, desk.url + path, headers={"Cookie": sent}) as got:
                await got.read()
                assert [value.split("=")[0] for value in got.headers.getall("Set-Cookie")] == ["city"]
        async with client.get(desk.url + "/x", headers={"Cookie": "stadtlotse-session=x"}) as got:
            await got.read()
    assert set(heard) == {"a=1; b=stadtlotse-z;c=3", "none"}


async def test_scripts_of_the_website_cannot_read_the_desk_though_their_origin_is_the_same(tmp_path: Path) -> None:
    """A hole in the website's own pages does not open the desk to whoever uses it."""
    async with running_desk(tmp_path) as desk, desk.client("admin") as client:
        script = {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}
        for path in ("/accounts", "/sign-in", "/signed-out", "/password?token=x", "/nothing/here"):
            async with client.get(path, headers=script) as got:
                assert got.status == {"/accounts": 401, "/password?token=x": 410, "/nothing/here": 404}.get(path, 200)
                assert client.csrf not in await got.text(), path
        async with client.http.post(desk.at("/accounts/new"), data={"name": "evil"}, headers=script) as got:
            assert got.status == 403
            assert client.csrf not in await got.text()
        async with client.get("/accounts", headers={**script, "X-CSRF-Token": client.csrf}) as got:
            assert got.status == 200
        window = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
        async with client.get("/accounts", headers=window) as got:
            assert got.status == 200
            assert got.headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert "frame-ancestors 'none'" in got.headers["Content-Security-Policy"]
            assert got.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("place", ["nowhere/there/glossary.sqlite", "folder.sqlite"])
async def test_a_database_that_cannot_be_opened_keeps_nobody_from_the_website(tmp_path: Path, place: str) -> None:
    (tmp_path / "nowhere").write_text("a file, no folder")
    (tmp_path / "folder.sqlite").mkdir()
    elsewhere = tmp_path / place
    async with (
        running_desk(tmp_path, watch=lambda _: lambda proxy: open_desk(proxy, elsewhere)) as desk,
        desk.stranger() as client,
    ):
        async with client.http.get(f"{desk.url}/tr/") as got:
            assert got.status == 200
        async with client.get("/sign-in") as got:
            assert got.status == 503
            assert got.headers["Cache-Control"] == "no-store"
