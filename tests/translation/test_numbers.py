"""Numbers of the source stand in the translation, in whatever form its language gives them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.checks import numbers
from translation.checks.number_words import german, is_spelled, is_spelled_in_german

GOOD = (
    ("en", "1.234,56 Euro", "1,234.56 euros"),
    ("en", "1.234,56 Euro", "1.234,56 euros"),
    ("pl", "1.300 Menschen", "1 300 osób"),
    ("fr", "1.300 Menschen", "1\u202f300 personnes"),
    ("ar", "1.234,56 Euro", "١٬٢٣٤٫٥٦ يورو"),
    ("ru", "35000 Menschen", "35 000 человек"),
    ("uk", "35.000 Menschen", "35 тисяч людей"),
    ("en", "3 Millionen Menschen", "3,000,000 people"),
    ("en", "am 15.01.2026", "on 15 January 2026"),
    ("pl", "am 03.05.2026", "3 maja 2026"),
    ("ru", "am 15. Januar 2026", "15.01.2026"),
    ("ar", "am 15.01.2026", "في 15 يناير 2026"),
    ("en", "am 15. Januar", "on January 15th"),
    ("en", "um 8 Uhr", "at 8:00"),
    ("en", "um 8:00 Uhr", "at 8 a.m."),
    ("en", "um 14 Uhr", "at 2 p.m."),
    ("en", "von 14:30 bis 16 Uhr", "from 2:30 to 4 p.m."),
    ("ar", "um 15 Uhr", "الساعة 3 عصرا"),
    ("fr", "um 12 Uhr", "à midi"),
    ("fr", "um 8.30 Uhr", "à 8 h 30"),
    ("tr", "im 2. Stock", "ikinci katta"),
    ("en", "2 Personen", "two people"),
    ("ar", "2 Stunden", "ساعتان"),
    ("bg", "drei Kinder", "3 деца"),
    ("ro", "vierzehntägig, fünf Tage", "14 zile, 5 zile"),
    ("tr", "um halb drei", "saat 2.30'da"),
    ("ru", "im 19. Jahrhundert", "в XIX веке"),
    ("en", "Ludwig XIV. kam", "Louis 14 came"),
    ("en", "die 90er Jahre", "the 1990s"),
    ("en", "2,50 Euro", "2.5 euros"),
    ("uk", "5,00 Euro", "5 євро"),
    ("fr", "80 m² groß", "80 m2"),
    ("en", "Raum 5 200 Plätze", "Room 5, 200 seats"),
    ("pl", "PIN falsch – noch 2 Versuche", "Błędny PIN – 2 próby"),
)

BAD = (
    ("en", "1.234,56 Euro", "1,243.56 euros"),
    ("pl", "1.300 Menschen", "13 000 osób"),
    ("ar", "1.234 Euro", "١٬٢٣٥ يورو"),
    ("ru", "35.000 Menschen", "35 человек"),
    ("en", "am 15.01.2026", "on 15 February 2026"),
    ("tr", "am 15. Januar 2026", "16 Ocak 2026"),
    ("en", "um 14 Uhr", "at 2 a.m."),
    ("en", "um 14 Uhr", "at 4 p.m."),
    ("fr", "um 8.30 Uhr", "à 8 h"),
    ("uk", "5 Euro", "50 євро"),
    ("uk", "50 Euro", "5 євро"),
    ("bg", "drei Kinder", "4 деца"),
    ("ro", "14 Tage", "paisprezece zile și 3 ore"),
    ("ru", "3 Kinder", "Нужно требовать"),
    ("en", "Nummer 073", "number 73"),
    ("en", "§ 573 BGB", "section 537 BGB"),
    ("fr", "Raum 12 und Raum 12", "salle 12"),
    ("pl", "Kinder zahlen wenig", "Dzieci płacą 2 euro"),
)


@pytest.mark.parametrize(("code", "source", "target"), GOOD)
def test_the_same_numbers_pass(code: str, source: str, target: str) -> None:
    """Separators, scripts, months, clocks and number words of the language are no differences."""
    assert numbers.check(source, target, code) is None


@pytest.mark.parametrize(("code", "source", "target"), BAD)
def test_other_numbers_are_found(code: str, source: str, target: str) -> None:
    """A number changed, lost or made up is found."""
    finding = numbers.check(source, target, code)
    assert finding is not None
    assert finding.check == "numbers"


def test_the_message_names_the_numbers() -> None:
    """An editor reads which number is lost and which is new."""
    finding = numbers.check("Raum 12, Tür 7", "Room 21, door 7", "en")
    assert finding is not None
    assert finding.message == "numbers differ: lost 12; new 21"


@given(
    st.one_of(st.text(), st.text(st.sampled_from("0123456789.,: '\u00a0Uhr٣€IVX-/"))),
    st.sampled_from(["en", "ar", "ru"]),
)
def test_a_text_has_its_own_numbers(text: str, code: str) -> None:
    """Law: no text differs from itself."""
    assert numbers.check(text, text, code) is None


@given(
    st.integers(min_value=1000, max_value=10**9),
    st.sampled_from(["en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr"]),
)
def test_grouping_does_not_matter_but_digits_do(number: int, code: str) -> None:
    """Law: every way of grouping is the same number, and the next number is another one."""
    source = f"{number:,} Menschen".replace(",", ".")
    for sign in ",. \u00a0\u202f'":
        assert numbers.check(source, f"{number:,}".replace(",", sign), code) is None
    assert numbers.check(source, f"{number + 1:,}", code) is not None


@given(st.integers(min_value=0, max_value=999_999))
def test_german_number_words_are_recognised(number: int) -> None:
    """Law: a number is seen in its own German word, also at the beginning of a compound."""
    assert is_spelled_in_german(number, f"Es sind {german(number)}.")
    assert is_spelled_in_german(number, f"Die {german(number).capitalize()}zimmerwohnung")


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "ein"), (21, "einundzwanzig"), (200, "zweihundert"), (1984, "tausendneunhundertvierundachtzig")],
)
def test_german_number_words_are_built_by_rule(number: int, word: str) -> None:
    """Ones stand before tens, one hundred is `hundert`."""
    assert german(number) == word


@pytest.mark.parametrize(
    ("number", "text", "code"),
    [
        (3, "треба", "uk"), (7, "семья", "ru"), (5, "петък", "bg"), (6, "altında", "tr"), (1000, "bina", "tr"),
        (2, "dworzec", "pl"), (3, "trzeba", "pl"), (10, "tenant", "en"), (100, "centre", "fr"), (1, "union", "fr"),
    ],
)  # fmt: skip
def test_other_words_are_no_numbers(number: int, text: str, code: str) -> None:
    """A word that only begins like a number does not stand for it."""
    assert not is_spelled(number, text, code)
