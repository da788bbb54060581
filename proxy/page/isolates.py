"""Numbers and addresses in text that runs from right to left: kept in their order by isolating them.

Unicode Standard Annex 9: digits have no strong direction, so that `0203 283 2500` among Arabic words is shown as
`2500 283 0203`. In content a `<bdi dir="ltr">` isolates, in attributes and titles U+2066 and U+2069 do.
"""

from __future__ import annotations

import re

from proxy.page.splice import escape_text
from translation.protect import Kind, tokens

_LRI, _PDI = "\u2066", "\u2069"
_WANTED = frozenset({Kind.EMAIL, Kind.URL, Kind.IBAN, Kind.PHONE, Kind.FILE, Kind.AMOUNT, Kind.DATE})
# Postcode and town, with street and number in front; paragraphs of laws; telephone numbers cut into their groups;
# amounts from and to.
_MORE = re.compile(
    r"""(?:[A-ZÄÖÜ][\w.ß-]*(?:\ [A-ZÄÖÜ][\w.ß-]*){0,2}\ \d{1,4}\ ?[a-z]?,\ )?(?<![\w.,])\d{5}\ [A-ZÄÖÜ][\wäöüß-]+
    | §{1,2}\ ?\d+[a-z]?(?:\ (?:Abs\.|Nr\.|S\.|Satz|ff?\.?)\ ?\d*)*(?:\ [A-ZÄÖÜ][A-Za-zÄÖÜäöü]*\b)?
    | (?<![\w.,])\+?\d{2,5}(?:[ /–-]\d{2,}){2,}(?![\w.,]\d)
    | (?<![\w.,])\d+(?:[.,]\d+)*\ ?[–-]\ ?\d+(?:[.,]\d+)*\ ?(?:EUR\b|€)""",
    re.VERBOSE,
)
# Spaces and hyphens at which no line may end look and mean the same as the others.
_ALIKE = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "\u2010": "-", "\u2011": "-"})
# A hyphen between numbers that fall is no span but a sign: `32-3`. One that rises may be read from right to left.
_SIGN = re.compile(r"(?<![\w.,/–-])(\d+)-(\d+)(?:-\d+)*(?![\w–-])")
# Without one of these nothing above is there. Points, commas, colons and slashes hold digits together (UAX 9, W4).
_SIGNS = re.compile(r"[\d@§]|\.[a-z]")
_HINT = re.compile(r"[@§€$£+]|://|\d[ /()-]{1,3}\d|\d{5} [A-ZÄÖÜ]|[A-ZÄÖÜ][./-][A-ZÄÖÜ\d]|[\w-]\.[a-z]{2}|zeichen")


def isolated(text: str) -> str:
    """Return a text as element content: escaped, and with its numbers and addresses isolated."""
    out: list[str] = []
    position = 0
    for start, end in places(text):
        out += escape_text(text[position:start]), '<bdi dir="ltr">', escape_text(text[start:end]), "</bdi>"
        position = end
    return "".join((*out, escape_text(text[position:])))


def isolated_plain(text: str) -> str:
    """Return a text that can hold no elements with its numbers and addresses isolated; not escaped."""
    if _LRI in text:
        return text
    out: list[str] = []
    position = 0
    for start, end in places(text):
        out += text[position:start], _LRI, text[start:end], _PDI
        position = end
    return "".join((*out, text[position:]))


def may_need(text: str) -> bool:
    """Tell quickly whether there may be anything to isolate."""
    return _SIGNS.search(text) is not None and _HINT.search(text.translate(_ALIKE)) is not None


def places(text: str) -> list[tuple[int, int]]:
    """Return where the numbers and addresses stand whose order could suffer; in order, none in another."""
    if not may_need(text):
        return []
    text = text.translate(_ALIKE)  # letter for letter, so that places are the same
    found = [match.span() for match in _MORE.finditer(text)]
    found += [match.span() for match in _SIGN.finditer(text) if int(match[1]) > int(match[2])]
    found += [
        (token.start, token.end)
        for token in tokens(text)
        if token.kind in _WANTED and not (token.kind is Kind.DATE and "-" not in token.text)
    ]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
