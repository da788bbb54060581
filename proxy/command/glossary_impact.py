"""What a change of the glossary would do to what is remembered: which segments and pages would be made anew.

Reads the caches that the settings name, and writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from cache.errors import DamagedValueError
from cache.pages import read
from cache.store import DiskStore, Store
from glossary.term import Place
from proxy import made_of
from proxy.settings import Settings
from translation.impact import Decisions, Impact, everywhere
from translation.outcome import german_of
from translation.segment import Segment

_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class AffectedText:
    """A German text and the languages in which it would be translated anew."""

    text: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AffectedPage:
    """A remembered page that would be made anew, and how many of its segments, frames and fields are the reason."""

    path: str
    language: str
    segments: int


@dataclass(frozen=True, slots=True)
class Report:
    """What would be made anew, and of how much: `segments` and `pages` count what is remembered, by language each."""

    segments: int
    pages: int
    texts: tuple[AffectedText, ...]
    affected_pages: tuple[AffectedPage, ...]

    def plain(self) -> dict[str, object]:
        """Return it as values for JSON."""
        return asdict(self)


def remembered_impact(settings: Settings, before: Decisions, now: Decisions) -> Report:
    """Compare what is remembered under what is decided now with what would be."""
    languages = settings.languages.targets
    unbound = Impact(everywhere(before), everywhere(now), languages)
    exact = Impact(before, now, languages)
    with _opened(settings, "segments", settings.cache.segment_megabytes) as store:
        segments = dict.fromkeys(_segments(store)) if store else {}
    texts: dict[str, list[str]] = {}
    for segment, language in segments:
        # Where it stands is not remembered: the entry may be for its place, and another for all others.
        inside, place = replace(segment, where=exact.selectors), Place(language=language)
        if unbound.changes(segment, place) or exact.changes(inside, place):
            texts.setdefault(segment.text, []).append(language)
    with _opened(settings, "pages", settings.cache.page_megabytes) as store:
        pages = list(_pages(store)) if store else []
    counted = [(page, _reasons(page, exact)) for page in pages]
    return Report(
        len(segments),
        len(pages),
        tuple(AffectedText(text, tuple(sorted(codes))) for text, codes in texts.items()),
        tuple(AffectedPage(page.place.path, page.place.language, count) for page, count in counted if count),
    )


def lines_of(report: Report) -> Iterator[str]:
    """Yield the report for people: the texts, the pages, the sums."""
    for text in report.texts:
        yield f"  {' '.join(text.languages)}: {text.text}"
    for page in report.affected_pages:
        yield f"  {page.language}: page {page.path}, {page.segments} segments"
    languages = Counter(code for text in report.texts for code in text.languages)
    by_language = ", ".join(f"{code} {count}" for code, count in languages.most_common())
    anew = languages.total()
    yield (
        f"{anew} of {report.segments} remembered segments would be translated anew"
        f"{f' ({by_language})' if by_language else ''}; "
        f"{len(report.affected_pages)} of {report.pages} remembered pages would be made anew"
    )


def _reasons(page: made_of.MadeOf, impact: Impact) -> int:
    """Return how much of a page would read otherwise: segments, and names of what has no text of its own."""
    segments = sum(impact.changes(each, page.place) for each in page.inside(impact.selectors))
    return segments + sum(impact.rewrites(name, page.place) for name in page.asked)


def _segments(store: Store) -> Iterable[tuple[Segment, str]]:
    for entry in store.scan():
        segment = german_of(entry.value)
        if segment is not None:
            yield segment, entry.tag


def _pages(store: Store) -> Iterable[made_of.MadeOf]:
    for entry in store.scan():
        try:
            made = made_of.decode(read(entry.value).made_of)
        except DamagedValueError:
            continue
        if made is not None:
            yield made


@contextmanager
def _opened(settings: Settings, name: str, megabytes: int) -> Iterator[Store | None]:
    """Open a cache; looking makes no folder."""
    folder = settings.cache.folder / name
    if not folder.is_dir():
        yield None
        return
    store = DiskStore(folder, megabytes * _MEGABYTE, name)
    try:
        yield store
    finally:
        store.close()
