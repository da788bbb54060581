"""Names and numbers over a pivot: hidden, looked for, put back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.shield import FORMS, Shield, open_text

SHIELD = Shield(["Duisburg", "Duisburg-Ruhrort"])
TEXTS = (
    ("Die Gebühr beträgt 28,80 Euro.", ("28,80",)),
    ("Kommen Sie in die Königstraße 12 a.", ("Königstraße 12 a",)),
    ("Die Friedrich-Ebert-Straße ist gesperrt.", ("Friedrich-Ebert-Straße",)),
    ("Das Amt in Duisburg-Ruhrort öffnet.", ("Duisburg-Ruhrort",)),
    ("Schreiben Sie an buero@stadt.example.", ("buero@stadt.example",)),
    ("Siehe https://stadt.example/a?b=1.", ("https://stadt.example/a?b=1",)),
    ("Telefon 0203 94000, IBAN DE02 1203 0000.", ("0203 94000", "DE02 1203 0000")),
    ("Unter 0203 283-2784 oder 0203/283-0.", ("0203 283-2784", "0203/283-0")),
    ("Am 01.02.2026 um 8.00 Uhr.", ("01.02.2026", "8.00")),
    ("Sie haben 14 Tage Zeit, bis 2026.", ()),
    ("Der Arbeitsplatz und der Parkplatz.", ()),
    ("Alle 35000 Menschen.", ("35000",)),
)


@pytest.mark.parametrize(("text", "hidden"), TEXTS)
def test_what_is_hidden(text: str, hidden: tuple[str, ...]) -> None:
    """Amounts, addresses, streets, names; bare small numbers stay, for grammar hangs on them."""
    assert SHIELD.hide(text, FORMS[0]).originals == hidden


@given(st.lists(st.sampled_from([text for text, _ in TEXTS]), max_size=6), st.sampled_from(FORMS))
def test_hiding_and_putting_back_is_the_text(texts: list[str], form: str) -> None:
    """Whatever stands side by side, more than nine placeholders too."""
    text = " ".join(texts)
    hidden = SHIELD.hide(text, form)
    assert hidden.restore(hidden.text) == text
    assert hidden.survives(hidden.text)
    assert all(original not in hidden.text for original in hidden.originals)


@pytest.mark.parametrize(
    ("answer", "survives"),
    [
        ("It costs XQ1 for 3 days, XQ2.", True),
        ("XQ2: it costs XQ1 for 3 days.", True),
        ("It costs XQ1'den for 3 days, XQ2-a.", True),
        ("It costs XQ1 for 3 days.", False),
        ("It costs XQ1 and XQ1 for 3 days, XQ2.", False),
        ("It costs XQ1 for three days, XQ2.", False),
        ("It costs XQ12 for 3 days, XQ2.", False),
    ],
)
def test_what_is_lost_or_doubled_is_noticed(answer: str, survives: bool) -> None:
    """Every placeholder once, and the numbers that stayed visible."""
    hidden = SHIELD.hide("Es kostet 28,80 für 3 Tage, Duisburg.", FORMS[0])
    assert hidden.originals == ("28,80", "Duisburg")
    assert hidden.survives(answer) is survives


def test_a_text_that_has_such_words_is_left_open() -> None:
    """Else its own word would be taken for a placeholder."""
    assert SHIELD.hide("Formular XQ1 kostet 28,80.", FORMS[0]).originals == ()
    assert SHIELD.hide("Formular XQ1 kostet 28,80.", FORMS[1]).originals == ("28,80",)


def test_without_placeholders_numbers_are_counted() -> None:
    """As values: an Arabic digit is as good."""
    assert open_text("Am 3. Mai um 8.05 Uhr").survives("٣ مايو 8:05")
    assert not open_text("Am 3. Mai").survives("May 4")
