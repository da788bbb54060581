"""Takes numbers, names and addresses out of a model's hands: signs stand for them, and they are put back exactly.

The sign is a capital letter with a number, such as `X1`: of eleven kinds tried on the starter it came back from most
sentences, because models copy what looks like the number of a line or of a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from translation.checks.streets import STREET
from translation.protect import Kind, tokens

Span = tuple[int, int]

_LETTERS = "XQYKW"
_LAW = re.compile(r"§§?\s*\d+[a-z]?(?:\s[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]*[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]*(?:\s[IVX]+)?)?")
_WHOLE = frozenset({Kind.EMAIL, Kind.URL, Kind.IBAN, Kind.PHONE, Kind.FILE})
_DIGITS = re.compile(r"(?<!\w)\d(?:[\d.,:/]*\d)?")  # not those of `U79`
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+")
# Separators of groups and of decimals where they differ from the German ones.
_SEPARATORS = MappingProxyType(
    {"en": (",", "."), **dict.fromkeys(("fr", "pl", "bg", "uk", "ru"), ("\u00a0", ","))},
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A German text with signs, and for each sign what it stands for in the language asked for."""

    text: str
    kept: tuple[tuple[str, str], ...]


def mask(text: str, language: str, names: Iterable[Span] = ()) -> Masked | None:
    """Return the text with signs for its numbers, addresses and `names`; None where there is nothing to mask."""
    letter = next((each for each in _LETTERS if not re.search(rf"{each}\d", text)), "")
    spans = _spans(text, tuple(names))
    if not letter or not spans:
        return None
    parts: list[str] = []
    kept: list[tuple[str, str]] = []
    position = 0
    for index, (start, end) in enumerate(spans, start=1):
        sign = f"{letter}{index}"
        parts += [text[position:start], sign]
        kept.append((sign, written(text[start:end], language)))
        position = end
    return Masked("".join([*parts, text[position:]]), tuple(kept))


def unmask(masked: Masked, target: str) -> str | None:
    """Return a translation of the masked text with all put back; None unless each sign is there exactly once."""
    found = re.findall(rf"(?<![^\W\d_]){masked.kept[0][0][0]}\d+", target)
    if sorted(found) != sorted(sign for sign, _ in masked.kept):
        return None
    values = dict(masked.kept)
    pattern = re.compile(rf"{masked.kept[0][0][0]}\d+")
    return pattern.sub(lambda match: values.get(match[0], match[0]), target)


def written(text: str, language: str) -> str:
    """Return a German number with the separators of a language; anything else as it is."""
    separators = _SEPARATORS.get(language)
    if separators is None or not _GROUPED.fullmatch(text):
        return text
    groups, decimals = separators
    return text.replace(".", groups).replace(",", decimals) if groups != "," else _swapped(text)


def _swapped(text: str) -> str:
    return text.translate(str.maketrans(".,", ",."))


def _spans(text: str, names: tuple[Span, ...]) -> list[Span]:
    """Return what is masked: addresses whole, of the rest only the digits, so that units and months are translated."""
    taken = [*names, *(found.span() for pattern in (_LAW, STREET) for found in pattern.finditer(text))]
    for token in tokens(text):
        if token.kind in _WHOLE:
            taken.append((token.start, token.end))
        elif token.kind is Kind.DATE and not any(map(str.isalpha, token.text)):
            taken.append((token.start, token.start + len(token.text.rstrip("."))))
        else:
            taken += [run.span() for run in _DIGITS.finditer(text, token.start, token.end)]
    spans: list[Span] = []
    for start, end in sorted(set(taken), key=lambda span: (span[0], -span[1])):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans
