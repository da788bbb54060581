"""Answers of the website as stored: their heads in a store, their bodies in files, one row for all variants of a URL.

A row says what is known; a body that its row names may be gone (room was made), and then the answer is absent.
What cannot be read back is absent too. Must not know how answers are fetched or sent; headers are carried, not
understood. Calls may wait for the disk.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b

from cache.bodies import Bodies, Body, Reading, Writing
from cache.freshness import Times
from cache.statistics import Counters, Snapshot
from cache.store import Store
from cache.vary import Selecting, selects

_VERSION = 1
_MOST_VARIANTS = 16  # of one URL; an origin that varies on the browser's name would fill the disk with one page
_KEY_BYTES = 24


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """One answer as the website gave it, without what is between two neighbours only."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    selecting: Selecting
    times: Times
    tags: tuple[str, ...]
    body: Body


@dataclass(frozen=True, slots=True)
class Row:
    """All that is stored of one URL, the newest first."""

    url: str
    variants: tuple[StoredAnswer, ...] = ()

    def with_answer(self, answer: StoredAnswer) -> "Row":
        """This row with one answer more, or another one in its place.

        RFC 9111 section 4.1: of an origin that now varies on other headers, what came before selects nothing.
        """
        names = [name for name, _ in answer.selecting]
        others = (
            each
            for each in self.variants
            if each.selecting != answer.selecting and [name for name, _ in each.selecting] == names
        )
        return Row(self.url, (answer, *others)[:_MOST_VARIANTS])

    def without(self, body: Body) -> "Row":
        """This row without the answer that has this body."""
        return Row(self.url, tuple(each for each in self.variants if each.body.name != body.name or not body.name))


def key_of(url: str) -> bytes:
    """The key of a URL; a path, its query and the host are compared as they are given."""
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES, person=b"answer.1").digest()


class AnswerCache:
    """Stored answers. Their two halves may be used by several processes."""

    def __init__(self, store: Store, bodies: Bodies) -> None:
        self._store = store
        self._bodies = bodies
        self._counters = Counters()

    @property
    def limit(self) -> int:
        """How many bytes of bodies are kept."""
        return self._bodies.limit

    def get(self, url: str) -> tuple[StoredAnswer, ...]:
        """All variants of a URL, fresh or stale, the newest first."""
        row = read_row(self._store.get(key_of(url)))
        return row.variants if row else ()

    def select(
        self, url: str, request: Mapping[str, str], ignored_cookies: tuple[str, ...]
    ) -> tuple[StoredAnswer | None, bool]:
        """The newest variant that the request selects, and whether there are others."""
        variants = self.get(url)
        found = next((each for each in variants if selects(each.selecting, request, ignored_cookies)), None)
        self._counters.looked_up(int(found is not None), int(found is None))
        return found, bool(variants)

    def open(self, body: Body) -> Reading | None:
        """The body for reading; None if it is gone."""
        return self._bodies.open(body)

    def begin(self) -> Writing:
        """Begin a body. Raises `OSError`."""
        return self._bodies.begin()

    def put(self, url: str, answer: StoredAnswer) -> bool:
        """Remember an answer whose body is written; answers if it was kept."""
        replaced: list[Body] = []

        def change(value: bytes | None) -> bytes:
            old = read_row(value) or Row(url)
            new = old.with_answer(answer)
            kept = {each.body.name for each in new.variants}
            replaced[:] = [each.body for each in old.variants if each.body.name not in kept]
            return _written(new)

        kept = self._store.update(key_of(url), change, "")
        for body in replaced if kept else (answer.body,):
            self._bodies.remove(body)
        if kept:
            self._counters.evicted(self._bodies.added(answer.body))
        return kept

    def renew(self, url: str, answer: StoredAnswer, headers: tuple[tuple[str, str], ...], times: Times) -> StoredAnswer:
        """Take over new headers and times after a validation; answers the answer as it now is."""
        renewed = replace(answer, headers=headers, times=times)

        def change(value: bytes | None) -> bytes | None:
            row = read_row(value)
            if row is None or answer.body not in [each.body for each in row.variants]:
                return None
            others = tuple(each for each in row.variants if each.selecting != answer.selecting)
            return _written(Row(url, (renewed, *others)))

        self._store.update(key_of(url), change)
        return renewed

    def forget(self, url: str) -> bool:
        """Forget all variants of a URL; answers if there were any."""
        variants = self.get(url)
        gone = self._store.delete(key_of(url))
        for each in variants:
            self._bodies.remove(each.body)
        return gone

    def forget_damaged(self, url: str, answer: StoredAnswer) -> None:
        """Forget one variant whose body cannot be read."""
        self._counters.failed()

        def change(value: bytes | None) -> bytes | None:
            row = read_row(value)
            return None if row is None else _written(row.without(answer.body))

        self._store.update(key_of(url), change)
        self._bodies.remove(answer.body)

    def rows(self) -> Iterator[Row]:
        """Everything that is stored."""
        return (row for entry in self._store.scan() if (row := read_row(entry.value)) is not None)

    def clear(self) -> int:
        """Forget all; answers how many URLs."""
        count = self._store.clear()
        self._bodies.clear()
        return count

    def snapshot(self) -> Snapshot:
        """Entries and bytes of the folder with its index, counts of this process."""
        index, usage = self._store.snapshot(), self._bodies.usage()
        own = self._counters.snapshot("answers", index.entries, usage.bytes + index.bytes, self._bodies.limit)
        return replace(own, errors=own.errors + index.errors)

    def close(self) -> None:
        """Close the index."""
        self._store.close()


def _written(row: Row) -> bytes:
    # Header values may hold any byte, latin-1 or surrogates: ASCII escapes bring all of them back.
    facts = [_VERSION, row.url, [asdict(each) for each in row.variants]]
    return json.dumps(facts, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def read_row(value: bytes | None) -> Row | None:
    """The row of these bytes; None if they are none."""
    if value is None:
        return None
    try:
        version, url, variants = json.loads(value)
        if version != _VERSION:
            return None
        return Row(str(url), tuple(_answer(each) for each in variants))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _answer(facts: dict[str, object]) -> StoredAnswer:
    times, body, headers, selecting = (facts[name] for name in ("times", "body", "headers", "selecting"))
    if not (isinstance(times, dict) and isinstance(body, dict) and isinstance(facts["tags"], list)):
        raise TypeError
    if not (isinstance(headers, list) and isinstance(selecting, list)):
        raise TypeError
    return StoredAnswer(
        status=int(str(facts["status"])),
        reason=str(facts["reason"]),
        headers=tuple((str(name), str(text)) for name, text in headers),
        selecting=tuple((str(name), None if text is None else str(text)) for name, text in selecting),
        times=_read_times(times),
        tags=tuple(str(tag) for tag in facts["tags"]),
        body=Body(str(body["name"]), int(body["size"]), tuple(int(each) for each in body["checks"])),
    )


def _read_times(facts: dict[str, object]) -> Times:
    limit = facts["stale_if_error"]
    return Times(
        stored_at=float(str(facts["stored_at"])),
        lifetime_seconds=float(str(facts["lifetime_seconds"])),
        initial_age=float(str(facts["initial_age"])),
        must_revalidate=bool(facts["must_revalidate"]),
        stale_while_revalidate=float(str(facts["stale_while_revalidate"])),
        stale_if_error=None if limit is None else float(str(limit)),
        for_everyone=bool(facts["for_everyone"]),
    )
