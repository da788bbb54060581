"""What the visitor asked for, as a frozen value.

The target is the request's own bytes, percent-encodings untouched. Forwarded headers are believed only from
trusted peers: whoever else sends them could otherwise choose the host that pages and caches are made for.
"""

import hashlib
import ipaddress
import re
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from proxy.headers import Pairs, first, pairs_of

Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]

# Programs that read pages for others: search engines, link previews, archives. "CUBOT" is a telephone.
_BOT: Final = re.compile(
    r"(?<!cu)bot\b|bot/|crawl|spider|slurp|externalhit|archiver|preview|feedfetcher|mediapartners|validator"
    r"|^curl/|^wget/|^python|^go-http|^java/|headlesschrome|lighthouse",
    re.IGNORECASE,
)
_FORWARDED_PART: Final = re.compile(r'(?:^|;)\s*(host|proto)\s*=\s*"?([^";]+)"?', re.IGNORECASE)


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


def visitor_of(request: web.BaseRequest, trusted_networks: Networks, salt: bytes) -> Visitor:
    """The visitor behind a request; `salt` is new with every start, so that keys cannot be traced back."""
    headers = pairs_of(request.raw_headers)
    peer = request.remote or ""
    trusted = is_trusted(peer, trusted_networks)
    scheme, host = request.scheme, first(headers, "host")
    if trusted:
        scheme, host = forwarded(headers, scheme, host)
    agent = first(headers, "user-agent")
    cookie = first(headers, "cookie")
    return Visitor(
        method=request.method,
        target=request.raw_path,
        scheme=scheme,
        host=host.lower(),
        peer=peer,
        trusted=trusted,
        headers=headers,
        is_bot=is_bot(agent),
        has_cookies=bool(cookie),
        key=visitor_key((cookie, agent, peer), salt),
    )


def is_bot(agent: str) -> bool:
    """Whether a User-Agent names a program that reads for others; none at all is one too."""
    return not agent or _BOT.search(agent) is not None


def is_trusted(peer: str, networks: Networks) -> bool:
    """Whether an address lies in one of the networks; an IPv4 address may come in IPv6 clothes."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return any(each in network for network in networks for each in (address, mapped) if each is not None)


def forwarded(headers: Pairs, scheme: str, host: str) -> tuple[str, str]:
    """Scheme and host as a trusted proxy reports them: Forwarded (RFC 7239) first, then X-Forwarded-*."""
    # The last element is the nearest proxy's own word; those before it may come from anyone.
    element = first(headers, "forwarded").rpartition(",")[2]
    named = {name.lower(): value.strip() for name, value in _FORWARDED_PART.findall(element)}
    proto = named.get("proto") or first(headers, "x-forwarded-proto").rpartition(",")[2].strip()
    name = named.get("host") or first(headers, "x-forwarded-host").rpartition(",")[2].strip()
    return (proto.lower() if proto.lower() in ("http", "https") else scheme), name or host


def visitor_key(parts: tuple[str, ...], salt: bytes) -> bytes:
    """A keyed hash of what distinguishes visitors."""
    text = "\0".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, key=salt, digest_size=16).digest()
