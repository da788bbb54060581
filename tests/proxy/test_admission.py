"""Who gets how much: people what they read, verified search engines a budget, other programs what is remembered."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.admission import WARM_HEADER, Admission, Admitted, Kind, TooMany
from proxy.record import Record, recording
from proxy.search_engines import SearchEngines, domains_of
from proxy.settings import Settings
from proxy.token_bucket import Buckets, TokenBucket
from proxy.visitor import Visitor
from proxy.warm_key import warm_key

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
SCRAPER = "python-requests/2.32"
KEY = "k" * 43


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Names:
    """A name service with a few entries, which counts how often it is asked."""

    def __init__(self, names: Mapping[str, str], addresses: Mapping[str, tuple[str, ...]], delay: float = 0.0) -> None:
        self._names = names
        self._addresses = addresses
        self._delay = delay
        self.asked = 0

    async def name(self, address: str) -> str:
        self.asked += 1
        await asyncio.sleep(self._delay)
        if address not in self._names:
            raise OSError(address)
        return self._names[address]

    async def addresses(self, name: str) -> tuple[str, ...]:
        return self._addresses.get(name, ())


DNS = Names(
    {
        "66.249.66.1": "crawl-66-249-66-1.googlebot.com",
        "2001:4860:4801::1": "crawl-v6.googlebot.com.",
        "6.6.6.6": "crawl-66-249-66-1.googlebot.com",
        "6.6.6.7": "crawl.googlebot.com.evil.example",
        "6.6.6.8": "notgooglebot.com",
    },
    {
        "crawl-66-249-66-1.googlebot.com": ("66.249.66.1",),
        "crawl-v6.googlebot.com": ("2001:4860:4801:0::1",),
        "crawl.googlebot.com.evil.example": ("6.6.6.7",),
        "notgooglebot.com": ("6.6.6.8",),
    },
)


@pytest.mark.parametrize(
    ("agent", "address", "verified"),
    [
        (GOOGLE, "66.249.66.1", True),
        (GOOGLE, "2001:4860:4801::1", True),
        (GOOGLE, "6.6.6.6", False),  # a name that it chose itself, which does not lead back
        (GOOGLE, "6.6.6.7", False),
        (GOOGLE, "6.6.6.8", False),
        (GOOGLE, "6.6.6.9", False),  # no name at all
        (GOOGLE, "", False),
        (SCRAPER, "66.249.66.1", False),
    ],
)
async def test_verification(agent: str, address: str, verified: bool) -> None:
    """The name of an address must be the engine's, and must lead back to the address."""
    assert await SearchEngines(DNS, 1.0, Clock()).is_one(agent, address) is verified


async def test_verification_is_remembered_and_never_waited_for_long() -> None:
    """Each address is asked for once; a slow name service makes nobody wait longer than the limit."""
    clock, names = Clock(), Names(DNS._names, DNS._addresses)
    engines = SearchEngines(names, 1.0, clock)
    for _ in range(3):
        assert await engines.is_one(GOOGLE, "66.249.66.1")
    assert names.asked == 1
    clock.now = 90_000.0
    assert await engines.is_one(GOOGLE, "66.249.66.1")
    assert names.asked == 2
    slow = SearchEngines(Names(DNS._names, DNS._addresses, delay=5.0), 0.05, clock)
    assert not any(await asyncio.gather(*(slow.is_one(GOOGLE, f"6.0.0.{each}") for each in range(50))))


def test_engines_are_told_by_their_names() -> None:
    """A User-Agent claims at most one engine."""
    assert domains_of("Mozilla/5.0 (compatible; bingbot/2.0)") == (".search.msn.com",)
    assert domains_of(FIREFOX) == ()


def admission(clock: Clock, waiting: int = 0, **sections: object) -> Admission:
    """Admission with settings by section."""
    return Admission(Settings.model_validate(sections), SearchEngines(DNS, 1.0, clock), lambda: waiting, KEY, clock)


def asking(agent: str = FIREFOX, client: str = "93.184.216.34", **more: str) -> Visitor:
    """A visitor with this User-Agent from this address."""
    headers = (("User-Agent", agent), *((name.replace("_", "-"), value) for name, value in more.items()))
    program = agent != FIREFOX
    return Visitor("GET", "/tr/", "https", "a", "10.0.0.1", True, headers, program, False, b"", client)


async def admitted(gate: Admission, visitor: Visitor) -> Admitted:
    """What a visitor is given who is let in."""
    found = await gate.admit(visitor)
    assert isinstance(found, Admitted)
    return found


async def test_kinds() -> None:
    """Each kind of client is told, and has what the settings say."""
    gate = admission(Clock(), bots={"search_engine_words_per_hour": 10, "crawler_words_per_hour": 0})
    for visitor, kind, words in (
        (asking(), Kind.HUMAN, 5000),
        (asking(GOOGLE, "66.249.66.1"), Kind.SEARCH_ENGINE, 10),
        (asking(GOOGLE, "66.249.66.1"), Kind.SEARCH_ENGINE, 0),  # together
        (asking(GOOGLE, "6.6.6.6"), Kind.CRAWLER, 0),
        (asking(SCRAPER), Kind.CRAWLER, 0),
        (asking(SCRAPER, ""), Kind.CRAWLER, 0),
        (replace(asking(SCRAPER, "", X_Forwarded_For="8.8.8.8"), trusted=False), Kind.CRAWLER, 0),
        (replace(asking(SCRAPER, ""), trusted=False), Kind.LOCAL, 9999),
    ):
        record = Record()
        with recording(record):
            found = await admitted(gate, visitor)
        assert (found.kind, record.client) == (kind, kind.value)
        assert found.visitor.allowance is not None
        assert found.visitor.allowance.take(max(words, 1)) is (words > 0)
        assert record.words == words


async def test_programs_wait_for_people() -> None:
    """While many sentences wait, no program begins anything new."""
    for waiting, allowed in ((200, True), (201, False)):
        found = await admitted(admission(Clock(), waiting), asking(GOOGLE, "66.249.66.1"))
        assert found.visitor.allowance is not None
        assert found.visitor.allowance.take(5) is allowed


async def test_requests_of_one_client_are_limited() -> None:
    """Who asks too often must wait, others need not; an unknown address may speak for all, and has no limit."""
    clock = Clock()
    gate = admission(clock, limits={"requests_per_second": 2, "burst": 3})
    for _ in range(3):
        await admitted(gate, asking())
    assert await gate.admit(asking()) == TooMany(1)
    await admitted(gate, asking(client="93.184.216.35"))
    for _ in range(20):
        await admitted(gate, asking(client=""))
    clock.now += 0.5
    await admitted(gate, asking())
    assert isinstance(await gate.admit(asking()), TooMany)


async def test_one_subscriber_of_ipv6_is_one_client() -> None:
    """All addresses of a /64 share one bucket."""
    gate = admission(Clock(), limits={"requests_per_second": 1, "burst": 2})
    for each in (1, 2):
        await admitted(gate, asking(client=f"2a00:1450:0:7::{each}"))
    assert isinstance(await gate.admit(asking(client="2a00:1450:0:7:ffff::1")), TooMany)
    await admitted(gate, asking(client="2a00:1450:0:8::1"))


async def test_words_of_one_person_are_limited() -> None:
    """A person who has had very many new words gets the rest in German, and more after a while."""
    clock = Clock()
    gate = admission(clock, limits={"words_per_minute": 60})
    allowance = (await admitted(gate, asking())).visitor.allowance
    assert allowance is not None
    assert allowance.take(70)  # a long segment is not cut
    assert not allowance.take(1)
    clock.now += 11
    assert allowance.take(1)


async def test_warming_proves_itself() -> None:
    """The key of the machine makes a warmer with a budget; any other key is nothing, and the website sees neither."""
    gate = admission(Clock())
    for said, kind in ((KEY, Kind.WARMER), (f"{KEY} 5", Kind.WARMER), ("k", Kind.HUMAN), ("ä", Kind.HUMAN)):
        found = await admitted(gate, asking(X_Stadtlotse_Warm=said))
        assert found.kind is kind
        assert not [name for name, _ in found.visitor.headers if name.lower() == WARM_HEADER.lower()]
    record = Record()
    with recording(record):
        allowance = (await admitted(gate, asking(X_Stadtlotse_Warm=f"{KEY} 5"))).visitor.allowance
    assert allowance is not None
    assert [allowance.take(3), allowance.take(3), allowance.take(3)] == [True, True, False]
    assert record.words == 6


def test_the_key_is_kept_and_private(tmp_path: Path) -> None:
    """The same folder has the same key, which nobody else can read; a broken one is made anew."""
    folder = tmp_path / "cache"
    key = warm_key(folder)
    assert warm_key(folder) == key
    assert (folder / "warm.key").stat().st_mode & 0o777 == 0o600
    (folder / "warm.key").write_text("")
    assert warm_key(folder) not in ("", key)
    assert len(list(folder.iterdir())) == 1
    (tmp_path / "file").write_text("")
    assert warm_key(tmp_path / "file" / "below")  # no folder there can be


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 5)), max_size=40))
def test_a_bucket_never_gives_more_than_its_rate(steps: list[tuple[float, float]]) -> None:
    """In any stretch of time no more is given than fitted in at first and came in since."""
    clock = Clock()
    bucket, given_out = TokenBucket(2.0, 10.0, clock), 0.0
    for wanted, pause in steps:
        given_out += wanted if bucket.take(wanted) else 0.0
        assert given_out <= 10.0 + 2.0 * clock.now + 1e-6
        wait = bucket.seconds_until(1.0)
        clock.now += pause
        assert (bucket.seconds_until(1.0) == 0.0) or pause < wait + 1e-9


def test_buckets_are_bounded() -> None:
    """However many clients there are, memory is bounded, and those that come back are remembered."""
    buckets = Buckets(1.0, 1.0, 100, Clock())
    assert buckets.of("regular").take()
    for each in range(5000):
        buckets.of(str(each)).take()
        assert not buckets.of("regular").take()
    assert len(buckets) == 100


def test_visitors_are_values() -> None:
    """An allowance travels with a visitor."""
    assert replace(asking(), allowance=None) == asking()
