"""Which addresses the origin's connections may go to, judged at the moment of connecting.

A name can lead elsewhere tomorrow (DNS rebinding), so the address is judged that the socket is made for, and no other.
Knows addresses only, neither HTTP nor URLs.
"""

import errno
import ipaddress
import socket
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# RFC 6052 2.1: the last 32 bits are an IPv4 address.
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_SHARED: Final = ipaddress.IPv4Network("100.64.0.0/10")  # RFC 6598: inside of a provider's network


class Kind(StrEnum):
    """The kind of network an address belongs to."""

    LOOPBACK = "loopback"
    PRIVATE = "private"
    PUBLIC = "public"
    LINK_LOCAL = "link-local"
    SPECIAL = "special"
    """Multicast, unspecified, reserved: nobody's address."""


_NEVER: Final = frozenset({Kind.LINK_LOCAL, Kind.SPECIAL})
"""Not without being named in the settings: cloud machines answer with their secrets on link-local addresses."""


class AddressRefusedError(OSError):
    """The origin's name leads to an address where it may not be."""


def embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one only wraps (RFC 4291 2.5.5.2, RFC 6052, RFC 3056, RFC 4380), or itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    inner = address.ipv4_mapped or address.sixtofour
    return inner or (address.teredo[1] if address.teredo else address)


def kind_of(address: Address) -> Kind:
    """The kind of an address; of a wrapped one, that of what is inside."""
    address = embedded(address)
    if address.is_loopback:
        return Kind.LOOPBACK
    if address.is_link_local:
        return Kind.LINK_LOCAL
    if address.is_multicast or address.is_unspecified:
        return Kind.SPECIAL
    if address in _SHARED if isinstance(address, ipaddress.IPv4Address) else address.is_site_local:
        return Kind.PRIVATE
    if address.is_global:
        return Kind.PUBLIC
    return Kind.PRIVATE if address.is_private and not address.is_reserved else Kind.SPECIAL


class AddressGuard:
    """Lets the origin's connections go to its own networks only.

    With `networks`, those. Without, the kinds of network that the origin's name led to when it was first resolved:
    a name that was public may not become internal later, nor the other way round.
    """

    def __init__(self, networks: Iterable[Network]) -> None:
        self._networks = tuple(networks)
        self._kinds: frozenset[Kind] = frozenset()

    def learn(self, addresses: Iterable[str]) -> None:
        """Take the kinds of these addresses for the origin's own, if none are known yet."""
        if not self._kinds:
            self._kinds = frozenset(kind_of(_address(text)) for text in addresses) - _NEVER

    def check(self, text: str) -> None:
        """Raise `AddressRefusedError` if the origin may not be at this address."""
        address = _address(text)
        if self._networks:
            inner = embedded(address)
            if not any(each in network for network in self._networks for each in (address, inner)):
                message = f"{text} lies in none of origin.networks"
                raise AddressRefusedError(errno.EACCES, message)
            return
        kind = kind_of(address)
        if kind not in self._kinds:
            known = " and ".join(sorted(self._kinds)) or "no network it may lie in"
            message = (
                f"the website's name leads to {text}, which is {kind}; it led to {known} at first: "
                "if that is right, restart or set origin.networks"
            )
            raise AddressRefusedError(errno.EACCES, message)

    def socket(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """A socket for one address of `getaddrinfo`, if the origin may be there; raises `AddressRefusedError`."""
        family, kind, protocol, _, place = info
        self.check(str(place[0]))
        return socket.socket(family, kind, protocol)


class LearningResolver(AbstractResolver):
    """Another resolver, whose first answer tells the guard what is the origin's own."""

    def __init__(self, resolver: AbstractResolver, guard: AddressGuard) -> None:
        self._resolver = resolver
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """What the other resolver says."""
        found = await self._resolver.resolve(host, port, family)
        self._guard.learn(each["host"] for each in found)
        return found

    async def close(self) -> None:
        """Close the other resolver."""
        await self._resolver.close()


def _address(text: str) -> Address:
    """An address as `getaddrinfo` writes it, perhaps with a zone."""
    return ipaddress.ip_address(text.partition("%")[0])
