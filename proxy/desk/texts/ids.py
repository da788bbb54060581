"""Names of segments, pages and readings: short digests, so that every process gives the same name to the same thing."""

from __future__ import annotations

from hashlib import blake2b

from glossary.overrides import normal


def segment_id(german_marked: str) -> str:
    """Return the name of a German segment, given as editors see it (`translation.explain.shown`)."""
    return blake2b(
        normal(german_marked).encode("utf-8", "surrogatepass"), digest_size=8, person=b"segment.1"
    ).hexdigest()


def page_number(path: str) -> int:
    """Return the number of a German page, by its path with the query."""
    return _number(b"page.1", path)


def reading_number(*facts: str) -> int:
    """Return the number of a reading: what is different in any of the facts is another reading."""
    return _number(b"reading.1", *facts)


def _number(person: bytes, *facts: str) -> int:
    """Return 63 bits: what a signed integer of both databases holds."""
    digest = blake2b(digest_size=8, person=person)
    for fact in facts:
        data = fact.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return int.from_bytes(digest.digest(), "big") >> 1
