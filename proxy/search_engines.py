"""Is a program that calls itself a search engine's really theirs? Asked of DNS, both ways, as the engines say.

The address must lead to a name of the engine's, and that name back to the address: anybody can choose the name that an
address of theirs leads to, but nobody else can make the engine's name lead to it.
"""

import asyncio
import ipaddress
import socket
from collections import OrderedDict
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

# What each engine publishes of its crawlers: the word in User-Agent, and the domains of their addresses.
DOMAINS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "googlebot": (".googlebot.com", ".google.com"),
        "google-inspectiontool": (".googlebot.com", ".google.com"),
        "bingbot": (".search.msn.com",),
        "applebot": (".applebot.apple.com",),
        "yandex": (".yandex.ru", ".yandex.net", ".yandex.com"),
        "baiduspider": (".baidu.com", ".baidu.jp"),
        "seznambot": (".seznam.cz",),
        "petalbot": (".petalsearch.com", ".aspiegel.com"),
        "qwantbot": (".qwant.com",),
    }
)

_MOST_AT_ONCE: Final = 8  # look-ups: whoever claims to be an engine must not keep the resolver from its work
_REMEMBERED: Final = 10_000
_SECONDS_IF_TRUE: Final = 86_400.0
_SECONDS_IF_FALSE: Final = 3_600.0


class NameService(Protocol):
    """What is needed of DNS. Both raise `OSError` where there is no answer."""

    async def name(self, address: str) -> str:
        """The name that an address leads to."""
        ...

    async def addresses(self, name: str) -> tuple[str, ...]:
        """The addresses that a name leads to."""
        ...


class SystemNames:
    """The system's resolver, asked in threads."""

    async def name(self, address: str) -> str:
        """Reverse look-up."""
        return (await asyncio.get_running_loop().getnameinfo((address, 0), socket.NI_NAMEREQD))[0]

    async def addresses(self, name: str) -> tuple[str, ...]:
        """Forward look-up."""
        found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
        return tuple(str(each[4][0]) for each in found)


def domains_of(agent: str) -> tuple[str, ...]:
    """The domains of the engine that a User-Agent claims to be, () if it claims none."""
    lower = agent.lower()
    return next((domains for word, domains in DOMAINS.items() if word in lower), ())


class SearchEngines:
    """Verifies claims, and remembers what it found."""

    def __init__(self, names: NameService, seconds: float, clock: Callable[[], float]) -> None:
        """`seconds` is how long one verification may take; whoever cannot be verified in time is nobody, for now."""
        self._names = names
        self._seconds = seconds
        self._clock = clock
        self._known: OrderedDict[tuple[str, tuple[str, ...]], tuple[bool, float]] = OrderedDict()
        self._asking = 0

    async def is_one(self, agent: str, address: str) -> bool:
        """Whether a request with this User-Agent, from this address, is a search engine's."""
        domains = domains_of(agent)
        if not domains or not address:
            return False
        key = address, domains
        known = self._known.get(key)
        if known is not None and known[1] > self._clock():
            return known[0]
        if self._asking >= _MOST_AT_ONCE:
            return False
        self._asking += 1
        try:
            verified = await asyncio.wait_for(self._verified(address, domains), self._seconds)
        except TimeoutError:
            return False  # not remembered: the next request may find DNS faster
        finally:
            self._asking -= 1
        self._known[key] = verified, self._clock() + (_SECONDS_IF_TRUE if verified else _SECONDS_IF_FALSE)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return verified

    async def _verified(self, address: str, domains: tuple[str, ...]) -> bool:
        try:
            name = (await self._names.name(address)).lower().rstrip(".")
            if not name.endswith(domains):
                return False
            back = await self._names.addresses(name)
        except (OSError, UnicodeError):
            return False
        wanted = ipaddress.ip_address(address)
        return any(ipaddress.ip_address(each.partition("%")[0]) == wanted for each in back)
