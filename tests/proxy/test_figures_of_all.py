"""What all processes count, as one: sums, ends and replacements of processes, and the figures for people."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from loopback import PAGE, handling, proxy, serving
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.parser import text_string_to_metric_families
from samples import Samples, total, values
from server_process import Server, server, until

from proxy.collecting import History
from proxy.families import Family, Key, counts_of, decode, encode, exposition, families_of, named, summed
from proxy.live_figures import LIVE_FIGURES, Hits, Totals, figures_of
from proxy.workers.hub import open_hub
from proxy.workers.reporting import SharedFigures, reporting

REQUESTS = "stadtlotse_requests_total"


async def page(_request: web.Request) -> web.StreamResponse:
    """A page on every path, fresh for a while."""
    return web.Response(text=PAGE, content_type="text/html", headers={"Cache-Control": "max-age=60"})


def registry(requests: int, connections: int, entries: int) -> CollectorRegistry:
    """What a process might have counted."""
    made = CollectorRegistry()
    counter = Counter("stadtlotse_requests", "Answers", ("language", "cache"), registry=made)
    counter.labels("tr", "hit").inc(requests)
    counter.labels("tr", "miss").inc(1)
    Gauge("stadtlotse_connections", "Open", registry=made).set(connections)
    Gauge("stadtlotse_cache_entries", "Entries", ("layer",), registry=made).labels("pages").set(entries)
    Gauge("stadtlotse_engine_ready", "Ready", registry=made).set(requests > 1)
    Histogram("stadtlotse_request_seconds", "Time", registry=made, buckets=(0.1, 1)).observe(0.5)
    Gauge("process_resident_memory_bytes", "Memory", registry=made).set(1000)
    return made


def value(families: tuple[Family, ...], name: str, **labels: str) -> float:
    """The sum of these samples."""
    return total(values(exposition(families).decode()), name, **labels)


def test_counts_add_up_and_what_is_shared_does_not() -> None:
    one, two = (families_of(registry(n, 3, 50)) for n in (1, 7))
    both = summed([named(one, "worker-1"), named(two, "worker-2")])
    assert value(both, REQUESTS, language="tr", cache="hit") == 8
    assert value(both, "stadtlotse_connections") == 6
    assert value(both, "stadtlotse_cache_entries", layer="pages") == 50
    assert value(both, "stadtlotse_engine_ready") == 0
    assert value(both, "stadtlotse_request_seconds_bucket", le="1.0") == 2
    assert value(both, "stadtlotse_request_seconds_sum") == 1
    assert value(both, "process_resident_memory_bytes", process="worker-2") == 1000
    assert value(both, "process_resident_memory_bytes") == 2000


def test_one_process_reads_as_its_registry() -> None:
    """Through our own values and back Prometheus reads the same, but for when counters were made."""
    made = registry(5, 2, 9)
    text = exposition(families_of(made)).decode()
    by_library = values(exposition(decode(encode(families_of(made)))).decode())
    assert by_library == values(text)
    assert {family.name for family in text_string_to_metric_families(text)} >= {"stadtlotse_requests"}
    assert "_created" not in text


def family(counts: dict[str, int]) -> Family:
    """A counter by language."""
    samples: dict[Key, float] = {
        ("x_total", (("language", language),)): float(count) for language, count in counts.items()
    }
    return Family("x", "counter", "", samples)


counts = st.dictionaries(st.sampled_from(["de", "tr", "uk"]), st.integers(0, 1000))
reports = st.lists(counts.map(lambda each: (family(each),)), max_size=5)


@given(reports)
def test_sums_do_not_depend_on_order_or_grouping(each: list[tuple[Family, ...]]) -> None:
    def plain(families: tuple[Family, ...]) -> dict[str, dict[Key, float]]:
        return {each.name: dict(each.samples) for each in families}

    whole = summed(each)
    assert plain(summed(reversed(each))) == plain(whole)
    half = len(each) // 2
    grouped = summed([summed(each[:half]), summed(each[half:])])
    assert plain(grouped) == plain(whole)
    assert counts_of(whole) == whole


@pytest.mark.parametrize(
    "text", ["", "{}x", "7", '[["a"]]', '[["a", "counter", "", [[1]]]]', '[["a","b","c",[["d",[],"x"]]]]']
)
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decode(text)


@asynccontextmanager
async def hub(folder: Path) -> AsyncIterator[Path]:
    """A hub at a socket."""
    async with open_hub(folder / "figures", lambda: 100.0):
        yield folder / "figures"


async def test_what_a_process_counted_stays_after_its_end(tmp_path: Path) -> None:
    """Worker 1 is replaced: the new one begins at nothing, and the sum goes on from where it was."""
    async with hub(tmp_path) as path, AsyncExitStack() as stack:
        other = await stack.enter_async_context(reporting(path, "worker-2", registry(4, 1, 1), lambda: 0.0))
        first = registry(10, 5, 1)
        async with reporting(path, "worker-1", first, lambda: 0.0):
            await asyncio.sleep(0.05)
            assert value(await other.families(), REQUESTS, cache="hit") == 14
            Counter("stadtlotse_words_begun", "Words", registry=first).inc(30)  # counted after the last question
        await asyncio.sleep(0.05)
        between = await other.families()
        assert value(between, REQUESTS, cache="hit") == 14
        assert value(between, "stadtlotse_words_begun_total") == 30
        assert value(between, "stadtlotse_connections") == 1  # of those who are there
        async with reporting(path, "worker-1", registry(3, 2, 1), lambda: 0.0):
            await asyncio.sleep(0.05)
            assert value(await other.families(), REQUESTS, cache="hit") == 17
        figures = await other.figures()
    assert figures.at == 100.0
    assert {process.name for process in figures.processes} == {"supervisor", "worker-2"}


async def test_who_does_not_answer_holds_nobody_up(tmp_path: Path) -> None:
    """A hanging process counts with its last word, here none; one that talks nonsense is let go."""
    async with hub(tmp_path) as path:
        _, hanging = await asyncio.open_unix_connection(path)
        hanging.write(b"worker-1\n")
        reader, mad = await asyncio.open_unix_connection(path)
        mad.write(b"worker-2\nnonsense\n")
        async with reporting(path, "worker-3", registry(4, 1, 1), lambda: 0.0) as shared, asyncio.timeout(5):
            await asyncio.sleep(0.05)
            assert value(await shared.families(), REQUESTS, cache="hit") == 4
            assert await reader.read() == b""
        hanging.close()
        mad.close()


async def test_without_a_hub_a_process_speaks_for_itself(tmp_path: Path) -> None:
    shared = SharedFigures(tmp_path / "none", "worker-1", registry(4, 1, 1), lambda: 7.0)
    figures = await shared.figures()
    assert (figures.at, figures.recent, figures.connections) == (7.0, None, 1)


def test_rates_are_those_of_the_last_minute() -> None:
    history = History()
    for second in range(0, 200, 10):
        history.add(Totals(float(second), second * 2.0, second * 5.0, second * 0.5))
    oldest = history.oldest
    assert oldest is not None
    assert 60 <= 190 - oldest.at <= 70
    figures = figures_of(
        families_of(registry(400, 1, 1)), 190.0, replace(oldest, requests=401 - 2.0 * (190 - oldest.at))
    )
    assert figures.recent is not None
    assert figures.recent.requests_per_second == pytest.approx(2.0)
    history.add(Totals(5.0, 0.0, 0.0, 0.0))  # the clock was set back
    assert history.oldest == Totals(5.0, 0.0, 0.0, 0.0)
    assert Hits().ratio is None
    assert Hits(3, 4).ratio == 0.75


async def test_figures_of_one_process() -> None:
    """What the desk shows: by language, layer and process."""
    async with serving(handling(page)) as origin, proxy(origin) as city:
        for path in ("/tr/amt", "/tr/amt", "/amt"):
            await city.ask(path)
        await asyncio.sleep(0.05)
        figures = await city.app[LIVE_FIGURES]()
    by_language = {each.language: each for each in figures.languages}
    assert by_language["tr"].requests == 2
    assert by_language["tr"].memory == Hits(1, 2)
    assert by_language["de"].requests == 1
    assert {"pages", "answers"} <= {layer.layer for layer in figures.layers}
    assert [process.name for process in figures.processes] == ["worker-1"]
    assert figures.memory_bytes > 10_000_000
    assert 0 < figures.disk_free_bytes <= figures.disk_bytes
    assert figures.requests == 3


@asynccontextmanager
async def two_workers(folder: Path) -> AsyncIterator[tuple[Server, str]]:
    """Two workers before an origin, and the address of their metrics."""
    settings = {"TELEMETRY__METRICS": "separate", "TELEMETRY__PORT": "0"}
    async with (
        serving(handling(page)) as origin,
        server(folder, origin, "--workers", "2", settings=settings) as running,
    ):
        found = re.search(r"http://127\.0\.0\.1:\d+/metrics", re.sub(r"\x1b\[[\d;]*m", "", running.log))
        assert found, running.log
        yield running, found[0]


async def read(address: str) -> Samples:
    """All samples of an endpoint."""
    async with aiohttp.ClientSession() as client, client.get(address) as response:
        assert response.status == 200
        return values(await response.text())


async def test_one_endpoint_tells_of_all_workers_and_never_less(tmp_path: Path) -> None:
    """Requests to whichever worker are counted once, before, while and after the workers are replaced."""
    async with two_workers(tmp_path) as (running, address):
        done = asyncio.Event()
        clients = [asyncio.create_task(running.keep_asking(done, "/tr/amt")) for _ in range(4)]
        seen: list[float] = []

        async def look() -> None:
            while not done.is_set():
                seen.append(total(await read(address), REQUESTS))
                await asyncio.sleep(0.05)

        looking = asyncio.create_task(look())
        before = set(running.children()[1:])
        await asyncio.sleep(0.5)
        running.process.send_signal(signal.SIGHUP)
        await until(lambda: not before & set(running.children()) and len(running.children()) == 3)
        await asyncio.sleep(0.3)
        done.set()
        await asyncio.gather(looking, *clients)
        samples = await read(address)
        assert not running.failures
        assert seen == sorted(seen)
        assert total(samples, REQUESTS) == len(running.statuses)
        processes = {dict(said).get("process") for name, said in samples if name == "process_resident_memory_bytes"}
        assert processes == {"engine", "worker-1", "worker-2", "supervisor"}
        assert total(samples, "stadtlotse_engine_calls_total") >= 1  # the engine's own process says so
        assert total(samples, "stadtlotse_engine_tokens_total") > 0
        assert ("stadtlotse_engine_busy_seconds_total", frozenset()) in samples
