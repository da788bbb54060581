"""Answers requests for remembered pages before they are parsed, with bytes that an answer by the full way has left.

A request is answered here only if it asks for nothing special (`plain_head`), if the page is in memory and may be used
as it is (`page_memory`), and if the visitor may ask (`admission`): else nothing happens here, and it goes the full way.
What is sent, counted and logged is the same either way.
"""

import asyncio
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final, TypeVar

from aiohttp import web

from cache import wishes
from cache.clock import Clock
from cache.freshness import State, current_age, state
from cache.http_date import written
from proxy import logs
from proxy.addresses import direct, is_trusted, subscriber
from proxy.admission import Admission, Kind, is_local
from proxy.answers import FACTS, REMEMBERED, Facts
from proxy.cache_status import CacheStatus
from proxy.codings import chosen
from proxy.headers import pairs_of
from proxy.metrics import Like, Metrics
from proxy.observing import RECORD, VIEWED, german_path
from proxy.own_cookies import without_ours
from proxy.page_memory import PageMemory, ReadyPage
from proxy.page_views import PageViews
from proxy.plain_head import PlainHead, PlainHeads
from proxy.prepared import Prepared, prepared
from proxy.record import Record
from proxy.site import Site
from proxy.visitor import is_bot, sender

_Count = Callable[[float], None]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_LONGEST_HEAD: Final = 8192
_COPIED_BYTES: Final = 16_384
_MOST_KNOWN: Final = 4096  # names, senders and so on, each of a kilobyte or two at most: see `plain_head`
_KINDS: Final = frozenset({Kind.HUMAN.value, Kind.LOCAL.value})
"""Who is answered here: of search engines it takes DNS to say who they are."""


@dataclass(frozen=True, slots=True)
class _Sender:
    """What follows from the connection, the Host, and what a proxy says."""

    scheme: str
    host: str
    client: str
    """For the limits of clients."""
    is_local: bool
    """A program that asks from there is one of this network itself."""


@dataclass(frozen=True, slots=True)
class _Named:
    """The page that visitors mean by an address, as long as pages need not be made anew."""

    key: bytes
    revision: str
    language: str


@dataclass(frozen=True, slots=True)
class _Sent:
    """An answer that is on its way, and to whom."""

    answer: Prepared
    peer: str
    kind: str
    left: float
    """Seconds of freshness."""
    lookup: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Audience:
    """Who hears of answers."""

    metrics: Metrics
    views: PageViews


class Quick:
    """Answers that are ready; use it from one event loop."""

    def __init__(self, site: Site, memory: PageMemory, admission: Admission, audience: Audience, clock: Clock) -> None:
        self.heads = PlainHeads(min(_LONGEST_HEAD, site.settings.server.max_header_bytes))
        self.answered = 0
        """How many requests were answered here."""
        self._site = site
        self._memory = memory
        self._admission = admission
        self._audience = audience
        self._clock = clock
        self._ignored = site.settings.cache.ignored_cookies
        self._named: dict[tuple[str, str, bytes], _Named] = {}
        self._senders: dict[tuple[str, bytes, tuple[bytes, ...]], _Sender] = {}
        self._bots: dict[bytes, bool] = {}
        self._codings: dict[bytes, str] = {}
        self._counters: dict[tuple[str, int, str], tuple[_Count, _Count]] = {}
        self._logs = site.settings.log.tells_requests
        self._turn = -1.0
        self._second, self._date = 0, b""

    def answer(self, head: PlainHead, peer: str, transport: asyncio.Transport) -> bool:
        """Answer if that is possible at once, else do nothing; tell which."""
        started = time.perf_counter()
        who = self._sender(head, peer)
        named = self._named.get((who.scheme, who.host, head.target))
        if named is None or named.revision != self._memory.revision:
            return False
        self._heed_marks()
        ready = self._memory.ready(named.key)
        now = self._clock()
        if ready is None or state(ready.page, now) is not State.FRESH or not self._may_have(head, ready):
            return False
        answer = ready.prepared.get((self._coding(head), head.none_match))
        kind = self._kind(head, who)
        if answer is None or not kind or not self._admission.may_ask(who.client):
            return False
        lookup = time.perf_counter() - started
        age = current_age(ready.page, now)
        left = ready.page.lifetime_seconds - age
        _write(transport, answer.head(self._now(), age, left), answer.body)
        self.answered += 1
        seconds = time.perf_counter() - started
        count, count_lookup = self._counter(named.language, answer.status, kind)
        count(seconds)
        count_lookup(lookup)
        if self._told:
            self._tell(head, named.language, _Sent(answer, peer, kind, left, lookup, seconds))
        return True

    def keep(self, request: web.BaseRequest, response: web.StreamResponse) -> None:
        """Keep what an answer by the full way is made of, if it can be sent again; hears of all answers."""
        remembered = response.get(REMEMBERED)
        if remembered is None or remembered.page.selecting or not isinstance(response, web.Response):
            return
        head = self._plain(request)
        if head is None or request[RECORD].client not in _KINDS or not response.keep_alive:
            return
        if head.none_match and (response.status, head.none_match.decode("ascii")) != (
            304,
            response.headers.get("ETag"),
        ):
            return  # of all ways to name it, only the one that browsers use: there is room for few answers of a page
        answer = prepared(
            f"HTTP/1.1 {response.status} {response.reason}",
            tuple(response.headers.items()),
            bytes(response.body) if isinstance(response.body, bytes) else b"",
            dated_here=not any(name.lower() == "date" for name, _ in remembered.page.headers),
        )
        if answer is not None:
            who = self._sender(head, request.remote or "")
            named = _Named(remembered.key, self._memory.revision, response.get(FACTS, Facts()).language)
            _kept(self._named, (who.scheme, who.host, head.target), named)
            self._memory.prepare(remembered.key, remembered.page, (self._coding(head), head.none_match), answer)

    def _plain(self, request: web.BaseRequest) -> PlainHead | None:
        """The head of a request that went the full way, if it need not have."""
        if request.version != (1, 1):
            return None
        rows = b"".join(b"%b: %b\r\n" % row for row in request.raw_headers)
        line = f"{request.method} {request.raw_path} HTTP/1.1\r\n".encode("utf-8", "surrogateescape")
        head = self.heads.read(line + rows + b"\r\n")
        return head if isinstance(head, PlainHead) else None

    # Who asks, and for what

    def _heed_marks(self) -> None:
        """Look if anything was purged, once in each turn of the event loop: what is read in one came before it."""
        turn = asyncio.get_running_loop().time()
        if turn != self._turn:
            self._turn = turn
            self._memory.heed_marks()

    def _sender(self, head: PlainHead, peer: str) -> _Sender:
        name = peer, head.host, head.forwarding
        known = self._senders.get(name)
        return _kept(self._senders, name, self._judged(head, peer)) if known is None else known

    def _judged(self, head: PlainHead, peer: str) -> _Sender:
        networks, forwarding = self._site.networks, self._site.settings.server.forwarding
        rows = (each.partition(b":") for each in head.forwarding)
        headers = pairs_of((name, value.strip(b" \t")) for name, _, value in rows)
        trusted = is_trusted(peer, networks)
        claim = sender(headers, direct(peer, "http", head.host.decode("ascii")), networks, forwarding, trusted=trusted)
        local = is_local(claim.client, headers, trusted=trusted)
        return _Sender(claim.scheme, claim.host, subscriber(claim.client), local)

    def _kind(self, head: PlainHead, who: _Sender) -> str:
        """What kind of client asks; "" if that cannot be said at once."""
        bot = self._bots.get(head.agent)
        if bot is None:
            bot = _kept(self._bots, head.agent, is_bot(head.agent.decode("ascii")))
        if not bot:
            return Kind.HUMAN.value
        return Kind.LOCAL.value if who.is_local else ""

    def _coding(self, head: PlainHead) -> str:
        coding = self._codings.get(head.encoding)
        return _kept(self._codings, head.encoding, chosen(head.encoding.decode("ascii"))) if coding is None else coding

    def _may_have(self, head: PlainHead, ready: ReadyPage) -> bool:
        """Law 7: whoever may be known gets only what is for everyone."""
        if not head.cookie or ready.page.for_everyone:
            return True
        cookies = without_ours((("cookie", head.cookie.decode("ascii")),))
        return not wishes.has_cookies(dict(cookies), self._ignored)

    # What is said of it

    def _now(self) -> bytes:
        second = int(time.time())
        if second != self._second:
            self._second, self._date = second, written(second).encode("ascii")
        return self._date

    def _counter(self, language: str, status: int, kind: str) -> tuple[_Count, _Count]:
        """What counts answers like this one, and their look-ups."""
        like = language, status, kind
        known = self._counters.get(like)
        if known is None:
            metrics = self._audience.metrics
            told = Like(language, status, _status(0.0), kind)
            known = self._counters[like] = metrics.count(told), metrics.count_stage("lookup", language)
        return known

    @property
    def _told(self) -> bool:
        """Whether anybody wants to hear of single answers."""
        return self._audience.views.wanted or self._logs

    def _tell(self, head: PlainHead, language: str, sent: _Sent) -> None:
        target, status = head.target.decode("ascii"), sent.answer.status
        if sent.kind == Kind.HUMAN.value and status in VIEWED:
            self._audience.views.count(german_path(target, language), language)
        if self._logs:
            address = sent.peer if self._site.settings.log.addresses else None
            line = logs.Line("GET", target, status, len(sent.answer.body), sent.seconds, address)
            record = Record({"lookup": sent.lookup}, sent.kind)
            logs.access(line, Facts(language, _status(sent.left), complete=True), record)


def _write(transport: asyncio.Transport, head: bytes, body: bytes) -> None:
    """Send both; copying a small body costs less than a second write."""
    if len(body) <= _COPIED_BYTES:
        transport.write(head + body)
        return
    transport.write(head)
    transport.write(body)


def _status(left: float) -> str:
    return str(CacheStatus(hit=True, ttl=left))


def _kept(known: dict[K, V], name: K, value: V) -> V:
    """Remember a value; of too many, all are forgotten, for they can be had again."""
    if len(known) >= _MOST_KNOWN:
        known.clear()
    known[name] = value
    return value
