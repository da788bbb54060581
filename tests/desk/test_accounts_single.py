"""The city's single sign-on: against a real provider in a process of its own, and token by token."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from desk.running import Client, RunningDesk, running_desk
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from loopback import handling, serving
from pydantic import ValidationError
from yarl import URL

from proxy.desk.accounts.links import LinkStore
from proxy.desk.accounts.passwords import new_hasher
from proxy.desk.accounts.records import Draft
from proxy.desk.accounts.single.errors import SingleSignOnError
from proxy.desk.accounts.single.groups import draft_of
from proxy.desk.accounts.single.id_token import Expected, claims_of
from proxy.desk.accounts.single.journey import Journey, journey_of
from proxy.desk.accounts.single.provider import Provider
from proxy.desk.accounts.tokens import checksum
from proxy.desk.permissions import Role
from proxy.settings import SignOnSettings

ROLES = {"redaktion": "editor", "begriffe": "terminologist", "leitung": "admin"}
NOW = 1_800_000_000


@dataclass
class Idp:
    """A running provider, at which the desk is registered."""

    url: str
    http: aiohttp.ClientSession
    secret_file: Path
    client_id: str = ""

    async def knows(self, subject: str, **claims: object) -> None:
        """Give somebody these claims."""
        async with self.http.put(f"{self.url}/users/{subject}", json=claims) as got:
            assert got.status == 204

    def settings(self, **more: object) -> dict[str, object]:
        return {
            "issuer": self.url,
            "client_id": self.client_id,
            "client_secret_file": self.secret_file,
            "roles": ROLES,
            "languages": {"türkisch": "tr"},
            **more,
        }


@asynccontextmanager
async def provider(folder: Path) -> AsyncIterator[Idp]:
    """Start oidc-provider-mock."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = (sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "-r", "true", "-n", "true")
    process = await asyncio.create_subprocess_exec(
        *command,
        env=os.environ | {"NO_COLOR": "1"},
        stderr=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with aiohttp.ClientSession() as http:
            async with asyncio.timeout(60):
                while True:
                    try:
                        async with http.get(f"{url}/jwks"):
                            break
                    except aiohttp.ClientError:
                        await asyncio.sleep(0.1)
            yield Idp(url, http, folder / "secret")
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def both(folder: Path, **more: object) -> AsyncIterator[tuple[RunningDesk, Idp]]:
    """The provider and the desk; the desk's port is fixed before, because the provider wants to know its address."""
    async with provider(folder) as idp:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        base = f"http://127.0.0.1:{port}/.stadtlotse/desk"
        body = {"redirect_uris": [f"{base}/sign-in/single/back"], "token_endpoint_auth_method": "client_secret_basic"}
        async with idp.http.post(f"{idp.url}/oauth2/clients", json=body) as got:
            registered = await got.json()
        idp.client_id = registered["client_id"]
        idp.secret_file.write_text(registered["client_secret"] + "\n")
        async with running_desk(folder, sign_on=idp.settings(**more), port=port) as desk:
            yield desk, idp


async def to_provider(client: Client, to: str = "/account") -> URL:
    async with client.get(f"/sign-in/single?to={to}") as got:
        assert got.status == 303
        return URL(got.headers["Location"])


async def agreed(idp: Idp, question: URL, subject: str) -> URL:
    """What the provider sends the browser back with, once somebody has signed in there."""
    async with idp.http.post(question, data={"sub": subject}, allow_redirects=False) as got:
        return URL(got.headers["Location"])


async def journey(desk: RunningDesk, idp: Idp, client: Client, subject: str, to: str = "/account") -> str:
    """All of it; returns where it ends."""
    back = await agreed(idp, await to_provider(client, to), subject)
    desk.clock.seconds = time.time()
    async with client.http.get(back, allow_redirects=False) as got:
        assert got.status == 303
        return got.headers["Location"].removeprefix("/.stadtlotse/desk")


async def test_somebody_of_the_city_comes_in_with_the_roles_of_the_groups(tmp_path: Path) -> None:
    async with both(tmp_path) as (desk, idp), desk.stranger() as client:
        await idp.knows("s-1", preferred_username="Olga", groups=["redaktion", "türkisch", "fußball"])
        question = await to_provider(client)
        assert question.query["scope"] == "openid profile email"
        assert question.query["code_challenge_method"] == "S256"
        assert await journey(desk, idp, client, "s-1", "/account?x=1") == "/account?x=1"
        record = desk.accounts.named("olga")
        assert record is not None
        assert record.draft == Draft("Olga", frozenset({Role.EDITOR}), frozenset({"tr"}))
        async with client.get("/account") as got:
            assert got.status == 200
            assert "Neues Passwort" not in await got.text(), "whoever comes by single sign-on has none here"
        await idp.knows("s-1", preferred_username="Renamed", groups=["begriffe", "leitung"])
        await journey(desk, idp, client, "s-1")
        again = desk.accounts.get(record.id)
        assert again is not None
        assert again.draft.roles == {Role.TERMINOLOGIST, Role.ADMIN}
        assert again.name == "Olga"
        async with client.get("/accounts") as got:
            assert got.status == 200
        async with client.http.post(desk.at("/sign-out"), allow_redirects=False) as got:
            assert got.status == 403, "without the token nobody is signed out"
        assert {"account.create", "account.change"} < {line.action for line in desk.accounts.audit.newest()}


async def test_who_may_not_come_in_is_told_why(tmp_path: Path) -> None:
    async with both(tmp_path) as (desk, idp):
        await idp.knows("nobody", preferred_username="Nobody", groups=["fußball"])
        await idp.knows("twin", preferred_username="anna", groups=["redaktion"])
        await idp.knows("gone", preferred_username="Gone", groups=["redaktion"])
        await asyncio.to_thread(desk.account, "Anna", "editor")
        async with desk.stranger() as client:
            assert await journey(desk, idp, client, "nobody") == "/sign-in?problem=single-no-role"
            assert await journey(desk, idp, client, "twin") == "/sign-in?problem=single-name-taken"
            async with client.get("/sign-in?problem=single-name-taken") as got:
                assert "gibt hier schon ein Konto" in await got.text()
            assert await journey(desk, idp, client, "gone") == "/account"
            record = desk.accounts.named("gone")
            assert record is not None
            draft = Draft("Gone", record.draft.roles, disabled=True)
            await asyncio.to_thread(desk.accounts.change, record.id, record.revision, draft, "x")
            async with client.get("/account") as got:
                assert got.status == 303
            assert await journey(desk, idp, client, "gone") == "/sign-in?problem=single-disabled"
        assert desk.accounts.named("nobody") is None


async def test_an_answer_counts_in_the_browser_that_asked_and_once(tmp_path: Path) -> None:
    async with both(tmp_path) as (desk, idp), desk.stranger() as victim, desk.stranger() as attacker:
        await idp.knows("s", preferred_username="Mallory", groups=["redaktion"])
        back = await agreed(idp, await to_provider(attacker), "s")
        desk.clock.seconds = time.time()
        failed = "/.stadtlotse/desk/sign-in?problem=single"
        async with victim.http.get(back, allow_redirects=False) as got:
            assert got.headers["Location"] == failed, "the attacker's answer signs nobody else in"
        await to_provider(victim)
        async with victim.http.get(back, allow_redirects=False) as got:
            assert got.headers["Location"] == failed
        async with attacker.http.get(back.update_query(state="x"), allow_redirects=False) as got:
            assert got.headers["Location"] == failed
        for query in ("error=access_denied", "code=wrong", ""):
            journey_url = await to_provider(attacker)
            target = back.with_query(f"state={journey_url.query['state']}&{query}")
            async with attacker.http.get(target, allow_redirects=False) as got:
                assert got.headers["Location"] == failed, query
        good = await agreed(idp, await to_provider(attacker), "s")
        async with attacker.http.get(good, allow_redirects=False) as got:
            assert got.headers["Location"] == "/.stadtlotse/desk/account"
        async with attacker.http.get(good, allow_redirects=False) as got:
            assert got.headers["Location"] == failed


async def test_passwords_can_be_switched_off_and_leaving_leads_to_the_provider(tmp_path: Path) -> None:
    async with both(tmp_path, passwords=False, label="Stadt-Konto") as (desk, idp), desk.stranger() as client:
        await idp.knows("s", preferred_username="Olga", groups=["redaktion"])
        async with client.get("/sign-in") as got:
            text = await got.text()
            assert "Stadt-Konto" in text
            assert 'type="password"' not in text
        await journey(desk, idp, client, "s")
        token = next(cookie.value for cookie in client.http.cookie_jar if "session" in cookie.key)
        signed_in = Client(client.http, client.base, checksum(token, "csrf"))
        async with signed_in.post("/sign-out") as got:
            assert got.headers["Location"] == "/.stadtlotse/desk/signed-out?single=yes"
        async with client.get("/signed-out/single") as got:
            assert got.headers["Location"].startswith(f"{idp.url}/oauth2/end_session?client_id=")
        kept = await asyncio.to_thread(new_hasher().hash, "drei grüne Esel tanzen")
        record = await asyncio.to_thread(desk.account, "local", "admin", password=kept)
        async with client.post("/sign-in", {"name": "local", "password": "drei grüne Esel tanzen"}) as got:
            assert got.status == 200
            assert 'type="password"' not in await got.text()
        link = await asyncio.to_thread(LinkStore(desk.database, 3600, desk.clock).to_password, record.id)
        async with client.get(f"/password?token={link}") as got:
            assert got.status == 410


async def test_a_provider_that_is_down_does_not_keep_others_from_signing_in(tmp_path: Path) -> None:
    settings = {"issuer": "http://127.0.0.1:9", "client_id": "x", "roles": {"a": "editor"}}
    async with running_desk(tmp_path, sign_on=settings) as desk, desk.stranger() as client:
        async with client.get("/sign-in/single") as got:
            assert got.headers["Location"] == "/.stadtlotse/desk/sign-in?problem=single"
        async with client.get("/sign-in") as got:
            assert 'type="password"' in await got.text()


# What a token must say, case by case, signed with real keys.

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
CURVE = ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})
KEYS = KeySet.import_key_set({"keys": [KEY.as_dict(private=False), CURVE.as_dict(private=False)]})
EXPECTED = Expected("https://login.example", "desk", "n-1", NOW)
CLAIMS: Mapping[str, object] = {
    "iss": "https://login.example",
    "aud": "desk",
    "sub": "s",
    "exp": NOW + 300,
    "iat": NOW,
    "nonce": "n-1",
}


def signed(changes: Mapping[str, object], algorithm: str = "RS256") -> str:
    key: Any = {"RS256": KEY, "ES256": CURVE}[algorithm]
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"aud": ["desk"]},
        {"aud": ["desk", "other"], "azp": "desk"},
        {"exp": NOW - 59},
        {"iat": NOW + 60},
        {"iat": NOW - 600},
    ],
)
def test_a_token_that_is_right_is_accepted(changes: dict[str, object]) -> None:
    for algorithm in ("RS256", "ES256"):
        assert claims_of(signed(changes, algorithm), KEYS, EXPECTED)["sub"] == "s"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://login.example/"},
        {"iss": None},
        {"aud": "other"},
        {"aud": ["other"]},
        {"aud": None},
        {"aud": ["desk", "other"]},
        {"aud": ["desk", "other"], "azp": "other"},
        {"azp": "other"},
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
        {"exp": NOW - 61},
        {"exp": None},
        {"exp": "soon"},
        {"iat": NOW + 61},
        {"iat": NOW - 601},
        {"iat": None},
        {"nonce": "n-2"},
        {"nonce": None},
        {"nbf": NOW + 61},
    ],
)
def test_a_token_that_says_something_else_is_not(changes: dict[str, object]) -> None:
    with pytest.raises(SingleSignOnError):
        claims_of(signed(changes), KEYS, EXPECTED)


def test_a_token_that_is_not_signed_by_the_provider_is_not_accepted() -> None:
    foreign = RSAKey.generate_key(2048, {"kid": "one"})
    body = encoded(json.dumps(CLAIMS).encode())
    none = encoded(b'{"alg":"none","kid":"one"}')
    head = encoded(b'{"alg":"HS256","kid":"one"}')
    shared = f"{head}.{body}"
    tokens = [
        jwt.encode({"alg": "RS256", "kid": "one"}, dict(CLAIMS), foreign),
        jwt.encode({"alg": "RS256", "kid": "three"}, dict(CLAIMS), KEY),
        f"{shared}.{encoded(hmac.digest(KEY.as_pem(private=False), shared.encode(), 'sha256'))}",
        f"{none}.{body}.",
        signed({})[:-4] + "AAAA",
        "",
        "x.y.z",
    ]
    for token in tokens:
        with pytest.raises(SingleSignOnError):
            claims_of(token, KEYS, EXPECTED)


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_what_a_browser_takes_along_tells_nothing_of_each_other() -> None:
    journey_ = Journey("token", "/terms?x=ä;b")
    assert journey_of(journey_.cookie) == journey_
    assert len({"token", journey_.state, journey_.nonce, journey_.verifier, journey_.challenge}) == 5
    digest = sha256(journey_.verifier.encode()).digest()
    assert base64.urlsafe_b64decode(journey_.challenge + "=") == digest
    assert 43 <= len(journey_.verifier) <= 128
    assert journey_of("") is None
    assert journey_of("x") is None


@pytest.mark.parametrize(
    ("claims", "draft"),
    [
        ({"preferred_username": "Olga", "groups": ["redaktion"]}, Draft("Olga", frozenset({Role.EDITOR}))),
        (
            {"preferred_username": "Olga", "groups": "redaktion leitung"},
            Draft("Olga", frozenset({Role.EDITOR, Role.ADMIN})),
        ),
        ({"preferred_username": "Olga", "groups": ["begriffe", "tr"]}, Draft("Olga", frozenset({Role.TERMINOLOGIST}))),
        ({"email": "o@stadt.example", "groups": [5, None]}, Draft("o@stadt.example", frozenset())),
        ({"preferred_username": "<b>", "sub": "4f-2a"}, Draft("sso 4f2a", frozenset())),
    ],
)
def test_groups_become_roles_and_languages(claims: dict[str, object], draft: Draft) -> None:
    settings = SignOnSettings.model_validate(
        {"issuer": "https://x.example", "client_id": "x", "roles": ROLES, "languages": {"tr": "tr"}}
    )
    assert draft_of(claims, settings) == draft


@pytest.mark.parametrize(
    "values",
    [
        {"issuer": "http://login.example", "client_id": "x", "roles": {"a": "editor"}},
        {"issuer": "https://login.example?x", "client_id": "x", "roles": {"a": "editor"}},
        {"issuer": "ftp://login.example", "client_id": "x", "roles": {"a": "editor"}},
        {"issuer": "https://login.example", "client_id": "x"},
        {"issuer": "https://login.example", "roles": {"a": "editor"}},
        {"issuer": "https://login.example", "client_id": "x", "roles": {"a": "king"}},
        {"issuer": "https://login.example", "client_id": "x", "roles": {"a": "editor"}, "languages": {"b": "xx"}},
        {"passwords": False},
    ],
)
def test_settings_that_would_not_be_safe_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SignOnSettings.model_validate(values)


async def test_a_provider_is_believed_only_under_its_own_name_and_over_https() -> None:
    said: dict[str, object] = {}

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/redirected/.well-known/openid-configuration":
            raise web.HTTPFound("/.well-known/openid-configuration")
        return web.json_response(said)

    async with serving(handling(answer)) as url:
        good: dict[str, object] = {
            "issuer": url,
            "authorization_endpoint": f"{url}/a",
            "token_endpoint": f"{url}/t",
            "jwks_uri": f"{url}/k",
        }

        async def asked(place: str, changes: Mapping[str, object]) -> None:
            said.clear()
            said.update({**good, "issuer": place, **changes})
            await Provider(place, "x", None, time.time).metadata()

        await asked(url, {})
        for changes in (
            {"issuer": f"{url}/"},
            {"token_endpoint": "http://login.example/t"},
            {"jwks_uri": ""},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"userinfo_endpoint": "http://login.example/u"},
        ):
            with pytest.raises(SingleSignOnError):
                await asked(url, changes)
        with pytest.raises(SingleSignOnError):
            await asked(f"{url}/redirected", {})


async def test_keys_are_kept_and_fetched_again_for_a_new_one_once_a_minute() -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        if request.path == "/keys":
            return web.json_response({"keys": [KEY.as_dict(private=False), {"kty": "oct", "k": "AAAA"}]})
        base = str(request.url.origin())
        names = {"authorization_endpoint": f"{base}/a", "token_endpoint": f"{base}/t", "jwks_uri": f"{base}/keys"}
        return web.json_response({"issuer": base, **names})

    now = [1000.0]
    async with serving(handling(answer)) as url:
        provider_ = Provider(url, "x", None, lambda: now[0])
        first = await provider_.keys()
        assert len(first.keys) == 1, "shared secrets are no keys of a provider"
        assert await provider_.keys() is first
        assert await provider_.keys(but=first) is first, "just fetched"
        now[0] += 61
        assert await provider_.keys(but=first) is not first
        assert asked.count("/keys") == 2
        now[0] += 3601
        await provider_.keys()
        assert asked.count("/keys") == 3
        assert len(asked) == 5
