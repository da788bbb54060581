"""What the visitor asked for, as a frozen value.

The target is the request's own bytes, percent-encodings untouched. Forwarded headers are believed only from
trusted peers: whoever else sends them could otherwise choose the host that pages and caches are made for.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Final

from aiohttp import web

from proxy.addresses import Claim, Forwarding, Networks, direct, forwarded, is_trusted
from proxy.headers import Pairs, first, pairs_of
from proxy.own_cookies import without_ours
from translation.order import Allowance

# Programs that read pages for others: search engines, link previews, archives. "CUBOT" is a telephone.
_BOT: Final = re.compile(
    r"(?<!cu)bot\b|bot/|crawl|spider|slurp|externalhit|archiver|preview|feedfetcher|mediapartners|validator"
    r"|^curl/|^wget/|^python|^go-http|^java/|headlesschrome|lighthouse",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """One request, without its body."""

    method: str
    target: str
    """As sent: `/x?y`, or absolute, or `*`."""
    scheme: str
    host: str
    """Lower-case authority the visitor used; "" if none was sent."""
    peer: str
    """Address of the other end of the connection."""
    trusted: bool
    """The peer is a proxy of the city's own."""
    headers: Pairs
    is_bot: bool
    has_cookies: bool
    key: bytes
    """Tells visitors apart without saying who they are."""
    client: str = ""
    """The visitor's own address, or "" if nobody trusted says it; see `addresses.direct`."""
    allowance: Allowance | None = None
    """How many words may be translated for this visitor; None: as many as there are."""


def visitor_of(request: web.BaseRequest, networks: Networks, forwarding: Forwarding, salt: bytes) -> Visitor:
    """The visitor behind a request; `salt` is new with every start, so that keys cannot be traced back."""
    headers = without_ours(pairs_of(request.raw_headers))
    peer = request.remote or ""
    trusted = is_trusted(peer, networks)
    claim = sender(headers, direct(peer, request.scheme, first(headers, "host")), networks, forwarding, trusted=trusted)
    agent = first(headers, "user-agent")
    cookie = first(headers, "cookie")
    return Visitor(
        method=request.method,
        target=request.raw_path,
        scheme=claim.scheme,
        host=claim.host,
        peer=peer,
        trusted=trusted,
        headers=headers,
        is_bot=is_bot(agent),
        has_cookies=bool(cookie),
        key=visitor_key((cookie, agent, claim.client or peer), salt),
        client=claim.client,
    )


def sender(headers: Pairs, seen: Claim, networks: Networks, forwarding: Forwarding, *, trusted: bool) -> Claim:
    """How a request reached the site: as it is seen here, or as the trusted peer says that brought it."""
    claim = forwarded(headers, forwarding, networks, seen) if trusted else seen
    return replace(claim, host=claim.host.lower())


def is_bot(agent: str) -> bool:
    """Whether a User-Agent names a program that reads for others; none at all is one too."""
    return not agent or _BOT.search(agent) is not None


def visitor_key(parts: tuple[str, ...], salt: bytes) -> bytes:
    """A keyed hash of what distinguishes visitors."""
    text = "\0".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, key=salt, digest_size=16).digest()
