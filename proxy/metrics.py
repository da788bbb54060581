"""What is counted while serving, for Prometheus. No personal data; every label has a small, known set of values.

Counts of requests are kept here; what others count already (segments, engine, caches) is read when it is asked for.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cache.statistics import Snapshot
from proxy.figures import EngineFigures
from proxy.record import Record

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
OTHER: Final = "other"

_MOST_REASONS: Final = 60  # checks and reasons there are about forty; more would be a mistake, not knowledge
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0)


def cache_result(status: str) -> str:
    """What our own member of Cache-Status (RFC 9211) comes to: hit, revalidated, miss, bypass, or none."""
    members = [member.strip() for member in status.split(",")]
    own = next((member for member in reversed(members) if member.startswith("stadtlotse")), "")
    words = [word.strip() for word in own.split(";")[1:]]
    if "hit" in words:
        return "hit"
    if "fwd=stale" in words and "fwd-status=304" in words:
        return "revalidated"
    forwards = [word.removeprefix("fwd=") for word in words if word.startswith("fwd=")]
    if forwards:
        return "bypass" if forwards[0] in ("bypass", "method", "request") else "miss"
    return "none"


class Metrics:
    """Counts requests into a registry; use it from one event loop."""

    def __init__(self, registry: CollectorRegistry, languages: Sequence[str]) -> None:
        """Register; labels that are no known language count as `other`."""
        self._registry = registry
        self._languages = frozenset(languages)
        self._requests = Counter(
            "stadtlotse_requests",
            "Answers to visitors",
            ("language", "status", "cache", "client"),
            registry=registry,
        )
        self._request_seconds = Histogram(
            "stadtlotse_request_seconds",
            "From the head of a request to the end of its answer",
            ("language", "cache"),
            buckets=_SECONDS,
            registry=registry,
        )
        self._stage_seconds = Histogram(
            "stadtlotse_stage_seconds",
            "Stages of answering a request",
            ("stage", "language"),
            buckets=_SECONDS,
            registry=registry,
        )
        self._words = Counter(
            "stadtlotse_words_begun",
            "German words whose translation was begun, by who asked first",
            ("language", "client"),
            registry=registry,
        )
        self._origin = Counter(
            "stadtlotse_origin_answers",
            "What requests to the website came to",
            ("result",),
            registry=registry,
        )
        self._incomplete = Counter(
            "stadtlotse_incomplete_pages",
            "Pages sent with German in them that was not translated in time",
            ("language",),
            registry=registry,
        )

    def answered(self, language: str, status: int, cache: str, seconds: float, record: Record) -> None:
        """Count one answer; `cache` is its Cache-Status."""
        language = self._language(language)
        result = cache_result(cache)
        self._requests.labels(language, f"{status // 100}xx" if status != 499 else "gone", result, record.client).inc()
        self._request_seconds.labels(language, result).observe(seconds)
        for stage, stage_seconds in record.seconds.items():
            self._stage_seconds.labels(stage, language).observe(stage_seconds)
        if record.words:
            self._words.labels(language, record.client).inc(record.words)

    def incomplete(self, language: str) -> None:
        """Count a page that was sent before it was all translated."""
        self._incomplete.labels(self._language(language)).inc()

    def origin(self, result: str) -> None:
        """Count an answer of the website: its class of status, or the name of an error."""
        self._origin.labels(result).inc()

    def exposition(self) -> bytes:
        """All metrics as Prometheus reads them; asks stores, so call it in a thread."""
        return generate_latest(self._registry)

    def _language(self, language: str) -> str:
        return language if language in self._languages else OTHER


class PartsCollector(Collector):
    """Reads what the parts count themselves."""

    def __init__(
        self,
        snapshots: Callable[[], Sequence[Snapshot]],
        engine: Callable[[], EngineFigures],
        connections: Callable[[], int],
    ) -> None:
        self._snapshots = snapshots
        self._engine = engine
        self._connections = connections

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of now."""
        yield GaugeMetricFamily("stadtlotse_connections", "Open connections of visitors", self._connections())
        yield from _cache(self._snapshots())
        yield from _engine(self._engine())


def _cache(snapshots: Sequence[Snapshot]) -> Iterator[Metric]:
    looked_up = CounterMetricFamily("stadtlotse_cache_lookups", "Look-ups", labels=("layer", "result"))
    lost = CounterMetricFamily("stadtlotse_cache_losses", "Evictions and errors", labels=("layer", "reason"))
    entries = GaugeMetricFamily("stadtlotse_cache_entries", "Remembered entries", labels=("layer",))
    used = GaugeMetricFamily("stadtlotse_cache_bytes", "Bytes in use", labels=("layer",))
    limit = GaugeMetricFamily("stadtlotse_cache_limit_bytes", "Bytes allowed", labels=("layer",))
    for each in snapshots:
        looked_up.add_metric((each.layer, "hit"), each.hits)
        looked_up.add_metric((each.layer, "miss"), each.misses)
        lost.add_metric((each.layer, "evicted"), each.evictions)
        lost.add_metric((each.layer, "error"), each.errors)
        entries.add_metric((each.layer,), each.entries)
        used.add_metric((each.layer,), each.bytes)
        limit.add_metric((each.layer,), each.limit)
    yield from (looked_up, lost, entries, used, limit)


def _engine(figures: EngineFigures) -> Iterator[Metric]:
    yield CounterMetricFamily("stadtlotse_engine_calls", "Calls of the model", figures.calls)
    yield CounterMetricFamily("stadtlotse_engine_sentences", "Sentences it was given", figures.sentences)
    yield CounterMetricFamily(
        "stadtlotse_engine_busy_seconds", "Time it worked: its rate is the utilisation", figures.busy_seconds
    )
    yield GaugeMetricFamily(
        "stadtlotse_queue_sentences", "Sentences that wait or are being translated", figures.waiting
    )
    yield GaugeMetricFamily(
        "stadtlotse_engine_ready", "1 if pages are translated, 0 if they stay German", figures.ready
    )
    shown = CounterMetricFamily(
        "stadtlotse_segments", "Segments shown, by where they came from", labels=("language", "layer")
    )
    german = CounterMetricFamily(
        "stadtlotse_fallbacks", "Segments left in German, by reason", labels=("language", "reason")
    )
    attempts = CounterMetricFamily(
        "stadtlotse_attempts",
        "Ways in which sentences were tried whose first answer was refused or that hold terms, and what refused each",
        labels=("language", "way", "refused"),
    )
    for labels, count in sorted(figures.segments.attempts.items()):
        attempts.add_metric(labels, count)
    for (language, layer), count in sorted(figures.segments.shown.items()):
        shown.add_metric((language, layer), count)
    for (language, reason), count in sorted(bounded(figures.segments.german).items()):
        german.add_metric((language, reason), count)
    yield from (shown, german, attempts)


def bounded(counts: Mapping[tuple[str, str], int], most: int = _MOST_REASONS) -> Mapping[tuple[str, str], int]:
    """Counts by language and reason with at most so many reasons; the rarest become one."""
    by_reason: Tally[str] = Tally()
    for (_, reason), count in counts.items():
        by_reason[reason] += count
    kept = {reason for reason, _ in by_reason.most_common(most)}
    found: Tally[tuple[str, str]] = Tally()
    for (language, reason), count in counts.items():
        found[language, reason if reason in kept else OTHER] += count
    return found
