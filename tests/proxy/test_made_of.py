"""What a page was made of is read back as it was written, and holds as long as nothing of it is another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.live import Snapshot, make_snapshot
from glossary.overrides import Override
from glossary.term import Place
from proxy.made_of import Currency, EditorsTexts, MadeOf, decode, made_of
from translation.segment import Segment

PLACE = Place("/amt/", "tr")
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
SEGMENTS = (Segment(("Guten Tag",)),)


@dataclass
class Words:
    """A service whose keys are the words themselves."""

    glossary: Snapshot

    def digest(self, segments: Iterable[Segment], _place: Place, _snapshot: Snapshot | None = None) -> bytes:
        """Return a digest of the texts."""
        return blake2b("\0".join(each.text for each in segments).encode(), digest_size=16).digest()


def state(*overrides: Override) -> Snapshot:
    """Return what editors decided."""
    return make_snapshot((), overrides, ("tr", "ar"))


@given(TEXT, st.lists(TEXT.map(lambda text: Segment((text,)))), st.lists(TEXT), st.binary(max_size=16))
def test_there_and_back(path: str, segments: list[Segment], asked: list[str], digest: bytes) -> None:
    """Nothing is lost on the way through text."""
    made = MadeOf(Place(path, "ar"), digest, tuple(segments), tuple(asked))
    assert decode(made.encode()) == made


@pytest.mark.parametrize("text", ["", "no base64!", "AAAA", MadeOf(PLACE, b"", ()).encode()[:-8]])
def test_damaged(text: str) -> None:
    """What cannot be read is nothing."""
    assert decode(text) is None


CHANGES = [
    ((), (Override("field: q", "tr", "Arama"),), False),
    ((), (Override("field: q", "tr", "Arama", page="/amt/"),), False),
    ((), (Override("field: q", "tr", "Arama", page="/buch/"),), True),
    ((), (Override("field: q", "ar", "Arama"),), True),
    ((), (Override("field: r", "tr", "Arama"),), True),
    ((Override("field: q", "tr", "Arama"),), (), False),
    ((Override("field: q", "tr", "Arama"),), (Override("field: q", "tr", "Ara"),), False),
    ((Override("field: q", "tr", "Arama"),), (Override("field: q", "tr", "Arama", author="Ayşe"),), True),
]


@pytest.mark.parametrize(("before", "now", "holds"), CHANGES)
def test_holds(before: tuple[Override, ...], now: tuple[Override, ...], holds: bool) -> None:
    """A page that asked for a label holds until editors say something else of it, there and in its language."""
    service = Words(state(*before))
    editors = EditorsTexts(service.glossary, PLACE)
    for name in ("field: q", "iframe: /karte", "field: q"):
        editors(name)
    assert editors.asked == ("field: q", "iframe: /karte")
    encoded = made_of(service, SEGMENTS, editors.asked, PLACE, service.glossary).encode()
    currency = Currency(service)
    assert currency.holds(encoded)
    service.glossary = state(*now)
    assert currency.holds(encoded) is holds


def test_words_still_count() -> None:
    """Another key of a segment is another page, whatever was asked."""
    service = Words(state())
    first = made_of(service, SEGMENTS, ("field: q",), PLACE, service.glossary)
    other = made_of(service, (Segment(("Auf Wiedersehen",)),), ("field: q",), PLACE, service.glossary)
    assert first.digest != other.digest
