"""Opens the accounts: their pages, and who is asking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import structlog

from proxy.desk.accounts.audit_page import AuditPage
from proxy.desk.accounts.choosing import Choosing
from proxy.desk.accounts.enrolling import Enrolling
from proxy.desk.accounts.managing import Managing
from proxy.desk.accounts.one_time import SET_UP, OneTime
from proxy.desk.accounts.own import Own
from proxy.desk.accounts.services import Services, make_services
from proxy.desk.accounts.signing_in import SigningIn
from proxy.desk.accounts.single.pages import BACK, Single
from proxy.desk.accounts.single.provider import Provider
from proxy.desk.addresses import public_desk
from proxy.desk.area import Area, NavEntry
from proxy.desk.gate import Identify
from proxy.desk.parts import DeskParts
from proxy.desk.permissions import Permission
from proxy.desk.routes import Route

log = structlog.stdlib.get_logger(__name__)

_SMALL: Final = 16_384
_NAVIGATION: Final = (
    NavEntry("accounts.list.title", "/accounts", Permission.ADMINISTER),
    NavEntry("accounts.audit.title", "/audit-log", Permission.ADMINISTER),
)


@dataclass(frozen=True, slots=True)
class Accounts:
    """The pages of the accounts, and who is asking."""

    area: Area
    identify: Identify


def open_accounts(parts: DeskParts) -> Accounts:
    """Make the accounts; `parts.database` has their tables."""
    services = make_services(parts)

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        await asyncio.to_thread(_announce, services)
        yield

    routes = (*_entering(services), *_single(services), *_owning(services), *_managing(services))
    return Accounts(Area("accounts", routes, _NAVIGATION, running), services.identify)


def _announce(services: Services) -> None:
    """Say on the console how to make the first account; one worker says it for all."""
    token = services.links.to_set_up() if services.takes_passwords else ""
    if token:
        address = f"{public_desk(services.parts.proxy.settings)}{SET_UP}{token}"
        hours = services.parts.proxy.settings.desk.link_hours
        log.warning(
            "the editors' desk has no account yet: open this address to make the first", address=address, hours=hours
        )


def _entering(services: Services) -> tuple[Route, ...]:
    """Open to everybody: what leads into the desk, and out of it."""
    entering, enrolling = SigningIn(services), Enrolling(services)
    once = OneTime(services, Choosing(services))
    return (
        Route("GET", "/sign-in", entering.page, None),
        Route("POST", "/sign-in", entering.submit, None, _SMALL),
        Route("GET", "/sign-in/second-factor", entering.second_factor_page, None),
        Route("POST", "/sign-in/second-factor", entering.second_factor, None, _SMALL),
        Route("GET", "/sign-in/set-up", enrolling.first_page, None),
        Route("POST", "/sign-in/set-up", enrolling.first, None, _SMALL),
        Route("GET", "/signed-out", entering.left_page, None),
        Route("POST", "/sign-out", entering.leave, None, _SMALL),
        Route("GET", "/set-up", once.set_up_page, None),
        Route("POST", "/set-up", once.set_up, None, _SMALL),
        Route("GET", "/password", once.password_page, None),
        Route("POST", "/password", once.password, None, _SMALL),
    )


def _single(services: Services) -> tuple[Route, ...]:
    """Open to everybody, where the city has a single sign-on."""
    settings = services.parts.proxy.settings.sign_on
    if not settings.issuer:
        return ()
    provider = Provider(settings.issuer, settings.client_id, settings.client_secret_file, services.parts.proxy.clock)
    single = Single(services, provider, settings)
    return (
        Route("GET", "/sign-in/single", single.start, None),
        Route("GET", BACK, single.back, None),
        Route("GET", "/signed-out/single", single.leave, None),
    )


def _owning(services: Services) -> tuple[Route, ...]:
    enrolling = Enrolling(services)
    own = Own(services, Choosing(services), enrolling)
    needs = Permission.READ
    return (
        Route("GET", "/account", own.page, needs),
        Route("POST", "/account/password", own.password, needs, _SMALL),
        Route("GET", "/account/second-factor", enrolling.own_page, needs),
        Route("POST", "/account/second-factor", enrolling.own, needs, _SMALL),
        Route("POST", "/account/second-factor/off", own.drop_second_factor, needs, _SMALL),
        Route("POST", "/account/recovery-codes", own.renew_codes, needs, _SMALL),
        Route("POST", "/account/sessions/end", own.end_sessions, needs, _SMALL),
        Route("POST", "/account/language", own.language, needs, _SMALL),
    )


def _managing(services: Services) -> tuple[Route, ...]:
    managing, audit = Managing(services), AuditPage(services.parts.pages, services.parts.audit)
    needs = Permission.ADMINISTER
    return (
        Route("GET", "/accounts", managing.list, needs),
        Route("GET", "/accounts/new", managing.new_page, needs),
        Route("POST", "/accounts/new", managing.create, needs, _SMALL),
        Route("GET", "/accounts/{account}", managing.page, needs),
        Route("POST", "/accounts/{account}", managing.change, needs, _SMALL),
        Route("POST", "/accounts/{account}/delete", managing.delete, needs, _SMALL),
        Route("POST", "/accounts/{account}/link", managing.link, needs, _SMALL),
        Route("POST", "/accounts/{account}/sessions/end", managing.end_sessions, needs, _SMALL),
        Route("POST", "/accounts/{account}/second-factor/off", managing.drop_second_factor, needs, _SMALL),
        Route("GET", "/audit-log", audit.page, needs),
        Route("GET", "/audit-log.csv", audit.file, needs),
    )
