"""What is kept from the model, what must come back, and what the model sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.protect import Kind, clean, needs_translation, tokens

TOKENS = (
    ("am 15. Januar 2026", Kind.DATE, "15. Januar 2026", "2026-01-15"),
    ("am 15.01.2026 um", Kind.DATE, "15.01.2026", "2026-01-15"),
    ("am 3. Okt. oder", Kind.DATE, "3. Okt", "--10-03"),
    ("am 1.2. ist", Kind.DATE, "1.2.", "--02-01"),
    ("seit 02/2025", Kind.DATE, "02/2025", "2025-02"),
    ("(2025-01-15)", Kind.DATE, "2025-01-15", "2025-01-15"),
    ("bis 03.11.25.", Kind.DATE, "03.11.25", "2025-11-03"),
    ("um 8 Uhr", Kind.TIME, "8 Uhr", "08:00"),
    ("um 14:30 Uhr", Kind.TIME, "14:30 Uhr", "14:30"),
    ("um 9.30 Uhr", Kind.TIME, "9.30 Uhr", "09:30"),
    ("ab 7:05", Kind.TIME, "7:05", "07:05"),
    ("kostet 1.234,50 €", Kind.AMOUNT, "1.234,50 €", "1234.5 EUR"),
    ("kostet 12 Euro", Kind.AMOUNT, "12 Euro", "12 EUR"),
    ("rund 3,5 Mio. Euro", Kind.AMOUNT, "3,5 Mio. Euro", "3.5E6 EUR"),
    ("je 80 Cent", Kind.AMOUNT, "80 Cent", "80 CENT"),
    ("unter 0203 283-4417", Kind.PHONE, "0203 283-4417", "02032834417"),
    ("Tel.: (0203) 283-2000", Kind.PHONE, "(0203) 283-2000", "02032832000"),
    ("+49 203 283 2000", Kind.PHONE, "+49 203 283 2000", "+492032832000"),
    ("an info@duisburg.de.", Kind.EMAIL, "info@duisburg.de", "info@duisburg.de"),
    ("an info(at)duisburg.de", Kind.EMAIL, "info(at)duisburg.de", "info(at)duisburg.de"),
    ("auf www.duisburg.de/a?b=1.", Kind.URL, "www.duisburg.de/a?b=1", "www.duisburg.de/a?b=1"),
    ("(https://x.de/y)", Kind.URL, "https://x.de/y", "https://x.de/y"),
    ("auf duisburg.de, dort", Kind.URL, "duisburg.de", "duisburg.de"),
    ("DE89 3704 0044 0532 0130 00", Kind.IBAN, "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
    ("Az. 51-23/0487:", Kind.FILE, "51-23/0487", "51-23/0487"),
    ("Nummer 11-31/2025-047 und", Kind.FILE, "11-31/2025-047", "11-31/2025-047"),
    ("das Auto DU-AB 123", Kind.FILE, "DU-AB 123", "DU-AB 123"),
    ("1.217 Menschen", Kind.NUMBER, "1.217", "1217"),
    ("35000 Menschen", Kind.NUMBER, "35000", "35000"),
    ("etwa 0,125 l", Kind.NUMBER, "0,125", "0.125"),
    ("Version 4.2.1", Kind.NUMBER, "4.2.1", "4.2.1"),
    ("die 112", Kind.NUMBER, "112", "112"),
)

NEUTRAL = (
    "12,50 €", "15.01.2026", "08:00", "+49 203 283-0", "a@b.de", "https://x.de/a", "Antrag_2025.pdf", "😀 !",
    "A", "A–Z", "DU-AB 123", "§ 12", "PDF, 2,3 MB", "(1)", "B 073", "U79", "12 km", "20 °C", "© 2026",
    "2025/2026", "", " ", "\xad", "DE89 3704 0044 0532 0130 00", "H2O", "–", "CSV | JSON", "XII",
)  # fmt: skip

GERMAN = (
    "8:00 Uhr", "15. Januar", "§ 12 Abs. 3", "Museum", "WLAN", "Öffnungszeiten", "Tel. 0203 283-0", "12 Euro",
    "Bus 923", "1. FC", "II. Teil", "Mo–Fr", "Ja", "ab 3", "Rathaus PDF",
)  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "found", "normal"), TOKENS)
def test_tokens_are_found_with_kind_and_normal_form(text: str, kind: Kind, found: str, normal: str) -> None:
    """Each thing that may not be lost is found whole, and two ways of writing it have one normal form."""
    (token,) = tokens(text)
    assert (token.kind, token.text, token.normal) == (kind, found, normal)
    assert text[token.start : token.end] == found


def test_ranges_and_lists_give_each_number() -> None:
    """What only looks like a file number or a telephone number is so many numbers."""
    for text, expected in (
        ("10- bis 12-jährige", ["10", "12"]),
        ("2024/2025", ["2024", "2025"]),
        ("0-6 Jahre", ["0", "6"]),
    ):
        assert [token.normal for token in tokens(text)] == expected


@pytest.mark.parametrize("text", NEUTRAL)
def test_language_neutral_text_needs_no_translation(text: str) -> None:
    """What reads the same in every language is never sent to a model."""
    assert not needs_translation(text)


@pytest.mark.parametrize("text", GERMAN)
def test_german_needs_translation(text: str) -> None:
    """One German word is enough."""
    assert needs_translation(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Bürger\u00admeister\u00adin", "Bürgermeisterin"),
        ("z.\u00a0B.\u202f5\u2009km", "z. B. 5 km"),
        (" \n Ein\t Satz \n", "Ein Satz"),
        ("Stra\u200bße\ufeff", "Straße"),
        ("u\u0308ber", "über"),
        ("E\u2011Mail", "E-Mail"),
        ("👩\u200d🚒 da", "👩\u200d🚒 da"),
        ("a\x00b", "ab"),
    ],
)
def test_a_model_sees_clean_text(text: str, cleaned: str) -> None:
    """Invisible signs go, white space becomes single blanks, emoji stay whole."""
    assert clean(text) == cleaned


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    """Law: cleaning twice is cleaning once."""
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_tokens_stand_in_order_and_do_not_overlap(text: str) -> None:
    """Law: every token is a part of the text, behind the one before."""
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end
        assert text[token.start : token.end] == token.text
        end = token.end


@given(st.text(st.characters(exclude_categories=["L"])))
def test_without_letters_nothing_needs_translation(text: str) -> None:
    """Law: numbers, punctuation and emoji speak every language."""
    assert not needs_translation(text)


def test_hostile_text_is_read_in_linear_time() -> None:
    """Long runs of what tokens are made of do not make the patterns go astray."""
    for run in ("1", "1.", "0 ", "a@", "a.", "1-", "A-", "+", "(0", "12:"):
        assert isinstance(tokens(run * 3_000), tuple)
