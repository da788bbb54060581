"""A remembered page holds as long as no entry for a part of pages could change a segment of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import pytest
from entries import term
from hypothesis import given
from hypothesis import strategies as st

from glossary.live import Snapshot, make_snapshot
from glossary.term import Place, Scope, Term
from proxy.made_of import Currency, MadeOf, decode, made_of
from translation.naming import matching
from translation.segment import Segment

PLACE = Place("/amt/", "tr")
SELECTORS = (".recht", "#fuß", "nav")
NOWHERE, RECHT = frozenset[str](), frozenset((".recht",))


@dataclass
class Keys:
    """A service whose keys hold the texts and the entries that match them where they stand."""

    glossary: Snapshot

    def digest(self, segments: Iterable[Segment], place: Place, snapshot: Snapshot | None = None) -> bytes:
        """Return a digest of the keys."""
        state = snapshot or self.glossary
        keys = [(each.text, matching(each.text, (each.text,), place.at(each.where), state)) for each in segments]
        return blake2b(repr(keys).encode(), digest_size=16).digest()


def entry(german: str, selector: str = "", turkish: str = "daire") -> Term:
    """Make an entry for a part of pages."""
    return term(german, tr=turkish, scope=Scope(selector=selector))


@given(st.lists(st.frozensets(st.sampled_from(SELECTORS)), max_size=4), st.lists(st.text(max_size=5), max_size=2))
def test_there_and_back(wheres: list[frozenset[str]], asked: list[str]) -> None:
    """It is read back for what the page was read, and where each segment stands."""
    segments = tuple(Segment((f"Text {number}",), where) for number, where in enumerate(wheres))
    made = MadeOf(PLACE, b"x", segments, tuple(asked), SELECTORS)
    assert decode(made.encode()) == made


CHANGES: list[tuple[str, tuple[Term, ...], tuple[Term, ...], frozenset[str], bool]] = [
    ("nothing", (entry("Amt", ".recht"),), (entry("Amt", ".recht"),), RECHT, True),
    ("other words, inside", (entry("Amt", ".recht"),), (entry("Amt", ".recht", "ofis"),), RECHT, False),
    ("other words, outside", (entry("Amt", ".recht"),), (entry("Amt", ".recht", "ofis"),), NOWHERE, True),
    ("gone, inside", (entry("Amt", ".recht"),), (), RECHT, False),
    ("gone, outside", (entry("Amt", ".recht"),), (), NOWHERE, True),
    ("a selector nobody looked for", (), (entry("Amt", "nav"),), NOWHERE, False),
    ("a word that is not there", (), (entry("Rat", "nav"),), NOWHERE, True),
    ("the same words for a selector", (entry("Amt"),), (entry("Amt"), entry("Amt", "nav")), NOWHERE, True),
    ("one of two new selectors", (), (entry("Rat", "nav"), entry("Amt", "#fuß")), NOWHERE, False),
]


@pytest.mark.parametrize(
    ("before", "now", "where", "holds"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES]
)
def test_holds(before: tuple[Term, ...], now: tuple[Term, ...], where: frozenset[str], holds: bool) -> None:
    """Where a page was not read for a selector, and its entry would change a text of it, the page is made anew."""
    service = Keys(make_snapshot(before, (), ("tr",)))
    segments = (Segment(("Das Amt ist zu.",), where), Segment(("Impressum",)))
    encoded = made_of(service, segments, (), PLACE, service.glossary).encode()
    currency = Currency(service)
    assert currency.holds(encoded)
    service.glossary = make_snapshot(now, (), ("tr",))
    assert currency.holds(encoded) is holds
