"""Whole translated pages: what is stored of one, how it is written down, and when one may replace another.

A page never gets less translated than it was (law 8). What cannot be read back is absent. Must not know how
pages are fetched, translated or sent; headers are carried, not understood.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from hashlib import blake2b
from types import MappingProxyType

from cache.errors import DamagedValueError
from cache.freshness import Times
from cache.memory_store import Entry
from cache.store import Store
from cache.vary import Selecting

CODED_KEY_BYTES = 25  # one more than a page's key has, so that they are told apart
_HEAD_BYTES = 4  # the length of the head, before it
_VERSION = 2
_NUMBER = (int, float)
_KINDS: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "status": (int,),
        "stored_at": _NUMBER,
        "lifetime_seconds": _NUMBER,
        "initial_age": _NUMBER,
        "origin_etag": (str,),
        "origin_last_modified": (str,),
        "fingerprint": (str,),
        "complete": (bool,),
        "translated": (int,),
        "german": (int,),
        "origin_digest": (str,),
        "must_revalidate": (bool,),
        "stale_while_revalidate": _NUMBER,
        "stale_if_error": (int, float, type(None)),
        "for_everyone": (bool,),
        "made_of": (str,),
        "url": (str,),
        "tag": (str,),
        "modified_at": _NUMBER,
        "variants": (str,),
    }
)


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One page as it is sent, with what is needed to judge, validate and complete it later."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    stored_at: float
    lifetime_seconds: float
    initial_age: float
    origin_etag: str
    origin_last_modified: str
    fingerprint: str  # of what it was made with: engine, glossary, rules, rewriter (law 6)
    complete: bool  # nothing of it waits for translation any more
    translated: int  # segments
    german: int  # segments left in German
    origin_digest: str = ""  # of the origin's body, where it gives no validator
    must_revalidate: bool = False
    stale_while_revalidate: float = 0.0
    stale_if_error: float | None = None
    for_everyone: bool = False  # the origin said public or s-maxage
    made_of: str = ""  # what its words depend on, for who made them (law 6)
    url: str = ""  # the German page's public address
    tag: str = ""  # what its body is known by: the same tag, the same bytes
    modified_at: float = 0.0  # since when it has these bytes
    selecting: Selecting = ()  # which requests it answers, besides those that its key tells apart
    tags: tuple[str, ...] = ()  # what the website calls it, for purging
    variants: str = ""  # under which name its other variants lie

    def is_of_same_origin(self, other: "StoredPage") -> bool:
        """Were both made from the same content of the origin?"""
        # RFC 9110 section 8.8.3.2, weak comparison: servers that compress on the fly weaken their tags.
        tags = self.origin_etag.removeprefix("W/"), other.origin_etag.removeprefix("W/")
        digests = self.origin_digest, other.origin_digest
        if _agree(*digests) or _agree(*tags):
            return True
        # RFC 9110 section 13.1.3: a date, exact to the second, says nothing against tags that differ.
        told_apart = all(digests) or all(tags)
        return not told_apart and _agree(self.origin_last_modified, other.origin_last_modified)

    def like(self, old: "StoredPage") -> "StoredPage":
        """This page in the other's place: the same bytes are as old as they were, and its variants stay."""
        modified_at = old.modified_at if self.tag and self.tag == old.tag else self.modified_at
        return replace(self, modified_at=modified_at, variants=old.variants)

    def may_replace(self, old: "StoredPage") -> bool:
        """May this one take the other's place? Less of the same content only when done, and made otherwise.

        A page that was finished with other terms, checks or models may rightly have more German in it
        ("rather German than wrong"); one that still waits for its translations may not turn out a better one.
        """
        if not self.is_of_same_origin(old) or self.translated >= old.translated:
            return True
        return self.complete and self.fingerprint != old.fingerprint


def written(page: StoredPage) -> bytes:
    """The page as bytes: length, head as JSON, body."""
    facts = {field.name: getattr(page, field.name) for field in fields(page) if field.name != "body"}
    # Header values may hold any byte, latin-1 or surrogates: ASCII escapes bring all of them back.
    head = json.dumps([_VERSION, facts], ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")
    return len(head).to_bytes(_HEAD_BYTES, "big") + head + page.body


def read(value: bytes) -> StoredPage:
    """The page of these bytes; `DamagedValueError` if they are none of this version."""
    end = _HEAD_BYTES + int.from_bytes(value[:_HEAD_BYTES], "big")
    try:
        version, facts = json.loads(value[_HEAD_BYTES:end])
        if version != _VERSION or end > len(value):
            raise ValueError(version)
        headers = tuple((str(name), str(text)) for name, text in facts.pop("headers"))
        chosen = facts.pop("selecting")
        selecting = tuple((str(name), None if text is None else str(text)) for name, text in chosen)
        tags = tuple(str(tag) for tag in facts.pop("tags"))
        page = StoredPage(headers=headers, body=value[end:], selecting=selecting, tags=tags, **facts)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        message = f"{len(value)} bytes are not a page of version {_VERSION}"
        raise DamagedValueError(message) from error
    wrong = [name for name, kinds in _KINDS.items() if not isinstance(getattr(page, name), kinds)]
    if wrong:
        message = f"page with unreadable {', '.join(wrong)}"
        raise DamagedValueError(message)
    return page


class PageCache:
    """Pages in a store. Calls may wait for the disk."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, key: bytes) -> StoredPage | None:
        """The page, fresh or stale."""
        return _readable(self._store.get(key))

    def put(self, key: bytes, page: StoredPage, tag: str = "") -> bool:
        """Remember the page, unless a better one of the same origin content is there; answers if it was kept.

        What the origin just said about lifetimes holds for the better page too, and is taken over.
        """
        kept = replaced = False

        def change(old: bytes | None) -> bytes | None:
            nonlocal kept, replaced
            known = _readable(old)
            if known is None:
                kept = True
                return written(page)
            kept = page.may_replace(known)
            replaced = kept and page.tag != known.tag
            return written(page.like(known)) if kept else written(_renewed(known, times_of(page)))

        done = self._store.update(key, change, tag) and kept
        if replaced:
            self._store.delete_tag(_codings_of(key))
        return done

    def refresh(
        self, key: bytes, times: Times, headers: tuple[tuple[str, str], ...] | None = None
    ) -> StoredPage | None:
        """Take over new times, and headers if given, after a 304; answers the page as it now is."""
        page: StoredPage | None = None

        def change(old: bytes | None) -> bytes | None:
            nonlocal page
            known = _readable(old)
            if known is None:
                return None
            page = _renewed(known, times)
            page = page if headers is None else replace(page, headers=headers)
            return written(page)

        self._store.update(key, change)
        return page

    def coded(self, key: bytes, tag: str, coding: str) -> bytes | None:
        """The body of a page in a coding, if it was kept."""
        return self._store.get(_coded_key(key, tag, coding))

    def put_coded(self, key: bytes, tag: str, coding: str, body: bytes) -> bool:
        """Keep the body of a page in a coding, as it is sent, until the page goes."""
        return self._store.set(_coded_key(key, tag, coding), body, _codings_of(key))

    def forget_where(self, wanted: Callable[[StoredPage], bool]) -> int:
        """Forget the pages that are wanted, looking through all; answers how many. Takes seconds for thousands."""
        keys = [entry.key for entry in self._store.scan() if (page := page_of(entry)) is not None and wanted(page)]
        return sum(self.purge(key) for key in keys)

    def purge(self, key: bytes | None = None, tag: str | None = None) -> int:
        """Forget one page, or those with this tag, or all; answers how many."""
        if key is not None:
            gone = self._store.delete(key)
            if gone:
                self._store.delete_tag(_codings_of(key))
            return int(gone)
        return self._store.clear() if tag is None else self._store.delete_tag(tag)


def page_of(entry: Entry) -> StoredPage | None:
    """The page of an entry of the store; None for what is none, such as a page in another coding."""
    return None if len(entry.key) == CODED_KEY_BYTES else _readable(entry.value)


def times_of(page: StoredPage) -> Times:
    """The times that are kept with a page."""
    return Times(**{field.name: getattr(page, field.name) for field in fields(Times)})


def _coded_key(key: bytes, tag: str, coding: str) -> bytes:
    digest = blake2b(key, digest_size=CODED_KEY_BYTES, person=b"coded.1")
    digest.update(f"{tag} {coding}".encode())
    return digest.digest()


def _codings_of(key: bytes) -> str:
    return f"codings of {key.hex()}"


def _agree(one: str, other: str) -> bool:
    return bool(one) and one == other


def _renewed(page: StoredPage, times: Times) -> StoredPage:
    return replace(page, **asdict(times))


def _readable(value: bytes | None) -> StoredPage | None:
    try:
        return None if value is None else read(value)
    except DamagedValueError:
        return None
