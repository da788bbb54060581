"""Metrics, health, readiness, traces and timings, as ops see them; nothing personal, nothing without bounds."""

import asyncio
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from loopback import PAGE, MarkerTranslator, handling, proxy, serving
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CollectorRegistry
from samples import total, values

from models.absent import AbsentEngine
from models.errors import ModelFolderError
from models.identity import IdentityEngine
from proxy.engine_state import engine_or_absent, state_of
from proxy.families import exposition, families_of
from proxy.figures import Figures
from proxy.metrics import OTHER, Like, Metrics, PartsCollector, bounded, cache_result
from proxy.ops_site import ops_site
from proxy.readiness import EngineState, Readiness, State
from proxy.record import Record, recording, server_timing, stage
from proxy.settings import Settings, TelemetrySettings
from proxy.tracing import OpenTelemetry, open_tracing
from translation.trace import MARKUP, Attempt

DASHBOARD = Path(__file__).parents[2] / "deploy" / "grafana" / "stadtlotse.json"


async def page(_request: web.Request) -> web.StreamResponse:
    """A page on every path, fresh for a while."""
    headers = {"Cache-Control": "max-age=60"}
    return web.Response(text=PAGE, content_type="text/html", headers=headers)


async def test_requests_are_counted() -> None:
    """By language, status, cache result and kind of client; with the stages, and without a trace of who it was."""
    telemetry = {"metrics": "main"}
    async with serving(handling(page)) as origin, proxy(origin, telemetry=telemetry) as city:
        headers = {"User-Agent": "Mozilla/5.0 (X11) Firefox/140.0", "Cookie": "sitzung=geheim"}
        await city.ask("/tr/amt?name=Sorgenfrei", headers={"User-Agent": headers["User-Agent"]})
        await city.ask("/tr/amt?name=Sorgenfrei", headers={"User-Agent": headers["User-Agent"]})
        await city.ask("/xx/amt", headers=headers)
        await city.ask("/uk/amt", headers={"User-Agent": "Googlebot", "X-Forwarded-For": "8.8.8.8"})
        await asyncio.sleep(0.05)
        text = (await city.ask("/.stadtlotse/metrics")).body.decode()
    samples = values(text)
    requests = "stadtlotse_requests_total"
    assert total(samples, requests, language="tr", cache="miss", client="human", status="2xx") == 1
    assert total(samples, requests, language="tr", cache="hit", client="human") == 1
    assert total(samples, requests, language="de") == 1
    assert total(samples, requests, language="uk", client="crawler") == 1
    assert total(samples, "stadtlotse_origin_answers_total", result="2xx") == 3
    assert total(samples, "stadtlotse_stage_seconds_count", stage="origin", language="tr") == 1
    assert total(samples, "stadtlotse_cache_entries", layer="pages") >= 1
    assert ("stadtlotse_connections", frozenset()) in samples
    for secret in ("Sorgenfrei", "geheim", "127.0.0.1", "/amt", "Firefox"):
        assert secret not in text


async def test_metrics_are_not_for_visitors() -> None:
    """On the visitors' port there are metrics only if the settings say so."""
    async with serving(handling(page)) as origin, proxy(origin) as city:
        assert (await city.ask("/.stadtlotse/metrics")).status == 404


async def get(address: str) -> tuple[int, str]:
    """Status and text."""
    async with aiohttp.ClientSession() as client, client.get(address) as answer:
        return answer.status, await answer.text()


async def test_the_separate_port() -> None:
    """Metrics, health and readiness have a port of their own; a port that is taken is no reason not to serve."""

    async def place(_request: web.Request, path: str) -> web.StreamResponse:
        return web.Response(text=f"here{path}")

    places = dict.fromkeys(("metrics", "health", "ready"), place)
    settings = TelemetrySettings(port=0)
    async with ops_site(settings, places) as port:
        for name in places:
            assert await get(f"http://127.0.0.1:{port}/{name}") == (200, "here")
        assert (await get(f"http://127.0.0.1:{port}/.stadtlotse/assets"))[0] == 404
        assert port is not None
        async with ops_site(TelemetrySettings(port=port), places) as second:
            assert second not in (None, port)
    async with ops_site(TelemetrySettings(host="192.0.2.1", port=1), places) as none:
        assert none is None
    async with ops_site(TelemetrySettings(metrics="off"), places) as none:
        assert none is None


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("", "none"),
        ("stadtlotse; hit; ttl=30", "hit"),
        ("stadtlotse; fwd=stale; fwd-status=304", "revalidated"),
        ('stadtlotse; fwd=uri-miss; detail="hit"', "miss"),
        ("stadtlotse; fwd=bypass", "bypass"),
        ("stadtlotse; fwd=method", "bypass"),
        ("varnish; hit, stadtlotse; fwd=uri-miss; stored", "miss"),
        ("varnish; hit", "none"),
    ],
)
def test_cache_results(status: str, expected: str) -> None:
    """Of a Cache-Status (RFC 9211) our own member counts."""
    assert cache_result(status) == expected


def test_labels_are_bounded() -> None:
    """Whatever languages, statuses and reasons come, the number of series has an end."""
    registry = CollectorRegistry()
    metrics = Metrics(registry, ("de", "tr"))
    for each in range(2000):
        metrics.answered(Like(f"x{each}", 200 + each % 300, f"stadtlotse; fwd=x{each}", "any"), 0.1, Record())
    assert len(exposition(families_of(registry)).splitlines()) < 400
    counts = {("tr", f"reason {each}"): each for each in range(1000)}
    kept = bounded(counts, most=10)
    assert len(kept) == 11
    assert sum(kept.values()) == sum(counts.values())
    figures = Figures()
    for each in range(5000):
        figures.outcome("tr", f"reason {each}")
    assert len(figures.engine(0, ready=True).segments.german) <= 2001


def test_figures_tell_what_was_shown_from_what_stayed_german() -> None:
    """Layers and reasons are two metrics."""
    figures = Figures()
    for what in ("memory", "model", "check numbers: 12 is missing", "not ready in time"):
        figures.outcome("tr", what)
    segments = figures.engine(3, ready=False).segments
    assert segments.shown == {("tr", "memory"): 1, ("tr", "model"): 1}
    assert segments.german == {("tr", "check numbers"): 1, ("tr", "not ready in time"): 1}


def test_figures_tell_which_ways_were_tried() -> None:
    """By language, way and the kind of reason that refused it; the text of a sentence is in no label."""
    figures = Figures()
    attempts = (Attempt("greedy", ("term: 'Rathaus' is not kept",)), Attempt("beam", ("check numbers: lost 5",)))
    for attempt in (*attempts, Attempt("masked")):
        figures.outcome("tr", attempt.counted)
    assert figures.report()["segments"] == {}
    assert figures.engine(0, ready=True).segments.attempts == {
        ("tr", "greedy", "term"): 1,
        ("tr", "beam", "check numbers"): 1,
        ("tr", "masked", ""): 1,
    }


def test_figures_tell_how_far_down_inline_tags_had_to_go() -> None:
    """By language and rung (docs/markup.md); such a segment is shown or not besides."""
    figures = Figures()
    for rung in ("aligned", "aligned", "parts"):
        figures.outcome("tr", f"{MARKUP}{rung}")
    registry = CollectorRegistry()
    registry.register(PartsCollector(lambda: (), lambda: figures.engine(0, ready=True), lambda: 0, Path("/nirgends")))
    samples = values(exposition(families_of(registry)).decode())
    assert total(samples, "stadtlotse_markup_rungs_total", language="tr", rung="aligned") == 2
    assert total(samples, "stadtlotse_markup_rungs_total", rung="parts") == 1
    assert total(samples, "stadtlotse_segments_total") == 0


@pytest.mark.parametrize(
    ("state", "degraded_is_ready", "status"),
    [
        (State.READY, True, 200),
        (State.STARTING, True, 503),
        (State.DEGRADED, True, 200),
        (State.DEGRADED, False, 503),
    ],
)
async def test_readiness(state: State, degraded_is_ready: bool, status: int) -> None:
    """Ready is who translates; who cannot says why, and the settings say whether that is good enough."""
    ready = Readiness(lambda: EngineState(state, "no room"), degraded_is_ready=degraded_is_ready)

    async def answer(request: web.Request) -> web.StreamResponse:
        return await ready.answer(request, "")

    async with serving(handling(answer)) as address:
        got, text = await get(address)
        assert (got, json.loads(text)) == (status, {"status": state.value, "reason": "no room"})


async def test_an_engine_that_cannot_be_made_is_no_end() -> None:
    """Law 8: without a model the proxy starts, says why, and every text stays German."""

    def broken(_settings: Settings, models: Path) -> IdentityEngine:
        message = f"{models} cannot be written"
        raise ModelFolderError(message)

    engine = engine_or_absent(broken, Settings(), Path("/nirgends"))
    assert isinstance(engine, AbsentEngine)
    assert engine.languages() == set(Settings().languages.targets)
    assert state_of(engine, None, 0) == EngineState(State.DEGRADED, "/nirgends cannot be written")
    loading: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    whole = IdentityEngine(frozenset({"tr"}))
    assert state_of(whole, loading, 0).state is State.STARTING
    loading.set_exception(OSError("broken"))
    assert state_of(whole, loading, 0) == EngineState(State.DEGRADED, "broken")
    assert state_of(whole, loading, 1).state is State.READY  # it was mended meanwhile


async def test_server_timing_is_a_switch() -> None:
    """With the switch on, an answer says what it took; else it does not."""
    for switch in (True, False):
        telemetry = {"server_timing": switch}
        async with serving(handling(page)) as origin, proxy(origin, telemetry=telemetry) as city:
            for path in ("/tr/amt", "/amt"):
                timing = (await city.ask(path))["Server-Timing"]
                assert ("total;dur=" in timing) is switch


@given(st.dictionaries(st.sampled_from(["lookup", "origin", "segments"]), st.floats(0, 1e5)), st.floats(0, 1e5))
def test_server_timing_is_well_formed(seconds: dict[str, float], whole: float) -> None:
    """Tokens and numbers only (W3C Server Timing 2)."""
    for metric in server_timing(Record(seconds=seconds), whole).split(", "):
        name, duration = metric.split(";dur=")
        assert name.isalpha()
        assert float(duration) >= 0


async def test_stages_of_requests_are_kept_apart() -> None:
    """Each request has its own record, however many there are at a time, and work without one is not timed."""

    async def one(name: str) -> Record:
        with recording(Record(client=name)) as record:
            with stage("origin"):
                await asyncio.sleep(0.01)
            return record

    with stage("origin"):
        records = await asyncio.gather(*(one(str(each)) for each in range(20)))
    assert all(0.005 < record.seconds["origin"] < 1 for record in records)


def test_traces_have_stages_and_nothing_personal() -> None:
    """A request is a span with its stages inside; without an address or without the packages there are none."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing = OpenTelemetry(provider)
    with recording(Record(tracer=tracing.stages)), tracing.request("GET"):
        with stage("origin"):
            pass
        tracing.tag({"http.response.status_code": 200, "stadtlotse.language": "tr"})
    tracing.close()
    spans = {span.name: span for span in exporter.get_finished_spans()}
    assert set(spans) == {"request", "origin"}
    assert spans["origin"].parent == spans["request"].context
    assert dict(spans["request"].attributes or {}) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "stadtlotse.language": "tr",
    }
    assert open_tracing("").stages is None
    if find_spec("opentelemetry.exporter") is None:
        assert open_tracing("http://127.0.0.1:4318/v1/traces").stages is None


async def test_the_dashboard_asks_for_metrics_that_there_are() -> None:
    """Each metric of the Grafana dashboard is one that the proxy has."""
    telemetry = {"metrics": "main"}
    async with serving(handling(page)) as origin, proxy(origin, MarkerTranslator(), telemetry=telemetry) as city:
        await city.ask("/tr/amt")
        text = (await city.ask("/.stadtlotse/metrics")).body.decode()
    known = {name for name, _ in values(text)} | {
        line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")
    }
    known |= {f"{name}_total" for name in known}
    board = json.loads(DASHBOARD.read_text("utf-8"))
    asked = {
        name.split("{")[0].strip("()")
        for panel in board["panels"]
        for target in panel.get("targets", [])
        for name in target["expr"].replace("(", " ").replace("[", " ").split()
        if name.startswith("stadtlotse_")
    }
    assert asked
    assert asked <= known


def test_reasons_of_languages_unknown_are_other() -> None:
    """A label holds only what is configured."""
    registry = CollectorRegistry()
    metrics = Metrics(registry, ("de",))
    metrics.incomplete("<script>")
    assert f'language="{OTHER}"' in exposition(families_of(registry)).decode()
