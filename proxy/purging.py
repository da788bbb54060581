"""Forgets what is remembered, by what an editor or operator can name: address, tag, language, text or term.

Works on the folders of the caches, beside running processes: those see a mark and drop what they keep in memory.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

from cache.answers import AnswerCache, Row
from cache.bodies import Bodies
from cache.pages import PageCache, StoredPage
from cache.purge_mark import PurgeMark
from cache.statistics import Snapshot
from cache.store import DiskStore
from proxy.headers import first
from proxy.made_of import decode
from proxy.settings import CacheSettings
from proxy.website import MEGABYTE, PURGED, answers_folder, answers_limits
from translation.outcome import german_of
from translation.segment import Segment


class Layer(StrEnum):
    """The caches on disk, from the one nearest to the model to the one nearest to the website."""

    segments = "segments"
    pages = "pages"
    answers = "answers"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to forget; what is not named is not asked about, and with nothing named it is everything."""

    language: str = ""
    url: str = ""
    """A German page's address, whole or from its path on."""
    prefix: str = ""
    tag: str = ""
    """A name in the website's Cache-Tag, Surrogate-Key or xkey header."""
    segment: str = ""
    """The German text of one segment."""
    term: str = ""
    """Words that stand in the German text."""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is named."""
        return not any(getattr(self, field.name) for field in fields(self))

    def covers_address(self, url: str, tags: tuple[str, ...]) -> bool:
        """Whether address and tags are among what is named."""
        path = "/" + url.partition("://")[2].partition("/")[2]
        named = (
            not self.url or self.url in (url, path),
            not self.prefix or url.startswith(self.prefix) or path.startswith(self.prefix),
            not self.tag or self.tag in tags,
        )
        return all(named)

    def covers_text(self, segments: tuple[Segment, ...]) -> bool:
        """Whether one of the texts is, or holds, what is named."""
        if not self.segment and not self.term:
            return True
        texts = [_plain(segment.text) for segment in segments]
        same = not self.segment or _plain(self.segment) in texts
        return same and (not self.term or any(_plain(self.term) in text for text in texts))

    def covers_segment(self, language: str, german: Segment | None) -> bool:
        """Whether a remembered translation is among what is named; it belongs to no address."""
        if self.url or self.prefix or self.tag:
            return False
        return self.language in ("", language) and self.covers_text(() if german is None else (german,))

    def covers_page(self, page: StoredPage) -> bool:
        """Whether a remembered page is."""
        if self.language and first(page.headers, "content-language") != self.language:
            return False
        if not self.covers_address(page.url, page.tags):
            return False
        made = decode(page.made_of) if self.segment or self.term else None
        return self.covers_text(made.segments if made else ())

    def covers_answer(self, row: Row) -> bool:
        """Whether what the website said is: it is German, and goes when it changes."""
        if self.language or self.segment or self.term:
            return False
        return self.covers_address(row.url, tags_of(row))


def purge(settings: CacheSettings, layers: tuple[Layer, ...], wanted: Wanted) -> dict[Layer, int]:
    """Forget what is wanted in these layers; answers how many entries of each."""
    forget: dict[Layer, Callable[[CacheSettings, Wanted], int]] = {
        Layer.segments: _segments,
        Layer.pages: _pages,
        Layer.answers: _answers,
    }
    counts = {layer: forget[layer](settings, wanted) if folder_of(settings, layer).is_dir() else 0 for layer in layers}
    PurgeMark(settings.folder / PURGED).move()
    return counts


def snapshot(settings: CacheSettings, layer: Layer) -> Snapshot:
    """The state of one cache; looking makes no folder."""
    if not folder_of(settings, layer).is_dir():
        return Snapshot(layer.value, 0, 0, _limit(settings, layer), 0, 0, 0, 0)
    if layer is Layer.answers:
        with _opened_answers(settings) as answers:
            return answers.snapshot()
    with opened(settings, layer) as store:
        return store.snapshot()


def folder_of(settings: CacheSettings, layer: Layer) -> Path:
    """Where a cache lies."""
    return answers_folder(settings) if layer is Layer.answers else settings.folder / layer.value


def tags_of(row: Row) -> tuple[str, ...]:
    """What the website called its answers."""
    return tuple(dict.fromkeys(tag for variant in row.variants for tag in variant.tags))


def _segments(settings: CacheSettings, wanted: Wanted) -> int:
    with opened(settings, Layer.segments) as store:
        if wanted.is_everything:
            return store.clear()
        if wanted.url or wanted.prefix or wanted.tag:
            return 0  # without looking through all of them
        keys = [entry.key for entry in store.scan() if wanted.covers_segment(entry.tag, german_of(entry.value))]
        return sum(store.delete(key) for key in keys)


def _pages(settings: CacheSettings, wanted: Wanted) -> int:
    with opened(settings, Layer.pages) as store:
        return store.clear() if wanted.is_everything else PageCache(store).forget_where(wanted.covers_page)


def _answers(settings: CacheSettings, wanted: Wanted) -> int:
    with _opened_answers(settings) as answers:
        if wanted.is_everything:
            return answers.clear()
        urls = [row.url for row in answers.rows() if wanted.covers_answer(row)]
        return sum(answers.forget(url) for url in urls)


@contextmanager
def opened(settings: CacheSettings, layer: Layer) -> Iterator[DiskStore]:
    """The store of a cache, of stored answers the one with their heads; raises `StoreUnusableError`."""
    folder = folder_of(settings, layer)
    place = folder / "index" if layer is Layer.answers else folder
    limit = answers_limits(settings)[0] if layer is Layer.answers else _limit(settings, layer)
    store = DiskStore(place, limit, layer.value)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _opened_answers(settings: CacheSettings) -> Iterator[AnswerCache]:
    index, bodies = answers_limits(settings)
    folder = answers_folder(settings)
    answers = AnswerCache(DiskStore(folder / "index", index, "index"), Bodies(folder / "bodies", bodies))
    try:
        yield answers
    finally:
        answers.close()


def _limit(settings: CacheSettings, layer: Layer) -> int:
    megabytes = {
        Layer.segments: settings.segment_megabytes,
        Layer.pages: settings.page_megabytes,
        Layer.answers: settings.answer_megabytes,
    }
    return megabytes[layer] * MEGABYTE


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
