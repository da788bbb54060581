"""Stored pages: written and read back, and never replaced by less (law 8)."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.errors import DamagedValueError
from cache.freshness import Times
from cache.memory_store import MemoryStore
from cache.pages import PageCache, StoredPage, read, times_of, written
from cache.store import DiskStore, Store

PAGE = StoredPage(
    status=200,
    headers=(("content-type", "text/html"), ("link", "<a>"), ("link", "<b>")),
    body="<p>Günaydın</p>".encode(),
    stored_at=1000.0,
    lifetime_seconds=60.0,
    initial_age=0.0,
    origin_etag='"1"',
    origin_last_modified="",
    fingerprint="made so",
    complete=False,
    translated=10,
    german=5,
)
LATER = Times(2000.0, 120.0, 1.0, True, 5.0, 7.0, True)
SECONDS = st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(), max_size=9)  # with lone surrogates, as headers may have
PAGES = st.builds(
    StoredPage,
    status=st.integers(100, 599),
    headers=st.lists(st.tuples(TEXT, TEXT), max_size=4).map(tuple),
    body=st.binary(max_size=50),
    stored_at=SECONDS,
    lifetime_seconds=SECONDS,
    initial_age=SECONDS,
    origin_etag=TEXT,
    origin_last_modified=TEXT,
    fingerprint=TEXT,
    complete=st.booleans(),
    translated=st.integers(0, 99999),
    german=st.integers(0, 99999),
    origin_digest=TEXT,
    must_revalidate=st.booleans(),
    stale_while_revalidate=SECONDS,
    stale_if_error=st.none() | SECONDS,
    for_everyone=st.booleans(),
)


def on_disk(path: Path) -> Store:
    return DiskStore(path, 8 << 20)


def in_memory(path: Path) -> Store:
    return MemoryStore()


@pytest.fixture(params=[on_disk, in_memory], ids=["disk", "memory"])
def pages(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PageCache]:
    make: Callable[[Path], Store] = request.param
    store = make(tmp_path)
    yield PageCache(store)
    store.close()


@given(PAGES)
def test_written_and_read(page: StoredPage) -> None:
    """Any page comes back as it was."""
    assert read(written(page)) == page


@given(st.binary(max_size=80))
def test_any_bytes(value: bytes) -> None:
    """Bytes that are no page are damaged, never another error."""
    with pytest.raises(DamagedValueError):
        read(value)


@given(PAGES, st.data())
def test_any_damage_to_the_head(page: StoredPage, data: st.DataObject) -> None:
    """A page cut short in its head, or with a byte of it changed, is damaged or a page, never another error."""
    value = bytearray(written(page))
    end = len(value) - len(page.body)
    place = data.draw(st.integers(0, end - 1))
    with pytest.raises(DamagedValueError):
        read(bytes(value[:place]))
    value[place] = data.draw(st.integers(0, 255))
    with suppress(DamagedValueError):
        assert isinstance(read(bytes(value)), StoredPage)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"status":200', b'"status":"200"'),
        (b'"status":200', b'"state":200'),
        (b'"status":200,', b""),
        (b"[2,{", b"[1,{"),
        (b'"complete":false', b'"complete":null'),
        (b'"stored_at":1000.0', b'"stored_at":"1000"'),
        (b'[["content-type","text/html"]', b'["content-type"'),
        (b'"german":5', b'"german":5,"extra":1'),
    ],
)
def test_other_versions(old: bytes, new: bytes) -> None:
    """A head of another version, or with other fields or kinds of them, is damaged."""
    value = written(PAGE)
    head = value[4 : -len(PAGE.body)].replace(old, new)
    assert head != value[4 : -len(PAGE.body)]
    with pytest.raises(DamagedValueError):
        read(len(head).to_bytes(4, "big") + head + PAGE.body)


BETTER = replace(PAGE, translated=15, german=0, complete=True)
WORSE = replace(PAGE, translated=9, german=6)

REPLACING: tuple[tuple[str, StoredPage, StoredPage, bool], ...] = (
    ("more translated", PAGE, BETTER, True),
    ("as much", PAGE, replace(PAGE, body=b"new"), True),
    ("less translated", PAGE, WORSE, False),
    ("less, though complete", PAGE, replace(WORSE, complete=True), False),
    ("less, made otherwise, waiting", PAGE, replace(WORSE, fingerprint="otherwise"), False),
    ("less, made otherwise, complete", PAGE, replace(WORSE, fingerprint="otherwise", complete=True), True),
    ("less, other tag of the origin", PAGE, replace(WORSE, origin_etag='"2"'), True),
    ("less, weak form of the tag", PAGE, replace(WORSE, origin_etag='W/"1"'), False),
    (
        "less, same digest, other tag",
        replace(PAGE, origin_digest="d"),
        replace(WORSE, origin_etag='"2"', origin_digest="d"),
        False,
    ),
    (
        "less, same date, no tags",
        replace(PAGE, origin_etag="", origin_last_modified="d"),
        replace(WORSE, origin_etag="", origin_last_modified="d"),
        False,
    ),
    (
        "less, same date, other tag",
        replace(PAGE, origin_last_modified="d"),
        replace(WORSE, origin_etag='"2"', origin_last_modified="d"),
        True,
    ),
    ("less, no validators", replace(PAGE, origin_etag=""), replace(WORSE, origin_etag=""), True),
)


@pytest.mark.parametrize(("old", "new", "replaced"), [row[1:] for row in REPLACING], ids=[row[0] for row in REPLACING])
def test_replacing(pages: PageCache, old: StoredPage, new: StoredPage, replaced: bool) -> None:
    """A page of the same origin content is not replaced by a less translated one."""
    assert pages.put(b"k", old)
    assert pages.put(b"k", new) is replaced
    stored = pages.get(b"k")
    assert stored is not None
    assert (stored.body, stored.translated, stored.origin_etag) == (
        (new.body, new.translated, new.origin_etag) if replaced else (old.body, old.translated, old.origin_etag)
    )


def test_refused_page_brings_its_times(pages: PageCache) -> None:
    """When the better page stays, it takes over what the origin just said about lifetimes."""
    pages.put(b"k", BETTER)
    newer = replace(WORSE, stored_at=5000.0, lifetime_seconds=90.0)
    assert not pages.put(b"k", newer)
    assert pages.get(b"k") == replace(BETTER, stored_at=5000.0, lifetime_seconds=90.0)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=12))
def test_never_less(counts: list[int]) -> None:
    """Whatever pages of one origin content come in whatever order, the most translated is there."""
    pages = PageCache(MemoryStore())
    for count in counts:
        pages.put(b"k", replace(PAGE, translated=count))
    stored = pages.get(b"k")
    assert stored is not None
    assert stored.translated == max(counts)


def test_never_less_among_threads(pages: PageCache) -> None:
    """The same holds when many put at once."""
    threads = [
        threading.Thread(target=pages.put, args=(b"k", replace(PAGE, translated=count))) for count in (3, 9, 1, 8, 2, 7)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = pages.get(b"k")
    assert stored is not None
    assert stored.translated == 9


def test_refresh(pages: PageCache) -> None:
    """After a 304 the page has new times, new headers if any, its old body and its old tag."""
    assert pages.refresh(b"k", LATER) is None
    pages.put(b"k", PAGE, "tr")
    renewed = pages.refresh(b"k", LATER)
    assert renewed == pages.get(b"k")
    assert renewed is not None
    assert times_of(renewed) == LATER
    assert (renewed.headers, renewed.body) == (PAGE.headers, PAGE.body)
    assert pages.refresh(b"k", LATER, (("x", "1"),)) == replace(renewed, headers=(("x", "1"),))
    assert pages.purge(tag="tr") == 1


def test_purge(pages: PageCache) -> None:
    """One page, those with a tag, or all are forgotten."""
    for number in range(6):
        pages.put(b"%d" % number, PAGE, "tr" if number % 2 else "ar")
    assert pages.purge(b"0") == 1
    assert pages.purge(b"0") == 0
    assert pages.purge(tag="tr") == 3
    assert pages.get(b"2") == PAGE
    assert pages.purge() == 2
    assert pages.get(b"2") is None


def test_unreadable_page(tmp_path: Path) -> None:
    """A value that is no page is a miss, and may be replaced."""
    store = DiskStore(tmp_path, 8 << 20)
    store.set(b"k", b"not a page")
    pages = PageCache(store)
    assert pages.get(b"k") is None
    assert pages.refresh(b"k", LATER) is None
    assert pages.put(b"k", PAGE)
    assert pages.get(b"k") == PAGE
    store.close()


def test_too_large_page(tmp_path: Path) -> None:
    """A page that the store does not take is said not to be kept."""
    store = DiskStore(tmp_path, 1 << 20)
    assert not PageCache(store).put(b"k", replace(PAGE, body=os.urandom(1 << 20)))
    store.close()
