"""The addresses of the single sign-on: to the provider, back from it, and signing out there."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import structlog
from aiohttp import web

from proxy.desk.accounts.cookies import Cookie
from proxy.desk.accounts.records import Identity
from proxy.desk.accounts.services import Services
from proxy.desk.accounts.signing_in import place_of
from proxy.desk.accounts.single.errors import SingleSignOnError
from proxy.desk.accounts.single.groups import draft_of
from proxy.desk.accounts.single.id_token import Expected, claims_of
from proxy.desk.accounts.single.joining import DisabledError, join
from proxy.desk.accounts.single.journey import Journey, journey_of
from proxy.desk.accounts.single.provider import Provider
from proxy.desk.accounts.store import NameTakenError
from proxy.desk.accounts.tokens import new_token
from proxy.desk.addresses import seen_desk
from proxy.desk.asked import Asked
from proxy.desk.parts import Proxy
from proxy.desk.rendering import see_other
from proxy.settings import SignOnSettings

log = structlog.stdlib.get_logger(__name__)

BACK: Final = "/sign-in/single/back"
BY_SINGLE: Final = "single sign-on"
_JOURNEY: Final = Cookie("journey", 600)


@dataclass(frozen=True, slots=True)
class Single:
    """The pages; a journey that fails leads back to the form to sign in, and the log says why."""

    services: Services
    provider: Provider
    settings: SignOnSettings

    async def start(self, asked: Asked) -> web.StreamResponse:
        """Lead to the provider (OpenID Connect Core 3.1.2.1)."""
        try:
            metadata = await self.provider.metadata()
        except SingleSignOnError as error:
            return _failed("single", error)
        journey = Journey(new_token(), place_of(asked.query("to")))
        question = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": self._back(asked),
            "scope": " ".join(("openid", *self.settings.scopes)),
            "state": journey.state,
            "nonce": journey.nonce,
            "code_challenge": journey.challenge,
            "code_challenge_method": "S256",
        }
        response = _elsewhere(metadata.authorization, question)
        _JOURNEY.set(response, journey.cookie, secure=asked.secure)
        return response

    async def back(self, asked: Asked) -> web.StreamResponse:
        """Take what the provider sent the browser back with."""
        journey = journey_of(_JOURNEY.read(asked.request.cookies, secure=asked.secure))
        try:
            response = await self._arrived(asked, journey)
        except SingleSignOnError as error:
            response = _failed("single", error)
        except NameTakenError as error:
            response = _failed("single-name-taken", error)
        except DisabledError as error:
            response = _failed("single-disabled", error)
        _JOURNEY.clear(response, secure=asked.secure)
        return response

    async def leave(self, asked: Asked) -> web.StreamResponse:
        """Lead to the provider's own page for signing out (OpenID Connect RP-Initiated Logout 1.0)."""
        try:
            metadata = await self.provider.metadata()
        except SingleSignOnError as error:
            log.warning("the single sign-on cannot be left", reason=str(error))
            return see_other("/signed-out")
        back = seen_desk(self._proxy, asked) + "/signed-out"
        after = {"client_id": self.provider.client_id, "post_logout_redirect_uri": back}
        return _elsewhere(metadata.end_session, after) if metadata.end_session else see_other("/signed-out")

    async def _arrived(self, asked: Asked, journey: Journey | None) -> web.StreamResponse:
        if journey is None or not hmac.compare_digest(asked.query("state").encode(), journey.state.encode()):
            message = "an answer came that this browser did not ask for, or too late"
            raise SingleSignOnError(message)
        if asked.query("error"):
            message = f"the provider says: {asked.query('error'):.100}"
            raise SingleSignOnError(message)
        claims = await self._claims(asked, journey)
        wanted = draft_of(claims, self.settings)
        if not wanted.roles:
            return _failed("single-no-role", "none of the groups has a role here")
        identity = Identity(self.provider.issuer, str(claims["sub"]))
        record = await asyncio.to_thread(join, self.services.accounts, identity, wanted)
        return await self.services.enter(asked, record, BY_SINGLE, place_of(journey.to))

    async def _claims(self, asked: Asked, journey: Journey) -> Mapping[str, Any]:
        metadata = await self.provider.metadata()
        if asked.query("iss", self.provider.issuer if not metadata.names_itself else "") != self.provider.issuer:
            message = "the answer came from another provider (RFC 9207)"
            raise SingleSignOnError(message)
        tokens = await self.provider.exchange(asked.query("code"), journey.verifier, self._back(asked))
        expected = Expected(self.provider.issuer, self.provider.client_id, journey.nonce, int(self._proxy.clock()))
        keys = await self.provider.keys()
        try:
            claims = claims_of(tokens.id_token, keys, expected)
        except SingleSignOnError:
            newer = await self.provider.keys(but=keys)
            if newer is keys:
                raise
            claims = claims_of(tokens.id_token, newer, expected)
        if self.settings.groups_claim in claims:
            return claims
        more = await self.provider.user_info(tokens.access_token)
        if more and more.get("sub") != claims["sub"]:  # OpenID Connect Core 5.3.2
            message = "the provider's further claims are about somebody else"
            raise SingleSignOnError(message)
        return {**more, **claims}

    @property
    def _proxy(self) -> Proxy:
        return self.services.parts.proxy

    def _back(self, asked: Asked) -> str:
        return seen_desk(self._proxy, asked) + BACK


def _elsewhere(address: str, values: Mapping[str, str]) -> web.Response:
    mark = "&" if "?" in address else "?"
    return web.Response(status=303, headers={"Location": f"{address}{mark}{urlencode(values)}"})


def _failed(problem: str, error: object) -> web.Response:
    log.warning("somebody could not sign in by single sign-on", problem=problem, reason=str(error))
    return see_other(f"/sign-in?problem={problem}")
