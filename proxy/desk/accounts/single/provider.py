"""The provider of the single sign-on: what it says of itself (OpenID Connect Discovery 1.0), its keys, its tokens.

What it says is kept for an hour; a token that is signed with an unknown key makes the keys be fetched again, once a
minute at most.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

import aiohttp
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from proxy.desk.accounts.single.errors import SingleSignOnError

_KEPT: Final = 3600
_KEYS_AGAIN: Final = 60
_LARGEST: Final = 1 << 20
_TIME: Final = aiohttp.ClientTimeout(total=10)
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_KINDS: Final = frozenset({"RSA", "EC", "OKP"})


@dataclass(frozen=True, slots=True)
class Metadata:
    """The provider's addresses."""

    authorization: str
    token: str
    keys: str
    user_info: str = ""
    end_session: str = ""
    names_itself: bool = False
    """It adds `iss` to its answers (RFC 9207)."""
    takes_basic: bool = True
    """It takes the secret in the Authorization header, as the standard has it, and not in the form."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a code was exchanged for."""

    id_token: str
    access_token: str


class Provider:
    """One provider; asked over its own connections, which know no cookies and follow no redirects."""

    def __init__(self, issuer: str, client_id: str, secret_file: Path | None, clock: Callable[[], float]) -> None:
        """Ask nothing yet: the provider may be down while the desk starts."""
        self.issuer = issuer
        self.client_id = client_id
        self._secret_file = secret_file
        self._clock = clock
        self._turn = asyncio.Lock()
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def metadata(self) -> Metadata:
        """Return the provider's addresses; raises `SingleSignOnError`."""
        async with self._turn:
            if self._metadata is None or self._clock() - self._metadata[0] > _KEPT:
                said = await self._get(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
                self._metadata = self._clock(), _metadata(said, self.issuer)
            return self._metadata[1]

    async def keys(self, *, but: KeySet | None = None) -> KeySet:
        """Return the keys that sign tokens; others than these if they are a minute old. Raises `SingleSignOnError`."""
        metadata = await self.metadata()
        async with self._turn:
            known, now = self._keys, self._clock()
            fresh = known is not None and now - known[0] <= (_KEYS_AGAIN if known[1] is but else _KEPT)
            if known is None or not fresh:
                known = self._keys = now, _key_set(await self._get(metadata.keys))
            return known[1]

    async def exchange(self, code: str, verifier: str, redirect: str) -> Tokens:
        """Return the tokens for a code (OpenID Connect Core 3.1.3); raises `SingleSignOnError`."""
        metadata = await self.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
            "client_id": self.client_id,
        }
        headers: dict[str, str] = {}
        secret = await asyncio.to_thread(self._secret)
        if secret and metadata.takes_basic:  # RFC 6749 2.3.1: both are encoded as in a form
            pair = f"{quote_plus(self.client_id)}:{quote_plus(secret)}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        elif secret:
            form["client_secret"] = secret
        said = await self._asked("POST", metadata.token, data=form, headers=headers)
        return Tokens(str(said.get("id_token", "")), str(said.get("access_token", "")))

    async def user_info(self, access_token: str) -> Mapping[str, Any]:
        """Return further claims (OpenID Connect Core 5.3), none where there is no such place."""
        metadata = await self.metadata()
        if not metadata.user_info or not access_token:
            return {}
        return await self._asked("GET", metadata.user_info, headers={"Authorization": f"Bearer {access_token}"})

    def _secret(self) -> str:
        if self._secret_file is None:
            return ""
        try:
            return self._secret_file.read_text("utf-8").strip()
        except OSError as failure:
            message = f"sign_on.client_secret_file cannot be read: {failure}"
            raise SingleSignOnError(message) from failure

    async def _get(self, url: str) -> Mapping[str, Any]:
        return await self._asked("GET", url)

    async def _asked(self, method: str, url: str, **options: Any) -> Mapping[str, Any]:
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIME, cookie_jar=aiohttp.DummyCookieJar()) as client,
                client.request(method, url, allow_redirects=False, **options) as answer,
            ):
                body = await answer.content.read(_LARGEST)
                said = json.loads(body) if answer.status == 200 else None
        except (aiohttp.ClientError, TimeoutError, ValueError) as failure:
            message = f"the provider gives no answer that can be read at {url}: {type(failure).__name__}: {failure}"
            raise SingleSignOnError(message) from failure
        if not isinstance(said, dict):
            message = f"the provider answers {answer.status} at {url}{_error(body)}"
            raise SingleSignOnError(message)
        return said


def _error(body: bytes) -> str:
    """What it says is wrong (RFC 6749 5.2); nothing else of its answer, in which there could be tokens."""
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    return f": {said['error']!s:.100}" if isinstance(said, dict) and "error" in said else ""


def _metadata(said: Mapping[str, Any], issuer: str) -> Metadata:
    if said.get("issuer") != issuer:
        message = f'the provider calls itself "{said.get("issuer")}", not "{issuer}": sign_on.issuer must be the same'
        raise SingleSignOnError(message)
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Metadata(
        authorization=_address(said, "authorization_endpoint"),
        token=_address(said, "token_endpoint"),
        keys=_address(said, "jwks_uri"),
        user_info=_address(said, "userinfo_endpoint", needed=False),
        end_session=_address(said, "end_session_endpoint", needed=False),
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        takes_basic="client_secret_basic" in methods,
    )


def _address(said: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
    """An address of the provider: https, but on this machine."""
    url = said.get(name, "")
    if not url and not needed:
        return ""
    parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return str(url)
    message = f'the provider\'s {name} "{url}" is no https address'
    raise SingleSignOnError(message)


def _key_set(said: Mapping[str, Any]) -> KeySet:
    keys = said.get("keys")
    usable = [
        key
        for key in (keys if isinstance(keys, list) else [])
        if isinstance(key, dict) and key.get("kty") in _KINDS and key.get("use", "sig") == "sig"
    ]
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, KeyError, TypeError) as failure:
        message = f"the provider's keys cannot be read: {failure}"
        raise SingleSignOnError(message) from failure
