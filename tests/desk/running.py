"""The sample city, the proxy before it and its desk, on loopback; with accounts, and clients that have signed in.

    async with running_desk(tmp_path) as desk:
        async with desk.client("editor", languages={"tr"}) as client:
            async with client.get("/terms") as got: ...
            async with client.post("/terms", {"german": "Amt"}) as got: ...

In Chromium: `await context.add_cookies(desk.browser_cookies("admin"))`, then `page.goto(desk.at("/terms"))`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from types import MappingProxyType
from typing import Any

import aiohttp
from aiohttp import web
from city.app import create_app as create_city
from loopback import Clock
from pseudo import PseudoEngine
from yarl import URL

from glossary.database import Database
from glossary.migrating import upgrade
from models.engine import Engine
from proxy.app import create_app, runner
from proxy.desk.accounts.cookies import PATH, SESSION
from proxy.desk.accounts.factors import FactorStore
from proxy.desk.accounts.records import Draft, Record
from proxy.desk.accounts.sessions import Begun, Limits, SessionStore, Stage
from proxy.desk.accounts.store import AccountStore
from proxy.desk.accounts.tokens import checksum
from proxy.desk.audit_log import AuditLog
from proxy.desk.desk import MIGRATIONS, OpenDesk, desk_of
from proxy.desk.permissions import Role
from proxy.desk.rendering import DESK
from proxy.desk.tables import VERSION_TABLE
from proxy.parts import glossary_file, open_translation
from proxy.settings import Settings

_Asking = AbstractAsyncContextManager[aiohttp.ClientResponse]
BROWSER = {"User-Agent": "Mozilla/5.0"}


@dataclass(frozen=True, slots=True)
class Client:
    """A browser; paths are below the desk, and redirects are shown, not followed."""

    http: aiohttp.ClientSession
    base: str
    csrf: str = ""
    """What forms need: the field `csrf`; "" where nobody has signed in."""

    def get(self, path: str, **options: Any) -> _Asking:
        """Ask for a page."""
        return self.http.get(URL(self.base + path, encoded=True), **{"allow_redirects": False, **options})

    def post(self, path: str, fields: Mapping[str, str] = MappingProxyType({}), **options: Any) -> _Asking:
        """Send a form with its token."""
        data = {"csrf": self.csrf, **fields}
        return self.http.post(
            URL(self.base + path, encoded=True), **{"data": data, "allow_redirects": False, **options}
        )


@dataclass
class RunningDesk:
    """The running proxy; `clock` stands still until it is moved."""

    url: str
    origin: str
    database: Database
    settings: Settings
    clock: Clock
    accounts: AccountStore
    sessions: SessionStore
    factors: FactorStore
    made: dict[str, Record] = field(default_factory=dict)

    def at(self, path: str) -> str:
        """The address of a path of the desk."""
        return f"{self.url}{DESK}{path}"

    def account(self, name: str, *roles: str, languages: Collection[str] = (), password: str = "") -> Record:
        """An account of this name, made when it is first asked for; without roles its name is its role."""
        if name not in self.made:
            draft = Draft(name, frozenset(map(Role, roles or (name,))), frozenset(languages))
            self.made[name] = self.accounts.create(draft, "test", password=password)
        return self.made[name]

    def sign_in(self, name: str, *roles: str, languages: Collection[str] = ()) -> Begun:
        """A session of an account, made as signing in makes it."""
        record = self.account(name, *roles, languages=languages)
        return self.sessions.begin(record.id, Stage.FULL, "password", "test")

    def csrf_of(self, begun: Begun) -> str:
        """The field `csrf` of a session's forms."""
        return checksum(begun.token, "csrf")

    @asynccontextmanager
    async def client(self, name: str, *roles: str, languages: Collection[str] = ()) -> AsyncIterator[Client]:
        """A client that has signed in, as the role of this name or with these roles."""
        begun = await asyncio.to_thread(self.sign_in, name, *roles, languages=languages)
        jar = aiohttp.CookieJar(unsafe=True)
        cookie = SimpleCookie({SESSION.name(secure=False): begun.token})
        cookie[SESSION.name(secure=False)]["path"] = PATH
        jar.update_cookies(cookie, URL(self.at("/")))
        async with aiohttp.ClientSession(headers=BROWSER, cookie_jar=jar) as http:
            yield Client(http, self.at(""), self.csrf_of(begun))

    @asynccontextmanager
    async def stranger(self) -> AsyncIterator[Client]:
        """A client that has not signed in."""
        async with aiohttp.ClientSession(headers=BROWSER, cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            yield Client(http, self.at(""))

    def browser_cookies(self, name: str, *roles: str, languages: Collection[str] = ()) -> list[Any]:
        """Cookies for a context of Playwright that has signed in."""
        begun = self.sign_in(name, *roles, languages=languages)
        host = URL(self.url).host
        return [{"name": SESSION.name(secure=False), "value": begun.token, "domain": host, "path": PATH}]


@asynccontextmanager
async def running_desk(
    folder: Path,
    engine: Engine | None = None,
    *,
    origin: web.Application | None = None,
    database: str | Path | None = None,
    clock: Clock | None = None,
    port: int = 0,
    watch: Callable[[OpenDesk], OpenDesk] = lambda open_desk: open_desk,
    **sections: Mapping[str, object],
) -> AsyncIterator[RunningDesk]:
    """Start all of it; caches and database lie in `folder`, `sections` are settings by section.

    `watch` may stand around what opens the desk.
    """
    city = web.AppRunner(origin or create_city(), access_log=None, shutdown_timeout=0.2)
    await city.setup()
    await web.TCPSite(city, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{city.addresses[0][1]}"
    settings = Settings.model_validate(_values(folder, address, database, sections))
    used, made = clock or Clock(), engine or PseudoEngine()
    open_desk = desk_of(settings)
    assert open_desk is not None
    app = create_app(settings, lambda: open_translation(settings, made), used, open_desk=watch(open_desk))
    proxy = runner(app, settings)
    await proxy.setup()
    await web.TCPSite(proxy, "127.0.0.1", port).start()
    own = await asyncio.to_thread(Database, glossary_file(settings))
    try:
        await asyncio.to_thread(upgrade, own.engine, MIGRATIONS, VERSION_TABLE)
        limits = Limits(settings.desk.idle_minutes * 60, settings.desk.session_hours * 3600)
        url = f"http://127.0.0.1:{proxy.addresses[0][1]}"
        accounts = AccountStore(own, AuditLog(own), used)
        sessions, factors = SessionStore(own, limits, used), FactorStore(own, accounts.audit, used)
        yield RunningDesk(url, address, own, settings, used, accounts, sessions, factors)
    finally:
        await proxy.cleanup()
        await city.cleanup()
        await asyncio.to_thread(own.close)


def _values(
    folder: Path, origin: str, database: str | Path | None, sections: Mapping[str, Mapping[str, object]]
) -> dict[str, dict[str, object]]:
    values: dict[str, dict[str, object]] = {
        "origin": {"url": origin},
        "cache": {"folder": folder / "cache"},
        "glossary": {"database": database or folder / "glossary.sqlite", "refresh_seconds": 0.1},
        "server": {"drain_seconds": 0.2},
        "pages": {"deadline_seconds": 20.0, "bot_deadline_seconds": 20.0},
    }
    for name, section in (sections or MappingProxyType({})).items():
        values[name] = {**values.get(name, {}), **section}
    return values
