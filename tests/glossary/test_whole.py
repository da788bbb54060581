"""A term that is a whole string reads as its policy says."""

import pytest

from glossary.collection import load_collection
from glossary.match import Matcher
from glossary.term import Place, Policy, Scope, Target, Term
from glossary.whole import capital, whole_string

TARGET = (Target("tr", "imar planı"),)
TERMS = Matcher(
    [
        Term("Bauplan", Policy.TRANSLATE, forms=("Baupläne",), targets=TARGET),
        Term("Bauamt", Policy.GLOSS, targets=TARGET),
        Term("Tiger & Turtle", Policy.KEEP),
        Term("Rathaus", Policy.TRANSLATE, scope=Scope(url="/rat/*"), targets=(Target("tr", "belediye binası"),)),
    ]
)

READINGS = [
    ("translated", "Bauplan", "İmar planı"),
    ("soft hyphen", "Bau\u00adplan", "İmar planı"),
    ("explained", "Bauamt", "İmar planı"),
    ("kept", "Tiger & Turtle", "Tiger & Turtle"),
    ("inflected", "Baupläne", None),
    ("more words", "Der Bauplan", None),
    ("with a mark", "Bauplan:", None),
    ("in capitals", "BAUPLAN", None),
    ("two terms", "Bauplan Bauamt", None),
    ("on another page", "Rathaus", None),
    ("no term", "Kontakt", None),
]


@pytest.mark.parametrize(("text", "reading"), [row[1:] for row in READINGS], ids=[row[0] for row in READINGS])
def test_readings(text: str, reading: str | None) -> None:
    """Only the base form of one entry, as a whole, has a reading."""
    assert whole_string(text, TERMS.find(text, Place("/amt/", "tr")), "tr") == reading


def test_where_the_entry_counts() -> None:
    """An entry for some pages has a reading there."""
    place = Place("/rat/sitzungen/", "tr")
    assert whole_string("Rathaus", TERMS.find("Rathaus", place), "tr") == "Belediye binası"


def test_capitals() -> None:
    """Turkish has a dotted capital, Arabic has none."""
    assert capital("iş", "tr") == "İş"
    assert capital("id card", "en") == "Id card"
    assert capital("مكتب", "ar") == "مكتب"


@pytest.mark.parametrize("language", ["tr", "ar"])
def test_the_collection_has_readings(language: str) -> None:
    """The base form of every entry of the package's collection has a reading."""
    terms = load_collection()
    matcher = Matcher(terms)
    found = [whole_string(each.lemma, matcher.find(each.lemma, Place("", language)), language) for each in terms]
    assert sum(map(bool, found)) > 150
