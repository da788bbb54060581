"""Looks through what is remembered on disk, a part at a time: a look ends after so many rows found or so much time.

The stores have no index by text, address or tag: their keys are digests. A look that ended early says after which row
the next one goes on, so that no request takes long however much is remembered. Call it in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from cache.answers import Row, read_row
from cache.memory_store import Entry
from cache.pages import StoredPage, page_of
from proxy.headers import first
from proxy.purging import Layer, Wanted, folder_of, opened, snapshot, tags_of
from proxy.settings import CacheSettings
from translation.explain import shown
from translation.outcome import Outcome, decode, german_of
from translation.segment import Segment

LOOK_SECONDS: Final = 0.1
ON_SECONDS: Final = 0.5
"""For who goes on: one has seen that there is much to look through."""
IMPACT_SECONDS: Final = 1.5
"""What one waits to see what a purge would forget."""
_MOST_PAGES_NAMED: Final = 20
_LONGEST_TEXT: Final = 400


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a look may take, by a clock that never goes back."""

    clock: Callable[[], float]
    seconds: float

    def begun(self) -> Callable[[], bool]:
        """Begin; answers what says whether the time is over."""
        until = self.clock() + self.seconds
        return lambda: self.clock() >= until


@dataclass(frozen=True, slots=True)
class SegmentFound:
    """A remembered translation; texts are cut where they are long."""

    key: str
    language: str
    german: str
    text: str | None
    layer: str
    detail: str
    model: str


@dataclass(frozen=True, slots=True)
class PageFound:
    """A remembered page."""

    key: str
    url: str
    language: str
    status: int
    stored_at: float
    complete: bool
    translated: int
    german: int
    size: int
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerFound:
    """What the website said at an address; sizes and times are those of the newest of its variants."""

    key: str
    url: str
    status: int
    kind: str
    stored_at: float
    size: int
    variants: int
    tags: tuple[str, ...]


Found = SegmentFound | PageFound | AnswerFound


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look came to; `on` is the row after which the next one goes on, None where all was seen."""

    found: tuple[Found, ...] = ()
    seen: int = 0
    on: int | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """What a purge would forget; with `at_least`, there may be more: not all was looked through."""

    counts: dict[Layer, int] = field(default_factory=dict)
    pages: tuple[str, ...] = ()
    """Languages and addresses of some of the pages."""
    at_least: bool = False

    @property
    def total(self) -> int:
        """All entries."""
        return sum(self.counts.values())


def look(
    settings: CacheSettings, layer: Layer, wanted: Wanted, most: int, patience: Patience, after: int = 0
) -> Looked:
    """Look through a layer from a row on, for so many entries at most; raises `StoreUnusableError`."""
    found: list[Found] = []
    seen, is_over = 0, patience.begun()
    for row, entry in _entries(settings, layer, after):
        seen += 1
        match = _found(layer, entry, wanted)
        if match is not None:
            found.append(match)
        if len(found) >= most or is_over():
            return Looked(tuple(found), seen, row)
    return Looked(tuple(found), seen)


def impact(settings: CacheSettings, layers: tuple[Layer, ...], wanted: Wanted, patience: Patience) -> Impact:
    """Count what a purge of these layers would forget; raises `StoreUnusableError`."""
    counts: dict[Layer, int] = {}
    pages: list[str] = []
    at_least, is_over = False, patience.begun()
    for layer in layers:
        counts[layer] = 0
        if wanted.is_everything and layer is not Layer.pages:
            counts[layer] = snapshot(settings, layer).entries
            continue
        for _, entry in _entries(settings, layer, 0):
            match = _found(layer, entry, wanted)
            if match is not None:
                counts[layer] += 1
                if isinstance(match, PageFound) and len(pages) < _MOST_PAGES_NAMED:
                    pages.append(f"{match.language} {path_of(match.url)}")
            if is_over():
                at_least = True
                break
    return Impact(counts, tuple(pages), at_least)


def remembered_page(settings: CacheSettings, key: str) -> StoredPage | None:
    """One page by its key; raises `StoreUnusableError`."""
    try:
        wanted = bytes.fromhex(key)
    except ValueError:
        return None
    if not folder_of(settings, Layer.pages).is_dir():
        return None
    with opened(settings, Layer.pages) as store:
        value = store.get(wanted)
        return None if value is None else page_of(Entry(wanted, value))


def path_of(url: str) -> str:
    """The path of an address, with its query."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _entries(settings: CacheSettings, layer: Layer, after: int) -> Iterator[tuple[int, Entry]]:
    """The entries of a layer; looking makes no folder."""
    if folder_of(settings, layer).is_dir():
        with opened(settings, layer) as store:
            yield from store.scan_after(after)


def _found(layer: Layer, entry: Entry, wanted: Wanted) -> Found | None:
    """The entry for people, if it is wanted and can be read."""
    if layer is Layer.segments:
        if wanted.language not in ("", entry.tag):
            return None  # before it is read
        german = german_of(entry.value)
        outcome = decode(entry.value) if wanted.covers_segment(entry.tag, german) else None
        return _segment(entry, german, outcome) if outcome else None
    if layer is Layer.pages:
        page = page_of(entry)
        return _page(entry, page) if page is not None and wanted.covers_page(page) else None
    row = read_row(entry.value)
    return _answer(entry, row) if row is not None and row.variants and wanted.covers_answer(row) else None


def _segment(entry: Entry, german: Segment | None, outcome: Outcome) -> SegmentFound:
    return SegmentFound(
        key=entry.key.hex(),
        language=entry.tag,
        german="" if german is None else _cut(shown(german)),
        text=None if outcome.parts is None else _cut(shown(Segment(outcome.parts))),
        layer=outcome.layer.value,
        detail=outcome.detail,
        model=outcome.model,
    )


def _page(entry: Entry, page: StoredPage) -> PageFound:
    return PageFound(
        key=entry.key.hex(),
        url=page.url,
        language=first(page.headers, "content-language"),
        status=page.status,
        stored_at=page.stored_at,
        complete=page.complete,
        translated=page.translated,
        german=page.german,
        size=len(page.body),
        tags=page.tags,
    )


def _answer(entry: Entry, row: Row) -> AnswerFound:
    newest = row.variants[0]
    return AnswerFound(
        key=entry.key.hex(),
        url=row.url,
        status=newest.status,
        kind=first(newest.headers, "content-type").partition(";")[0],
        stored_at=newest.times.stored_at,
        size=newest.body.size,
        variants=len(row.variants),
        tags=tags_of(row),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
