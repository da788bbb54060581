"""What is counted while serving, for Prometheus. No personal data; every label has a small, known set of values.

Counts of requests are kept here; what others count already (segments, engine, caches) is read when it is asked for.
"""

import shutil
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cache.statistics import Snapshot
from proxy.figures import EngineFigures, SegmentFigures
from proxy.record import Record

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
OTHER: Final = "other"
_GONE: Final = 499  # as nginx counts visitors who did not wait

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


@dataclass(frozen=True, slots=True)
class Like:
    """What answers have in common that are counted together."""

    language: str
    status: int
    cache: str
    """Their Cache-Status."""
    client: str
    """The kind of client that asked."""


class Metrics:
    """Counts requests into a registry; use it from one event loop."""

    def __init__(self, registry: CollectorRegistry, languages: Sequence[str]) -> None:
        """Register; labels that are no known language count as `other`."""
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

    def answered(self, like: Like, seconds: float, record: Record) -> None:
        """Count one answer."""
        language = self._language(like.language)
        self.count(like)(seconds)
        for stage, stage_seconds in record.seconds.items():
            self.count_stage(stage, language)(stage_seconds)
        if record.words:
            self._words.labels(language, record.client).inc(record.words)

    def count(self, like: Like) -> Callable[[float], None]:
        """What counts answers like this one: call it with the seconds that one took."""
        language, result = self._language(like.language), cache_result(like.cache)
        status = f"{like.status // 100}xx" if like.status != _GONE else "gone"
        requests = self._requests.labels(language, status, result, like.client)
        seconds = self._request_seconds.labels(language, result)

        def note(spent: float) -> None:
            requests.inc()
            seconds.observe(spent)

        return note

    def count_stage(self, stage: str, language: str) -> Callable[[float], None]:
        """What counts one stage of answers in a language: call it with the seconds that it took."""
        return self._stage_seconds.labels(stage, self._language(language)).observe

    def incomplete(self, language: str) -> None:
        """Count a page that was sent before it was all translated."""
        self._incomplete.labels(self._language(language)).inc()

    def origin(self, result: str) -> None:
        """Count an answer of the website: its class of status, or the name of an error."""
        self._origin.labels(result).inc()

    def _language(self, language: str) -> str:
        return language if language in self._languages else OTHER


class PartsCollector(Collector):
    """Reads what the parts count themselves."""

    def __init__(
        self,
        snapshots: Callable[[], Sequence[Snapshot]],
        engine: Callable[[], EngineFigures],
        connections: Callable[[], int],
        folder: Path,
    ) -> None:
        """`folder` is that of the caches: how much room it has is told, too."""
        self._snapshots = snapshots
        self._engine = engine
        self._connections = connections
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of now."""
        yield GaugeMetricFamily("stadtlotse_connections", "Open connections of visitors", self._connections())
        yield from _disk(self._folder)
        yield from _cache(self._snapshots())
        figures = self._engine()
        yield from _engine(figures)
        yield GaugeMetricFamily(
            "stadtlotse_engine_ready", "1 if pages are translated, 0 if they stay German", figures.ready
        )
        yield from _segments(figures.segments)


class EngineCollector(Collector):
    """Reads what the process of the engine counts."""

    def __init__(self, engine: Callable[[], EngineFigures]) -> None:
        self._engine = engine

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of now."""
        yield from _engine(self._engine())


def _disk(folder: Path) -> Iterator[Metric]:
    with suppress(OSError):  # a folder that is gone has no room to tell of
        usage = shutil.disk_usage(folder)
        yield GaugeMetricFamily("stadtlotse_disk_bytes", "Size of the file system of the caches", usage.total)
        yield GaugeMetricFamily("stadtlotse_disk_free_bytes", "Room that is left there", usage.free)


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
    yield CounterMetricFamily("stadtlotse_engine_tokens", "Tokens of these, estimated", figures.tokens)
    yield CounterMetricFamily(
        "stadtlotse_engine_busy_seconds", "Time it worked: its rate is the utilisation", figures.busy_seconds
    )
    yield GaugeMetricFamily(
        "stadtlotse_queue_sentences", "Sentences that wait or are being translated", figures.waiting
    )


def _segments(figures: SegmentFigures) -> Iterator[Metric]:
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
    markup = CounterMetricFamily(
        "stadtlotse_markup_rungs",
        "Segments with inline tags, by the rung of the ladder on which the tags found their places",
        labels=("language", "rung"),
    )
    for (language, rung), count in sorted(figures.markup.items()):
        markup.add_metric((language, rung), count)
    for labels, count in sorted(figures.attempts.items()):
        attempts.add_metric(labels, count)
    for (language, layer), count in sorted(figures.shown.items()):
        shown.add_metric((language, layer), count)
    for (language, reason), count in sorted(bounded(figures.german).items()):
        german.add_metric((language, reason), count)
    yield from (shown, german, attempts, markup)


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
