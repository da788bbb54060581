"""Takes out of what visitors write by which somebody could be reached: e-mail addresses, telephone numbers, IBANs.

Dates, times, amounts and short numbers stay: they are what translations get wrong. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from translation.protect import Kind, tokens

MASK: Final = "[…]"

_EMAIL: Final = re.compile(
    r"[^\s@<>()\[\],;:\"]+\s?(?:@|[(\[{](?:at|ät)[)\]}])\s?[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\"]+"
)
# Seven digits and more, however they are set apart; a full stop between them may be a date's.
_DIGITS: Final = re.compile(r"[+(]{0,2}\d(?:[\s/()\u2013-]{0,3}\d){6,}")
_MASKED: Final = frozenset({Kind.EMAIL, Kind.PHONE, Kind.IBAN})
_KEPT: Final = frozenset({Kind.DATE, Kind.TIME, Kind.AMOUNT})


def masked(text: str) -> str:
    """Return a visitor's text in characters that can be seen, with a mask for each such thing."""
    plain = "".join(character for character in text if character == "\n" or not _is_control(character)).strip()
    plain = _EMAIL.sub(MASK, plain)
    found = tokens(plain)
    spans = [(each.start, each.end) for each in found if each.kind in _MASKED]
    kept = [(each.start, each.end) for each in found if each.kind in _KEPT]
    numbers = (match.span() for match in _DIGITS.finditer(plain))
    spans += [(at, to) for at, to in numbers if not any(at < end and start < to for start, end in kept)]
    return _without(plain, spans)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    out: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            out += [text[at:start], MASK]
        at = max(at, end)
    return "".join(out) + text[at:]


def _is_control(character: str) -> bool:
    """Whether a character is seen by nobody and could turn the text around it (controls, bidi marks)."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") and character not in "\u200c\u200d"
