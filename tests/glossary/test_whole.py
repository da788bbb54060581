"""A term that is a whole string reads as its policy says."""

from glossary.collection import load_collection
from glossary.term import Policy, Target, Term
from glossary.whole import capital, whole_strings


def test_each_policy() -> None:
    """Kept, kept with a gloss, or translated with a capital."""
    target = (Target("tr", "imar planı"),)
    terms = [
        Term("Bauplan", Policy.TRANSLATE, targets=target),
        Term("Bauamt", Policy.GLOSS, targets=target),
        Term("Tiger & Turtle", Policy.KEEP),
    ]
    assert [entry["tr"] for entry in whole_strings(terms, ["tr"])] == [
        "İmar planı",
        "Bauamt (İmar planı)",
        "Tiger & Turtle",
    ]


def test_capitals() -> None:
    """Turkish has a dotted capital, Arabic has none."""
    assert capital("iş", "tr") == "İş"
    assert capital("id card", "en") == "Id card"
    assert capital("مكتب", "ar") == "مكتب"


def test_the_collection_has_readings() -> None:
    """Every entry of the package's collection that has a target reads in every language."""
    entries = list(whole_strings(load_collection(), ["tr", "ar"]))
    assert len(entries) > 150
    assert all(entry["tr"] and entry["ar"] for entry in entries)
