"""One works, the others wait for its word, not for ever."""

import asyncio

from loopback import Clock

from proxy.coalescing import Coalescing, Lead, Word


def group(seconds: float = 1.0) -> tuple[Coalescing[str], Clock]:
    """Nobody works on anything yet."""
    clock = Clock()
    return Coalescing(seconds, clock), clock


async def led(together: Coalescing[str], key: str = "a") -> Lead[str]:
    """The lead of a key."""
    lead = await together.join(key)
    assert isinstance(lead, Lead)
    return lead


async def test_one_leads_and_shares() -> None:
    """The first leads; those who wait, and those who come before the end, get what it shares."""
    together, _ = group()
    lead = await led(together)
    waiting = [asyncio.create_task(together.join("a")) for _ in range(3)]
    await asyncio.sleep(0)
    lead.share("page")
    assert await together.join("a") == Word("page")
    lead.end()
    assert [await each for each in waiting] == [Word("page")] * 3
    assert isinstance(await together.join("a"), Lead)


async def test_keys_do_not_wait_for_each_other() -> None:
    """Another thing has another lead."""
    together, _ = group()
    await led(together)
    await led(together, "b")
    assert together.is_led("a")
    assert not together.is_led("c")


async def test_refused() -> None:
    """What cannot be shared is said at once, and for a while nobody waits for it again."""
    together, clock = group()
    lead = await led(together)
    waiting = asyncio.create_task(together.join("a"))
    await asyncio.sleep(0)
    lead.refuse()
    lead.end()
    assert await waiting == Word()
    assert await together.join("a") == Word()
    clock.seconds += 11
    assert isinstance(await together.join("a"), Lead)


async def test_failure_holds_for_all() -> None:
    """An error of the leader is everybody's."""
    together, _ = group()
    lead = await led(together)
    waiting = asyncio.create_task(together.join("a"))
    await asyncio.sleep(0)
    error = OSError("gone")
    lead.fail(error)
    lead.end()
    assert await waiting == Word(error=error)


async def test_leader_who_gives_up() -> None:
    """Of those who wait one leads next, and the others wait for it."""
    together, _ = group()
    lead = await led(together)
    waiting = [asyncio.create_task(together.join("a")) for _ in range(3)]
    await asyncio.sleep(0)
    lead.end()
    done, pending = await asyncio.wait(waiting, timeout=0.1)
    (next_lead,) = [task.result() for task in done]
    assert isinstance(next_lead, Lead)
    assert len(pending) == 2
    next_lead.share("page")
    assert [await task for task in pending] == [Word("page")] * 2


async def test_time_limit() -> None:
    """Nobody waits longer than the limit, and who waited in vain has nothing."""
    together, _ = group(0.05)
    await led(together)
    assert await together.join("a") == Word()


async def test_first_word_counts() -> None:
    """What is said later changes nothing."""
    together, _ = group()
    lead = await led(together)
    lead.share("page")
    lead.refuse()
    lead.fail(OSError())
    assert await together.join("a") == Word("page")
