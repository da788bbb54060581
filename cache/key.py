"""Keys: a digest of everything that can change a stored value (law 6), every ingredient a named field.

The encoding is unambiguous: each field is preceded by its length, the one list stands last, and each kind of
key has its own personalisation, so that no two different sets of ingredients give the digest the same bytes.
Must not know what a key is used for, nor where it is stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

KEY_BYTES = 24  # 192 bits: collisions are out of reach for any attacker who chooses texts (2**96 attempts)


@dataclass(frozen=True, slots=True)
class SegmentIngredients:
    """All that decides the translation of one segment.

    The order of `terms` means nothing: where a term stands is already said by the text, and a glossary that
    lists its entries in another order must not invalidate anything.
    """

    text: str  # with its markup skeleton
    source: str
    target: str
    engine: str  # signature: model, version, settings
    terms: tuple[str, ...]  # fingerprints of the glossary entries that match this segment, and of no others
    checks: str  # revision of the check rules

    def digest(self) -> bytes:
        """The key of the segment."""
        fields = (self.text, self.source, self.target, self.engine, self.checks)
        return _digest(b"segment.1", (*fields, *sorted(self.terms)))


@dataclass(frozen=True, slots=True)
class OlderIngredients:
    """All that tells for which text a translation was shown, whatever it was made with.

    What older checks let pass may be wrong, so their revision is in it.
    """

    text: str  # with its markup skeleton
    source: str
    target: str
    checks: str

    def digest(self) -> bytes:
        """The name under which the key of the last translation stands."""
        return _digest(b"older.1", (self.text, self.source, self.target, self.checks))


@dataclass(frozen=True, slots=True)
class PageIngredients:
    """All that tells one stored page from another, before its origin is asked for validators.

    `host` and `target` come as the caller normalises them: this module compares bytes.
    """

    host: str
    target: str  # raw path and query
    language: str
    rewriter: str  # revision of the page rewriter and its settings

    def digest(self) -> bytes:
        """The key of the page."""
        return _digest(b"page.1", (self.host, self.target, self.language, self.rewriter))


def content_digest(content: bytes) -> str:
    """What an origin body is recognised by when the origin gives no validator."""
    return blake2b(content, digest_size=KEY_BYTES, person=b"content.1").hexdigest()


def _digest(kind: bytes, fields: Iterable[str]) -> bytes:
    digest = blake2b(digest_size=KEY_BYTES, person=kind)
    for field in fields:
        # A lone surrogate can come out of a broken page; it has to give a key, and one of its own.
        encoded = field.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.digest()
