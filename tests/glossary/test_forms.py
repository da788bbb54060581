"""German forms that are suggested."""

from __future__ import annotations

import pytest

from glossary.forms import suggest


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("Personalausweis", "Personalausweise Personalausweisen Personalausweises"),
        ("Amt", "Amts Amtes Ämter Ämtern"),
        ("Wohngeldstelle", "Wohngeldstellen"),
        ("Online-Termin", "Online-Termine Online-Terminen Online-Termins"),
        ("Xyzzq", ""),
        ("", ""),
    ],
)
def test_suggestions(lemma: str, forms: str) -> None:
    """Known words and compounds that end in one have the forms of the list; unknown ones none."""
    found = suggest(lemma)
    assert set(forms.split()) <= set(found)
    assert lemma not in found
    assert bool(found) is bool(forms)


def test_only_the_last_word_is_inflected() -> None:
    """What stands before the last word is kept as it is."""
    assert suggest("Gelbe Tonne") == ("Gelbe Tonnen",)
