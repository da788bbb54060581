"""Live figures of the whole machine, for people: what `/metrics` says to programs, put together.

They hold for all processes of `serve --workers N`; every worker can read them, with the function that the application
keeps under `LIVE_FIGURES`. Counts are since the start and never go back when a worker is replaced. No personal data.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from proxy.families import Family, Labels

_ANSWERED_FROM_MEMORY: Final = frozenset({"hit", "revalidated"})
_NOT_CACHEABLE: Final = frozenset({"none", "bypass"})


@dataclass(frozen=True, slots=True)
class Hits:
    """How often something was found in memory, of so many look-ups."""

    hits: int = 0
    lookups: int = 0

    @property
    def ratio(self) -> float | None:
        """The share from 0 to 1; None where nothing was looked up."""
        return self.hits / self.lookups if self.lookups else None


@dataclass(frozen=True, slots=True)
class LanguageFigures:
    """Answers in one language; `de` is German pages and files, `other` what has no language of ours."""

    language: str
    requests: int = 0
    memory: Hits = field(default_factory=Hits)
    """Answers that were remembered, of those that could have been."""
    words: int = 0
    """German words that nobody had translated before."""
    late_pages: int = 0
    """Pages sent with German in them because the deadline came first."""
    shown: int = 0
    """Segments shown translated."""
    german: int = 0
    """Segments left in German."""


@dataclass(frozen=True, slots=True)
class LayerFigures:
    """One layer of memory on disk: `segments`, `pages`, `answers`."""

    layer: str
    lookups: Hits
    entries: int
    bytes: int
    limit_bytes: int
    evictions: int
    errors: int


@dataclass(frozen=True, slots=True)
class Fallback:
    """Segments of one language left in German for one reason."""

    language: str
    reason: str
    segments: int


@dataclass(frozen=True, slots=True)
class EngineLoad:
    """The model, in its own process or in the only one."""

    ready: bool = False
    waiting: int = 0
    """Sentences that wait or are being translated."""
    calls: int = 0
    sentences: int = 0
    tokens: int = 0
    """German tokens it was given, estimated as batches are."""
    busy_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ProcessFigures:
    """One process: `worker-1` and so on, `engine`; while a worker is replaced, the old and the new one together."""

    name: str
    memory_bytes: int
    cpu_seconds: float
    open_files: int
    started_at: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Recent:
    """What the last so many seconds were like."""

    seconds: float
    requests_per_second: float
    words_per_second: float
    engine_busy: float
    """Share of the time, from 0 to 1, in which the model worked."""


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """Everything at one moment."""

    at: float
    """Seconds since 1970."""
    languages: tuple[LanguageFigures, ...]
    layers: tuple[LayerFigures, ...]
    fallbacks: tuple[Fallback, ...]
    """Most segments first."""
    engine: EngineLoad
    processes: tuple[ProcessFigures, ...]
    connections: int
    disk_bytes: int
    """Size of the file system that the caches lie on."""
    disk_free_bytes: int
    recent: Recent | None = None
    """None in the first seconds."""

    @property
    def requests(self) -> int:
        """All answers."""
        return sum(each.requests for each in self.languages)

    @property
    def words(self) -> int:
        """All German words that were translated anew."""
        return sum(each.words for each in self.languages)

    @property
    def late_pages(self) -> int:
        """All pages for which the deadline came first."""
        return sum(each.late_pages for each in self.languages)

    @property
    def memory_bytes(self) -> int:
        """Of all processes; what they share is counted for each."""
        return sum(each.memory_bytes for each in self.processes)


ReadLiveFigures = Callable[[], Awaitable[LiveFigures]]
LIVE_FIGURES: Final[web.AppKey[ReadLiveFigures]] = web.AppKey("live figures")


@dataclass(frozen=True, slots=True)
class Totals:
    """What rates are made of: counts at one moment."""

    at: float
    requests: float
    words: float
    busy_seconds: float


def totals_of(families: Iterable[Family], at: float) -> Totals:
    """The counts of a reading."""
    read = _Reading(families)
    return Totals(
        at,
        read.total("stadtlotse_requests_total"),
        read.total("stadtlotse_words_begun_total"),
        read.total("stadtlotse_engine_busy_seconds_total"),
    )


def figures_of(families: Iterable[Family], at: float, before: Totals | None = None) -> LiveFigures:
    """The figures of a reading; `before` is an earlier one, for what is recent."""
    families = tuple(families)
    read = _Reading(families)
    return LiveFigures(
        at=at,
        languages=_languages(read),
        layers=_layers(read),
        fallbacks=_fallbacks(read),
        engine=EngineLoad(
            ready=bool(read.total("stadtlotse_engine_ready")),
            waiting=int(read.total("stadtlotse_queue_sentences")),
            calls=int(read.total("stadtlotse_engine_calls_total")),
            sentences=int(read.total("stadtlotse_engine_sentences_total")),
            tokens=int(read.total("stadtlotse_engine_tokens_total")),
            busy_seconds=read.total("stadtlotse_engine_busy_seconds_total"),
        ),
        processes=_processes(read),
        connections=int(read.total("stadtlotse_connections")),
        disk_bytes=int(read.total("stadtlotse_disk_bytes")),
        disk_free_bytes=int(read.total("stadtlotse_disk_free_bytes")),
        recent=_recent(totals_of(families, at), before),
    )


class _Reading:
    """Samples by name."""

    def __init__(self, families: Iterable[Family]) -> None:
        self._samples: dict[str, dict[Labels, float]] = {}
        for family in families:
            for (name, labels), value in family.samples.items():
                self._samples.setdefault(name, {})[labels] = value

    def total(self, name: str) -> float:
        return sum(self._samples.get(name, {}).values())

    def rows(self, name: str) -> Iterable[tuple[Mapping[str, str], float]]:
        return ((dict(labels), value) for labels, value in self._samples.get(name, {}).items())

    def by(self, name: str, label: str) -> Mapping[str, float]:
        """Sums by one label."""
        found: Counter[str] = Counter()
        for labels, value in self.rows(name):
            found[labels.get(label, "")] += value  # type: ignore[assignment]  # typeshed: counts are whole
        return found


def _languages(read: _Reading) -> tuple[LanguageFigures, ...]:
    requests = read.by("stadtlotse_requests_total", "language")
    words, late = (read.by(f"stadtlotse_{name}_total", "language") for name in ("words_begun", "incomplete_pages"))
    shown, german = (read.by(f"stadtlotse_{name}_total", "language") for name in ("segments", "fallbacks"))
    hits: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for labels, value in read.rows("stadtlotse_requests_total"):
        if labels["cache"] not in _NOT_CACHEABLE:
            asked[labels["language"]] += int(value)
            hits[labels["language"]] += int(value) if labels["cache"] in _ANSWERED_FROM_MEMORY else 0
    return tuple(
        LanguageFigures(
            language=each,
            requests=int(requests.get(each, 0)),
            memory=Hits(hits[each], asked[each]),
            words=int(words.get(each, 0)),
            late_pages=int(late.get(each, 0)),
            shown=int(shown.get(each, 0)),
            german=int(german.get(each, 0)),
        )
        for each in sorted({*requests, *words, *late, *shown, *german})
    )


def _layers(read: _Reading) -> tuple[LayerFigures, ...]:
    lookups = {(row["layer"], row["result"]): int(n) for row, n in read.rows("stadtlotse_cache_lookups_total")}
    losses = {(row["layer"], row["reason"]): int(n) for row, n in read.rows("stadtlotse_cache_losses_total")}
    entries, used, limit = (
        read.by(f"stadtlotse_cache_{name}", "layer") for name in ("entries", "bytes", "limit_bytes")
    )
    return tuple(
        LayerFigures(
            layer=each,
            lookups=Hits(lookups.get((each, "hit"), 0), sum(lookups.get((each, how), 0) for how in ("hit", "miss"))),
            entries=int(entries[each]),
            bytes=int(used.get(each, 0)),
            limit_bytes=int(limit.get(each, 0)),
            evictions=losses.get((each, "evicted"), 0),
            errors=losses.get((each, "error"), 0),
        )
        for each in sorted(entries)
    )


def _fallbacks(read: _Reading) -> tuple[Fallback, ...]:
    rows = read.rows("stadtlotse_fallbacks_total")
    found = (Fallback(labels["language"], labels["reason"], int(count)) for labels, count in rows)
    return tuple(sorted(found, key=lambda each: (-each.segments, each.language, each.reason)))


def _processes(read: _Reading) -> tuple[ProcessFigures, ...]:
    memory = read.by("process_resident_memory_bytes", "process")
    cpu = read.by("process_cpu_seconds_total", "process")
    files = read.by("process_open_fds", "process")
    started = read.by("process_start_time_seconds", "process")
    return tuple(
        ProcessFigures(each, int(memory[each]), cpu.get(each, 0.0), int(files.get(each, 0)), started.get(each, 0.0))
        for each in sorted(memory)
    )


def _recent(now: Totals, before: Totals | None) -> Recent | None:
    seconds = now.at - before.at if before is not None else 0.0
    if before is None or seconds <= 0:
        return None
    return Recent(
        seconds=seconds,
        requests_per_second=max(0.0, now.requests - before.requests) / seconds,
        words_per_second=max(0.0, now.words - before.words) / seconds,
        engine_busy=min(1.0, max(0.0, now.busy_seconds - before.busy_seconds) / seconds),
    )
