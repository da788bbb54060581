"""Numbers, names and addresses out of a model's hands, and back exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.masking import mask, unmask, written

GERMAN = (
    "Die Gebühr von 1.234,50 Euro ist bis 15.01.2026 um 8.30 Uhr bei info@duisburg.de (0203 283-0) am 3. Mai zu zahlen."
)


def test_what_is_masked() -> None:
    """Addresses and dates go whole, of amounts and times the digits, so that units and months are translated."""
    masked = mask(GERMAN, "tr")
    assert masked is not None
    assert masked.text == "Die Gebühr von X1 Euro ist bis X2 um X3 Uhr bei X4 (X5) am X6. Mai zu zahlen."
    assert [value for _, value in masked.kept] == [
        "1.234,50",
        "15.01.2026",
        "8.30",
        "info@duisburg.de",
        "0203 283-0",
        "3",
    ]


def test_a_law_goes_whole() -> None:
    """Section and law stay together."""
    masked = mask("Titel nach § 24 AufenthG", "tr")
    assert masked is not None
    assert masked.kept == (("X1", "§ 24 AufenthG"),)


def test_a_street_goes_whole() -> None:
    """Its house number is another sign."""
    masked = mask("Amt, Weidenstraße 12", "tr")
    assert masked is not None
    assert masked.kept == (("X1", "Weidenstraße"), ("X2", "12"))


def test_names_are_masked_too() -> None:
    """The places of names are given."""
    masked = mask("Amt in Duisburg-Mitte", "tr", [(7, 15)])
    assert masked is not None
    assert masked.text == "Amt in X1-Mitte"
    assert unmask(masked, "X1-Mitte'deki daire") == "Duisburg-Mitte'deki daire"


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        ("X1 Uhr, X2 Euro", "8 Uhr, 5 Euro"),
        ("X2 avro, X1'de", "5 avro, 8'de"),
        ("X1 Uhr", None),
        ("X1 X1 X2", None),
        ("X1 X2 X3", None),
        ("x1 x2", None),
    ],
)
def test_all_or_nothing(answer: str, whole: str | None) -> None:
    """What does not hold each sign exactly once is no answer."""
    masked = mask("um 8 Uhr, 5 Euro", "tr")
    assert masked is not None
    assert unmask(masked, answer) == whole


def test_another_letter_where_the_text_has_one() -> None:
    """A sign is never something that the text says itself."""
    masked = mask("Bus X1 um 8 Uhr", "tr")
    assert masked is not None
    assert masked.text.startswith("Bus X")
    assert all(sign.startswith("Q") for sign, _ in masked.kept)


def test_nothing_to_mask() -> None:
    """A text without numbers and addresses is not asked for again."""
    assert mask("Das Amt ist zu.", "tr") is None


@pytest.mark.parametrize(
    ("german", "code", "foreign"),
    [
        ("1.234,50", "en", "1,234.50"),
        ("12,50", "en", "12.50"),
        ("14.000", "fr", "14\u00a0000"),
        ("1.234,50", "ru", "1\u00a0234,50"),
        ("1.234,50", "tr", "1.234,50"),
        ("15.01.2026", "en", "15.01.2026"),
        ("8.30", "en", "8.30"),
        ("2026", "pl", "2026"),
    ],
)
def test_separators(german: str, code: str, foreign: str) -> None:
    """Groups and decimals are written as the language does; dates and times are not numbers."""
    assert written(german, code) == foreign


@given(
    st.lists(st.sampled_from(["Amt", "12,50 Euro", "8 Uhr", "a@b.de", "§ 5 BGB", "und", "X7", "1.000"])).map(" ".join)
)
def test_unmasked_it_is_the_text(text: str) -> None:
    """Law: the masked text, put back, is the text."""
    masked = mask(text, "tr")
    assert masked is None or unmask(masked, masked.text) == text
