"""The website behind a shared cache: what it said lately is said again without asking it, by RFC 9111.

Stands before `Origin` and is asked as that is. German pages, files and the originals of translated pages all go
through here, so that nine languages of one page cost one fetch. Decisions are made in `cache`; this joins them with
requests: what is stored, what is asked, what is written down meanwhile. Bodies go from the website to the disk and from
the disk to visitors, never whole into memory.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final

import structlog

from cache import freshness, validation, wishes
from cache.answers import AnswerCache, StoredAnswer
from cache.bodies import EMPTY
from cache.clock import Clock
from cache.freshness import State
from cache.vary import selects
from proxy.answer_heads import Asked, Rules, conditional, head_of, is_validated, length_of, merged
from proxy.cache_status import CacheStatus
from proxy.coalescing import Coalescing, Lead
from proxy.errors import OriginError
from proxy.filling import Fill
from proxy.headers import lowered, without
from proxy.origin import Origin, OriginAnswer, OriginRequest
from proxy.reply import Reply, reply_of
from proxy.stored_reply import Use, head_reply, stored_reply
from proxy.turns import Turns

log = structlog.stdlib.get_logger(__name__)

TURN_SECONDS: Final = 1.0
"""How long processes wait for each other: a visitor could read a large file meanwhile."""
FAILURES: Final = frozenset({500, 502, 503, 504})  # RFC 5861 4: answers in whose place a stale one is allowed
# RFC 9110 13.1.1 and 13.1.4: these ask about the website's own state, which a stored answer does not know.
_FOR_THE_WEBSITE: Final = frozenset({"if-match", "if-unmodified-since"})
_CONDITIONS: Final = frozenset({"if-none-match", "if-modified-since"})
_PARTS: Final = frozenset({"range", "if-range"})


@dataclass(frozen=True, slots=True)
class _Shared:
    """What one request's work gives the others."""

    source: StoredAnswer | Fill
    cache: CacheStatus


@dataclass(frozen=True, slots=True)
class _Ask:
    """One request on its way through the cache."""

    stack: AsyncExitStack
    url: str
    request: OriginRequest
    asked: dict[str, str]
    found: StoredAnswer | None
    state: State
    miss: str
    """Why the website is asked: RFC 9211 2.2."""
    lead: Lead[_Shared] | None = None
    behind: bool = False
    """Nobody reads the reply: it is asked for to be stored."""
    turn: AsyncExitStack | None = None
    """Ends this process's turn, for which others wait."""

    def use(self, age: float, cache: CacheStatus) -> Use:
        """How a stored answer is used for this request."""
        return Use(self.request.method, self.asked, int(age), cache)


class OriginCache:
    """Stored answers before the website."""

    def __init__(self, origin: Origin, answers: AnswerCache, rules: Rules, turns: Turns, clock: Clock) -> None:
        """`turns` are those of processes: they wait a moment for each other's answers to be stored."""
        self._origin = origin
        self._turns = turns
        self._answers = answers
        self._rules = rules
        self._clock = clock
        self._flights: Coalescing[_Shared] = Coalescing(rules.wait_seconds, clock)
        self._behind: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def answer(self, url: str, request: OriginRequest) -> AsyncIterator[Reply]:
        """Ask for `url`, the public address of what the request is for; raises `OriginError`."""
        async with AsyncExitStack() as stack:
            yield await self._answer(stack, url, request)

    async def forget(self, url: str) -> None:
        """Forget what is stored of a URL."""
        await asyncio.to_thread(self._answers.forget, url)

    async def close(self) -> None:
        """End what goes on behind the visitors' backs."""
        for task in self._behind:
            task.cancel()
        await asyncio.gather(*self._behind, return_exceptions=True)

    async def _answer(self, stack: AsyncExitStack, url: str, request: OriginRequest) -> Reply:
        asked = lowered(request.headers)
        if request.method not in ("GET", "HEAD"):
            return await self._passed(stack, request, "method")
        if request.body is not None or not _FOR_THE_WEBSITE.isdisjoint(asked):
            # A body is no part of the key, and cannot be sent twice.
            return await self._passed(stack, request, "bypass")
        wish = wishes.wish(asked)
        found, others = await asyncio.to_thread(self._answers.select, url, asked, self._rules.ignored_cookies)
        miss = "vary-miss" if others else "uri-miss"
        if found is not None and not wishes.usable(found.times.for_everyone, asked, self._rules.ignored_cookies):
            found, miss = None, "request"
        state = State.VALIDATE if found is None else freshness.state(found.times, self._clock(), wish)
        ask = _Ask(stack, url, request, asked, found, state, miss)
        if found is not None and state in (State.FRESH, State.STALE_REVALIDATE):
            reply = await self._stored(ask, found, CacheStatus(hit=True, ttl=self._ttl(found)))
            if reply is not None:
                if state is State.STALE_REVALIDATE and not self._flights.is_led(url):
                    self._later(self._revalidate(replace(ask, stack=AsyncExitStack())))
                return reply
            ask = replace(ask, found=None)
        if wish.only_if_cached:  # RFC 9111 section 5.2.1.7
            detail = "nothing stored can be used, and the request forbids to ask"
            return Reply(504, "Gateway Timeout", (("Content-Length", "0"),), CacheStatus(detail=detail))
        if not self._is_shareable(request, asked):
            return await self._asked(ask)
        return await self._together(ask)

    # Asking

    async def _passed(self, stack: AsyncExitStack, request: OriginRequest, why: str) -> Reply:
        answer = await stack.enter_async_context(self._origin.answer(request))
        return reply_of(answer, CacheStatus(forward=why, forward_status=answer.status))

    async def _together(self, ask: _Ask) -> Reply:
        """Ask, or wait for the request that asks for the same already."""
        word = await self._flights.join(ask.url)
        if isinstance(word, Lead):
            return await self._led(ask, word)
        if word.error is not None:
            raise word.error
        reply = await self._followed(ask, word.value) if word.value else None
        return reply or await self._asked(ask)

    async def _led(self, ask: _Ask, lead: Lead[_Shared]) -> Reply:
        try:
            async with AsyncExitStack() as turn:
                waited = await turn.enter_async_context(self._turns.turn(ask.url.encode()))
                ask = replace(ask, lead=lead, turn=turn)
                reply = await self._made_elsewhere(ask) if waited else None
                return reply or await self._asked(ask)
        except OriginError as error:
            lead.fail(error)
            raise
        finally:
            if not lead.lasts:
                lead.end()

    async def _made_elsewhere(self, ask: _Ask) -> Reply | None:
        """The reply that another process has had stored meanwhile, if it may be used."""
        found, _ = await asyncio.to_thread(self._answers.select, ask.url, ask.asked, self._rules.ignored_cookies)
        if found is None or freshness.state(found.times, self._clock()) is not State.FRESH:
            return None
        status = CacheStatus(hit=True, ttl=self._ttl(found), detail="fetched by another process")
        return await self._stored(ask, found, status)

    async def _followed(self, ask: _Ask, shared: _Shared) -> Reply | None:
        """The reply out of what another request brought; None if it is of no use for this one."""
        source, cache = shared.source, replace(shared.cache, collapsed=True)
        head = source if isinstance(source, StoredAnswer) else source.head
        if not selects(head.selecting, ask.asked, self._rules.ignored_cookies):
            return None
        if isinstance(source, StoredAnswer):
            return await self._stored(ask, source, cache)
        ask.stack.enter_context(source.reading())
        if source.length is None and not await source.whole(self._rules.wait_seconds):
            return None
        use = ask.use(freshness.current_age(head.times, self._clock()), cache)
        return head_reply(replace(head, body=replace(EMPTY, size=source.length or 0)), use) or _filled(source, use)

    async def _asked(self, ask: _Ask) -> Reply:
        """Ask the website, on the condition of what is stored, and store what it says."""
        request = conditional(ask.request, ask.found) if ask.found else ask.request
        started = self._clock()
        owner = AsyncExitStack()
        try:
            answer = await owner.enter_async_context(self._origin.answer(request))
        except OriginError:
            reply = await self._despite(ask, CacheStatus(forward=_why(ask), detail="website not reachable"))
            if reply is None:
                raise
            return reply
        async with owner:
            reply = await self._judged(ask, answer, started, owner)
            if reply is not None:
                return reply
        return await self._asked(replace(ask, found=None))

    async def _judged(self, ask: _Ask, answer: OriginAnswer, started: float, owner: AsyncExitStack) -> Reply | None:
        """The reply after the website has answered; None if it has to be asked again, for the whole."""
        cache = CacheStatus(forward=_why(ask), forward_status=answer.status)
        if ask.found is not None and answer.status in FAILURES:
            reply = await self._despite(ask, cache)
            if reply is not None:
                return reply
        if ask.found is not None and answer.status == 304 and is_validated(ask.request, ask.found):
            return await self._confirmed(ask, ask.found, answer, cache, started)
        if ask.request.method == "HEAD":
            if ask.found is not None and answer.status < 500:
                await self._after_head(ask, ask.found, answer, started)
            await ask.stack.enter_async_context(owner.pop_all())
            return reply_of(answer, cache)
        return await self._taken(ask, answer, cache, started, owner)

    async def _confirmed(
        self, ask: _Ask, found: StoredAnswer, answer: OriginAnswer, cache: CacheStatus, started: float
    ) -> Reply | None:
        """The reply after a 304; None if it spoke of something else."""
        renewed = await self._renewed(ask, found, answer, started)
        if renewed is None:
            return None
        if ask.lead is not None and self._ttl(renewed) <= 0:
            ask.lead.refuse()
        return await self._stored(ask, renewed, cache)

    async def _taken(
        self, ask: _Ask, answer: OriginAnswer, cache: CacheStatus, started: float, owner: AsyncExitStack
    ) -> Reply:
        """The website's answer, stored on its way if it may be."""
        refusal, head = head_of(ask.request.method, ask.asked, answer, Asked(started, self._clock()), self._rules)
        fill = await self._begun(ask, answer, head, cache) if head is not None else None
        if fill is None:
            if ask.found is not None and answer.status < 500 and answer.status != 304:
                await self.forget(ask.url)  # the website says something else now, that must not be kept
            if ask.lead is not None:
                ask.lead.refuse()
            await ask.stack.enter_async_context(owner.pop_all())
            return reply_of(answer, replace(cache, detail=refusal))
        self._start(fill, answer, ask, owner.pop_all())
        if not ask.behind:
            ask.stack.enter_context(fill.reading())
        status = replace(cache, stored=True)
        return Reply(answer.status, answer.reason, answer.headers, status, fill.read(leads=True))

    # Storing

    async def _begun(self, ask: _Ask, answer: OriginAnswer, head: StoredAnswer, cache: CacheStatus) -> Fill | None:
        """The file for a body; None where none can be written."""
        try:
            writing = await asyncio.to_thread(self._answers.begin)
        except OSError as error:
            log.warning("an answer cannot be stored", path=ask.request.target, reason=str(error))
            return None
        return Fill(head, cache, writing, length_of(answer))

    def _start(self, fill: Fill, answer: OriginAnswer, ask: _Ask, owner: AsyncExitStack) -> None:
        """Have the body written behind the visitor's back; the origin's answer belongs to that task now."""
        if ask.lead is not None:
            # RFC 9111 section 4: who waited may have it without asking only if it is fresh.
            if self._ttl(fill.head) > 0:
                ask.lead.share(_Shared(fill, fill.status), lasts=True)
            else:
                ask.lead.refuse()
        fill.task = self._later(self._fill(fill, answer, ask, owner))
        if ask.turn is not None:
            self._later(_end_turn(ask.turn.pop_all(), fill.task))

    async def _fill(self, fill: Fill, answer: OriginAnswer, ask: _Ask, owner: AsyncExitStack) -> None:
        try:
            async with owner:
                body = await fill.take(answer.chunks(), self._rules.max_bytes)
                if body is not None:
                    await asyncio.to_thread(self._answers.put, ask.url, replace(fill.head, body=body))
                elif ask.lead is not None:
                    self._flights.leave_alone(ask.url)
                if ask.lead is not None:
                    ask.lead.end()
                await fill.finish()
        finally:
            fill.close()
            if ask.lead is not None:
                ask.lead.end()

    # Using

    async def _stored(self, ask: _Ask, answer: StoredAnswer, cache: CacheStatus) -> Reply | None:
        if ask.lead is not None and (self._ttl(answer) > 0 or cache.ttl is not None):
            ask.lead.share(_Shared(answer, cache))
        use = ask.use(freshness.current_age(answer.times, self._clock()), cache)
        return await stored_reply(ask.stack, self._answers, ask.url, answer, use)

    async def _despite(self, ask: _Ask, cache: CacheStatus) -> Reply | None:
        """The stale answer where the website fails: RFC 9111 section 4.3.3, RFC 5861 section 4."""
        if ask.found is None or ask.state is not State.VALIDATE:
            return None
        return await self._stored(ask, ask.found, replace(cache, ttl=self._ttl(ask.found)))

    async def _renewed(
        self, ask: _Ask, found: StoredAnswer, answer: OriginAnswer, started: float
    ) -> StoredAnswer | None:
        """What is stored, after the website said that it holds; None if it spoke of something else."""
        old, news = lowered(found.headers), lowered(answer.headers)
        if not validation.confirms(old, news):
            await self.forget(ask.url)
            return None
        headers, said = merged(found.headers, news)
        times = freshness.times(found.status, said, started, self._clock(), self._rules.guess)
        return await asyncio.to_thread(self._answers.renew, ask.url, found, headers, times)

    async def _after_head(self, ask: _Ask, found: StoredAnswer, answer: OriginAnswer, started: float) -> None:
        """RFC 9111 section 4.3.5: a HEAD freshens what is stored, or shows that it is of the past."""
        news = lowered(answer.headers)
        if answer.status != found.status or not validation.head_confirms(lowered(found.headers), news, found.body.size):
            await self.forget(ask.url)
            return
        headers, said = merged(found.headers, news)
        times = freshness.times(found.status, said, started, self._clock(), self._rules.guess)
        await asyncio.to_thread(self._answers.renew, ask.url, found, headers, times)

    async def _revalidate(self, ask: _Ask) -> None:
        """Validate what a visitor got stale, for the next one: RFC 5861 section 3."""
        request = replace(ask.request, method="GET", headers=without(ask.request.headers, _CONDITIONS | _PARTS))
        behind = replace(ask, request=request, asked=lowered(request.headers), behind=True)
        try:
            async with behind.stack:
                await self._together(behind)
        except OriginError as error:
            log.info("an answer could not be renewed", path=request.target, reason=error.reason)

    def _is_shareable(self, request: OriginRequest, asked: dict[str, str]) -> bool:
        """Could the answer be anybody's who asks now?"""
        whole = request.method == "GET" and _CONDITIONS.isdisjoint(asked) and "range" not in asked
        anybody = wishes.usable(False, asked, self._rules.ignored_cookies)
        return whole and anybody and not wishes.wish(asked).no_store

    def _ttl(self, answer: StoredAnswer) -> float:
        return answer.times.lifetime_seconds - freshness.current_age(answer.times, self._clock())

    def _later(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)
        return task


def _why(ask: _Ask) -> str:
    """RFC 9211 2.2: the website is asked because what is stored is stale, or the request wants it, or nothing is."""
    if ask.found is None:
        return ask.miss
    return "request" if wishes.wish(ask.asked).validate else "stale"


async def _end_turn(turn: AsyncExitStack, task: asyncio.Task[None]) -> None:
    """Let the next process have its turn when the body is stored; of a long one, it had better ask by itself."""
    async with turn:
        await asyncio.wait((task,), timeout=TURN_SECONDS)


def _filled(fill: Fill, use: Use) -> Reply:
    """The reply with the body that another request is having stored."""
    headers = (*fill.head.headers, ("Age", str(use.age)))
    if fill.length is not None:
        headers = (*headers, ("Content-Length", str(fill.length)))
    return Reply(fill.head.status, fill.head.reason, headers, use.cache, fill.read(leads=False))
