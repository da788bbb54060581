"""E-mail addresses, URLs, telephone numbers, IBANs and file numbers must stand in the translation (law 4).

They must be there sign by sign; only the way digits are grouped is free. An address that the source
does not have was made up by the model.
"""

from __future__ import annotations

import re

from translation.checks.finding import Finding
from translation.protect import Kind, Token, tokens

_VERBATIM = frozenset({Kind.EMAIL, Kind.URL, Kind.FILE})
_DIGITS_ONLY = frozenset({Kind.PHONE, Kind.IBAN})
_MADE_UP = frozenset({Kind.EMAIL, Kind.URL, Kind.IBAN})
# Only where one of these is seen an address can be.
_NAMED = r"@|://|www\.|[\w-]\.[a-z]{2}|\(at\)|\[at\]|[A-Z]{2}\d\d"
_HINT_IN_TARGET = re.compile(_NAMED)
_HINT_IN_SOURCE = re.compile(rf"{_NAMED}|\d[\d\s/().–-]{{4}}|[A-Z\d][./-][A-Z\d]|[Aa]z\.|AZ|zeichen|nummer")
_GOES_ON = re.compile(r"[\w/.?=&#%+@-]")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9A-Z+)])[\s()/.\u2010-\u2014-]+(?=[0-9(])|\(")
_STRANGE = re.compile("[٠-٩۰-۹\u200e\u200f\u202a-\u202c\u2066-\u2069]")
# Marks of direction are put around addresses in right-to-left text; Arabic digits are the same numbers.
_PLAIN = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789", "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069"
)


def check(source: str, target: str, language: str) -> Finding | None:
    """Find an address or file number that is lost, changed or made up."""
    del language
    if _STRANGE.search(source) or _STRANGE.search(target):
        source, target = source.translate(_PLAIN), target.translate(_PLAIN)
    wanted = tokens(source) if _HINT_IN_SOURCE.search(source) else ()
    return _lost(wanted, target) or _made_up(wanted, source, target)


def _lost(wanted: tuple[Token, ...], target: str) -> Finding | None:
    wanted = tuple(token for token in wanted if token.kind in _VERBATIM | _DIGITS_ONLY)
    if not wanted:
        return None
    squeezed, joined = _squeezed(target), _joined(target)
    for token in wanted:
        found = _squeezed(token.text) in squeezed if token.kind in _VERBATIM else _joined(token.text) in joined
        if not found:
            return Finding("addresses", f"the {token.kind.value} {token.text!r} is not in the translation")
    return None


def _made_up(wanted: tuple[Token, ...], source: str, target: str) -> Finding | None:
    if not _HINT_IN_TARGET.search(target):
        return None
    known = {token.normal for token in wanted}
    squeezed = _squeezed(source)
    for token in tokens(target):
        if token.kind not in _MADE_UP or token.normal in known or _squeezed(token.text) in squeezed:
            continue
        if not any(_is_inflected(token.text, other.text) for other in wanted):
            return Finding("addresses", f"the {token.kind.value} {token.text!r} is not in the source")
    return None


def _is_inflected(text: str, address: str) -> bool:
    """`www.duisburg.de'de` is Turkish for *on www.duisburg.de*."""
    return text.startswith(address) and _GOES_ON.match(text, len(address)) is None


def _squeezed(text: str) -> str:
    return "".join(text.split()).lower()


def _joined(text: str) -> str:
    return _BETWEEN_DIGITS.sub("", text)
