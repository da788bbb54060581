"""Hides German names and numbers behind placeholders before a text goes over another language, and puts them back.

A pivot has two chances to change `28,80` or to translate `Friedrich-Ebert-Straße`; a placeholder that is still there
at the end brings the German original with it, and one that is not is noticed. Bare numbers of up to four digits stay
visible, because grammar hangs on them; they are counted on the way instead. No model is known here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

REVISION: Final = 1
"""Changes whenever the same text would be hidden in another way."""

FORMS: Final = ("XQ{}", "Zv{}K")
"""How placeholders look, in the order in which they are tried: not a word of any language, short, with a number."""

_ADDRESS: Final = r"https?://[^\s<>]+|www\.[^\s<>]+|[\w.+-]+@[\w-]+\.[\w.-]+"
_STREET: Final = (
    # With its house number it is an address; without one only a hyphenated street is certainly a name.
    r"\b[A-ZÄÖÜ][\wäöüß.-]*(?:straße|strasse|str\.|platz|allee|gasse|weg|ufer|damm|ring|markt) \d+(?: ?[a-z]\b)?"
    r"|\b(?:[A-ZÄÖÜ][\wäöüß]*-)+(?:Straße|Strasse|Platz|Allee|Gasse|Weg|Ufer|Damm|Ring|Markt)\b"
)
# Amounts, times, dates in digits, telephone and file numbers; a stop at the end belongs to the sentence.
_NUMBER: Final = (
    r"\b\d{2,}(?: \d{2,}|[/-]\d+)+\b|\b[A-Z]{2}\d{2}(?: ?\d{2,4})+\b|\b[A-Z]{0,3}\d+(?:[.,:/-]\d+)+\b|\b\d{5,}\b"
)
_IS_ADDRESS: Final = re.compile(r"@|://|www\.")
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Shielded:
    """A text with placeholders, and what they stand for, in order."""

    text: str
    form: str
    originals: tuple[str, ...]

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholders in `text`."""
        return tuple(self.form.format(number) for number in range(1, len(self.originals) + 1))

    def survives(self, answer: str) -> bool:
        """Tell whether every placeholder stands exactly once in an answer, and every visible number is there."""
        places = [_whole(placeholder) for placeholder in self.placeholders]
        return all(len(place.findall(answer)) == 1 for place in places) and _digits(self.text) <= _digits(answer)

    def restore(self, answer: str) -> str:
        """Return an answer with the originals in the places of their placeholders."""
        for placeholder, original in zip(self.placeholders, self.originals, strict=True):
            answer = _whole(placeholder).sub(lambda _, kept=original: kept, answer)  # type: ignore[misc]
        return answer


class Shield:
    """Knows the names that must not be translated, and finds addresses, streets and numbers by itself."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        """Take names as they are written; longer ones win over the names within them."""
        ordered = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
        known = "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in ordered)
        self._hidden = re.compile("|".join(part for part in (_ADDRESS, known, _STREET, _NUMBER) if part))

    def hide(self, text: str, form: str) -> Shielded:
        """Return the text with placeholders of that form; with none at all if the text itself has such words."""
        if re.search(_pattern(form), text):
            return Shielded(text, form, ())
        originals: list[str] = []

        def replaced(match: re.Match[str]) -> str:
            # A street may end in the stop of its abbreviation, an address only in that of its sentence.
            kept = match[0].rstrip(".,:;!?") if _IS_ADDRESS.search(match[0]) else match[0]
            originals.append(kept)
            return form.format(len(originals)) + match[0][len(kept) :]

        return Shielded(self._hidden.sub(replaced, text), form, tuple(originals))


def open_text(text: str) -> Shielded:
    """Return a text with nothing hidden: only its numbers are counted on the way."""
    return Shielded(text, "", ())


def _pattern(form: str) -> str:
    return r"(?<![^\W_])" + re.escape(form).replace(r"\{\}", r"\d+") + r"(?![^\W_])"


def _whole(placeholder: str) -> re.Pattern[str]:
    """A placeholder that is no part of a longer one; a model may hang an ending on it with hyphen or apostrophe."""
    return re.compile(rf"(?<![^\W_]){re.escape(placeholder)}(?![^\W_])")


def _digits(text: str) -> Counter[str]:
    # As values, because Arabic may have digits of its own.
    return Counter(str(int(digits)) for digits in _DIGITS.findall(text))
