"""Addresses of clients: which are trusted, and who speaks through a proxy that is. Pure.

What a header says of the client is believed from trusted peers only, and only the kind of header that they write:
whoever else may send the other kind could choose an address, or a host that pages and caches are made for.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from proxy.headers import Pairs, joined

Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
Forwarding = Literal["x-forwarded", "forwarded"]

# RFC 7239 4: token=value pairs, values are tokens or quoted strings.
_PAIR: Final = re.compile(r'\s*([!#$%&\'*+\-.^_`|~\w]+)=("(?:[^"\\]|\\.)*"|[^\s",;]*)\s*')
_NODE: Final = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\w+)?|(\d+\.\d+\.\d+\.\d+)(?::\w+)?|([0-9A-Fa-f]*:[0-9A-Fa-f:.]+)")


@dataclass(frozen=True, slots=True)
class Claim:
    """How a request reached the site."""

    client: str
    """The visitor's address; "" if it is not known: behind a proxy of this network that is not trusted."""
    scheme: str
    host: str


def is_trusted(peer: str, networks: Networks) -> bool:
    """Whether an address lies in one of the networks; an IPv4 address may come in IPv6 clothes."""
    address = _address(peer)
    return address is not None and any(address in network for network in networks)


def networks_of(names: Iterable[str]) -> Networks:
    """The networks of these names, such as `10.0.0.0/8`."""
    return tuple(ipaddress.ip_network(name, strict=False) for name in names)


def is_one(peer: str, networks: Networks) -> bool:
    """Whether a peer is one client, not a proxy that speaks for many, be it trusted or only likely one."""
    return not is_trusted(peer, networks) and bool(direct(peer, "", "").client)


def direct(peer: str, scheme: str, host: str) -> Claim:
    """A request of a peer that is not trusted: only its own address counts.

    A loopback or private one is most likely a web server before this proxy that nobody has named in the settings, and
    speaks for many visitors.
    """
    address = _address(peer)
    hidden = address is None or address.is_loopback or address.is_private
    return Claim("" if hidden else str(address), scheme, host)


def forwarded(headers: Pairs, kind: Forwarding, networks: Networks, seen: Claim) -> Claim:
    """What a trusted peer says; `seen` is what stands where it says nothing."""
    read = _by_forwarded if kind == "forwarded" else _by_x_forwarded
    nodes, scheme, host = read(headers)
    return Claim(
        client=_nearest(nodes, networks) or seen.client,
        scheme=scheme.lower() if scheme.lower() in ("http", "https") else seen.scheme,
        host=host or seen.host,
    )


def elements_of_forwarded(value: str) -> tuple[dict[str, str], ...]:
    """The elements of a Forwarded header (RFC 7239 4), nearest last; () if it is not well-formed."""
    found: list[dict[str, str]] = [{}]
    at = 0
    while at < len(value):
        if value[at] in ",; \t":
            found += [{}] if value[at] == "," else []
            at += 1
            continue
        pair = _PAIR.match(value, at)
        if pair is None or pair.end() == at or (pair.end() < len(value) and value[pair.end()] not in ",;"):
            return ()
        found[-1][pair[1].lower()] = _unquoted(pair[2])
        at = pair.end()
    return tuple(found)


def subscriber(address: str) -> str:
    """Whose limits an address counts for: of IPv6, one subscriber has a whole /64 (RFC 6177)."""
    if ":" not in address:
        return address
    return str(ipaddress.IPv6Network((address, 64), strict=False))


def _by_forwarded(headers: Pairs) -> tuple[list[str], str, str]:
    value = joined(headers, "forwarded")
    # The last element is the nearest proxy's own word; those before it may come from anyone, even a quotation mark
    # that is never closed.
    elements = elements_of_forwarded(value) or elements_of_forwarded(value.rpartition(",")[2])
    last = elements[-1] if elements else {}
    return [each.get("for", "") for each in elements], last.get("proto", ""), last.get("host", "")


def _by_x_forwarded(headers: Pairs) -> tuple[list[str], str, str]:
    lists = (joined(headers, name).split(",") for name in ("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"))
    nodes, schemes, hosts = ([part.strip() for part in each] for each in lists)
    return nodes, schemes[-1], hosts[-1]


def _nearest(nodes: list[str], networks: Networks) -> str:
    """The last node that is not a proxy of ours: everything before it may be made up (RFC 7239 8.1)."""
    for node in reversed(nodes):
        found = _NODE.fullmatch(node)
        address = _address(found[1] or found[2] or found[3]) if found else None
        if address is None:
            return ""
        if not is_trusted(str(address), networks):
            return str(address)
    return ""


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
