"""Whether an ID token is genuine, meant for us, and the answer to our question (OpenID Connect Core 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from proxy.desk.accounts.single.errors import SingleSignOnError

# Signatures only: with "none" or a shared secret, whoever knows the public key could write tokens.
ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
_DRIFT: Final = 60  # seconds that clocks may differ
_OLDEST: Final = 600


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token has to say."""

    issuer: str
    client_id: str
    nonce: str
    now: int


def claims_of(token: str, keys: KeySet, expected: Expected) -> Mapping[str, Any]:
    """Return what a token says; raises `SingleSignOnError`."""
    try:
        read = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        rules = jwt.JWTClaimsRegistry(
            now=expected.now,
            leeway=_DRIFT,
            iss={"essential": True, "value": expected.issuer},
            aud={"essential": True, "value": expected.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": expected.nonce},
        )
        rules.validate(read.claims)
    except (JoseError, ValueError, TypeError) as failure:
        message = f"the ID token is not accepted: {type(failure).__name__}: {failure}"
        raise SingleSignOnError(message) from failure
    claims = read.claims
    audience, party = claims["aud"], claims.get("azp", expected.client_id)
    several = isinstance(audience, list) and len(audience) > 1
    if party != expected.client_id or (several and "azp" not in claims):
        message = f'the ID token is for "{party}", not for "{expected.client_id}" alone'
        raise SingleSignOnError(message)
    if expected.now - int(claims["iat"]) > _OLDEST:
        message = "the ID token is old"
        raise SingleSignOnError(message)
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        message = "the ID token names nobody"
        raise SingleSignOnError(message)
    return claims
