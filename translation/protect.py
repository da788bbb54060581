"""What is never sent to a model, what must come back from it, and what a model should see.

`needs_translation` is false for text that reads the same in every language (`12,50 €`, a telephone
number, a file name). `tokens` finds what a translation may not lose (law 4), each with a normal form
in which two ways of writing the same thing are equal. `clean` takes out what only typesetters see.
Knows nothing of languages other than German.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from translation.german import MONTHS


class Kind(Enum):
    """What a token is."""

    EMAIL = "email"
    URL = "url"
    IBAN = "iban"
    PHONE = "phone"
    FILE = "file"
    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Token:
    """A thing in a text that its translation must hold too: `text[start:end]`, and its normal form."""

    kind: Kind
    text: str
    start: int
    end: int
    normal: str


_MONTH = "|".join(sorted((name.capitalize() for name in MONTHS), key=len, reverse=True))
# `1.234,56`, a version `4.2.1`, `35000`, `0,5`.
_NUMBER = r"\d{1,3}(?:[.\u00a0\u202f']\d{3})+(?:,\d+)?(?![.\d])|\d+(?:\.\d+)+|\d+(?:,\d+)?"
_CURRENCY = r"(?:€|Euro\b|EUR\b|Cents?\b|Ct\b|\$|US-Dollar\b|CHF\b|Franken\b|£|TL\b|₺|zł\b)"
_PATTERN = re.compile(
    rf"""
      (?P<email> (?<![\w.+%-]) [\w.+%-]+ (?:@|\s?[(\[](?:at|ät)[)\]]\s?) [\w-]+ (?:\.[\w-]+)+ )
    | (?P<url> (?:(?:https?|ftp)://|www\.|mailto:|tel:) \S* [^\s.,;:!?)"'“”»«›‹\]…>]
      | (?<![\w@.-]) (?:[a-zäöüß0-9-]+\.)+ (?:de|com|org|net|eu|info|nrw|ruhr|gov|int|io|app)
        (?![\w-]) (?:/ (?:\S* [^\s.,;:!?)"'“”»«›‹\]…>])? )? )
    | (?P<iban> \b[A-Z]{{2}}\d{{2}} (?:\s?[A-Z\d]{{4}}){{3,7}} (?:\s?[A-Z\d]{{1,3}})? \b )
    | (?P<date> (?<![\d.,/-]) (?:
        \d{{1,2}}\.\s?\d{{1,2}}\.\s?(?:19|20)\d\d (?!\d)
      | (?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\. (?:\d\d)?(?!\d|\.\d)
      | (?:0?[1-9]|[12]\d|3[01])\.\s? (?:{_MONTH})\b (?:\.?\s(?:19|20)\d\d(?!\d))?
      | (?:19|20)\d\d-[01]\d-[0-3]\d (?!\d)
      | [0-3]?\d/[01]?\d/(?:19|20)\d\d (?!\d)
      | [01]?\d/(?:19|20)\d\d (?!\d) ) )
    | (?P<time> (?<![\d.,:]) (?: [0-2]?\d[:.][0-5]\d\s?Uhr\b | [0-2]?\d:[0-5]\d (?::[0-5]\d)? (?![\d:])
      | [0-2]?\d\s?Uhr\b ) )
    | (?P<phone> (?<![\w.,/-]) (?=\(?\+?(?:\d[^\d\n]{{0,4}}){{7}})
        (?: \+\d{{1,3}} | 00\d\d | \(0\d{{1,5}}\) | 0\d{{1,5}} )
        (?: (?:\s?[/–-]\s?|\s)? (?:\(0\)\s?)? \d{{2,}} (?![.,:]\d) ){{1,6}} (?:[-–]\d)? (?![\w/-]) )
    | (?: \b(?:Az|AZ|Aktenzeichen|Kassenzeichen|Geschäftszeichen|Vorgangsnummer|Vergabenummer|Kennzeichen)\.?:?\s
        (?P<cued> (?=\S*\d) [\w./-]*\w (?:\s\d[\w./-]*\d)* ) )
    | (?P<file> (?<![\w/.-]) (?=[A-ZÄÖÜ./-]*\d) (?!\d+(?:\.\d+)+(?![\w/-])) (?:[A-ZÄÖÜ]{{1,4}}|\d+)
        (?: [./-] (?:[A-ZÄÖÜ]{{1,4}}|\d+) ){{2,}} (?![\w/])
      | (?<![\w-]) [A-ZÄÖÜ]{{1,3}}-[A-Z]{{1,2}}\s\d{{1,4}}[EH]? (?!\w) )
    | (?P<amount> (?<![\w.,]) (?: (?:{_NUMBER}) (?:,-|,–)? \s? (?:(?:Mio|Mrd|Tsd)\.?\s|Millionen\s|Milliarden\s)?
        {_CURRENCY} | (?:€|EUR|\$|£)\s?(?:{_NUMBER}) ) )
    | (?P<number> {_NUMBER} )
    """,
    re.VERBOSE,
)
# Without one of these no pattern above can match.
_HINT = re.compile(r"\d|@|\(at\)|\[at\]|://|www\.|mailto:|\w\.[a-z]{2}")


def tokens(text: str) -> tuple[Token, ...]:
    """The numbers, dates, times, amounts and addresses of a German text, in their order."""
    if not _HINT.search(text):
        return ()
    return tuple(_token(match) for match in _PATTERN.finditer(text))


def _token(match: re.Match[str]) -> Token:
    group = match.lastgroup or "number"
    found = match[group]
    kind = Kind("file" if group == "cued" else group)
    return Token(kind, found, match.start(group), match.end(group), _NORMAL_FORMS[kind](found))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _address(text: str) -> str:
    return _squeezed(text).lower()


def _digits(text: str) -> str:
    return ("+" if text.startswith("+") else "") + "".join(char for char in text if char.isdigit())


def _spaced(text: str) -> str:
    return " ".join(text.split())


_GROUPING = re.compile(r"(?<=\d)[.'\s](?=\d{3}(?!\d))")


def number(text: str) -> str:
    """A German number without grouping, with a decimal point, without needless zeros: `1.234,50` is `1234.5`."""
    whole, _, fraction = _GROUPING.sub("", text).partition(",")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _date(text: str) -> str:
    """ISO 8601 as far as it is known: `2026-01-15`, `--01-15`, `2026-01`."""
    named = re.search(r"[^\W\d]+", text)
    parts = [int(part) for part in re.findall(r"\d+", text)]
    if re.match(r"\d{4}-", text):
        year, month, day = parts
        return f"{year:04}-{month:02}-{day:02}"
    if named:
        parts.insert(1, MONTHS[named[0].lower()])
    if len(parts) == 2 and parts[1] > 31:
        return f"{parts[1]:04}-{parts[0]:02}"
    year_text = "-" if len(parts) < 3 else f"{parts[2] if parts[2] > 99 else parts[2] + 2000:04}"
    return f"{year_text}-{parts[1]:02}-{parts[0]:02}"


def _time(text: str) -> str:
    parts = [f"{int(part):02}" for part in re.findall(r"\d+", text)]
    return ":".join(parts if len(parts) > 1 else [*parts, "00"])


_CURRENCIES = (
    ("EUR", ("€", "euro", "eur")),
    ("CENT", ("cent", "ct")),
    ("USD", ("$",)),
    ("CHF", ("chf", "frank")),
)
_SCALES = (("E6", ("mio", "million")), ("E9", ("mrd", "milliard")), ("E3", ("tsd",)))


def _amount(text: str) -> str:
    lower = text.lower()
    code = next((code for code, names in _CURRENCIES if any(name in lower for name in names)), "")
    scale = next((scale for scale, names in _SCALES if any(name in lower for name in names)), "")
    found = re.search(_NUMBER, text)
    value = number(found[0]) if found else ""
    return f"{value}{scale} {code}".rstrip()


_NORMAL_FORMS: MappingProxyType[Kind, Callable[[str], str]] = MappingProxyType(
    {
        Kind.EMAIL: _address,
        Kind.URL: _squeezed,
        Kind.IBAN: _squeezed,
        Kind.PHONE: _digits,
        Kind.FILE: _spaced,
        Kind.DATE: _date,
        Kind.TIME: _time,
        Kind.AMOUNT: _amount,
        Kind.NUMBER: number,
    }
)

_NEUTRAL_WORDS = """
    € % ‰ ° °C km m cm mm km² m² cm² m³ km/h ha kg g mg t l ml kW kWh MW MWh V W A Hz dB px B KB kB MB GB TB
    MBit/s Mbit/s GBit/s EUR USD CHF x h min s
    PDF RSS CSV JSON GeoJSON XML XLS XLSX DOC DOCX ODT ODS HTML ZIP WMS WFS KML GPX SHP TXT MP3 MP4 JPG JPEG PNG
    SVG GIF EPUB ICS iCal vCard API URL QR IBAN BIC OK AM PM CC BY SA ND NC CC0 RDF DCAT DCAT-AP.de
    """
_NEUTRAL = re.compile(
    r"(?:\d[\d.,:/]*|[^\w\s]+|(?<![^\W\d_])(?:{words}|[IVX]+|[^\W\d_])(?![^\W\d_])|_+)+".format(
        words="|".join(re.escape(word) for word in sorted(_NEUTRAL_WORDS.split(), key=len, reverse=True))
    )
)
# Two plain words side by side: most texts are decided here.
_PROSE = re.compile(r"(?:^|\s)[A-ZÄÖÜ]?[a-zäöüß]{3,}\s[A-ZÄÖÜ]?[a-zäöüß]{3,}(?:[\s,.;:!?]|$)")
_CODE = re.compile(r"(?=\S*\d)[A-ZÄÖÜ\d]+(?:[./–-][A-ZÄÖÜ\d]+)*(?:\s[A-Z\d]*\d[A-Z\d]*)*")
_FILE_NAME = re.compile(
    r"[\w.()+-]+\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|csv|json|geojson|xml|zip|jpe?g|png|gif|svg|webp|mp[34]|txt|html?|"
    r"ics|kml|gpx|epub|gml|shp|tar|gz|rtf|md|php|js|css)",
    re.IGNORECASE,
)
_ADDRESS_KINDS = frozenset({Kind.EMAIL, Kind.URL, Kind.IBAN, Kind.PHONE, Kind.FILE})


def needs_translation(text: str) -> bool:
    """Whether any of `text` would read differently in another language."""
    if _PROSE.search(text):
        return True
    if not any(map(str.isalpha, text)):
        return False
    visible = clean(text)
    if _FILE_NAME.fullmatch(visible) or _CODE.fullmatch(visible):
        return False
    rest = visible
    for token in reversed(tokens(visible)):
        if token.kind in _ADDRESS_KINDS:
            rest = f"{rest[: token.start]} {rest[token.end :]}"
    return not all(map(neutral, rest.split()))


def neutral(word: str) -> bool:
    """Tell whether a word is the same in every language: a number, a unit, a sign, the name of a format."""
    return _NEUTRAL.fullmatch(word) is not None


# Soft hyphen, zero-width blanks and joiners, byte order mark, marks for the direction of text, control characters.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200c\u200e\u200f\u2060-\u2064\u2066-\u2069\u202a-\u202e\ufeff\u061c\x00-\x08\x0e-\x1b\x7f]"
    "|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"  # inside an emoji the joiner is part of the sign
)
_DASHES = MappingProxyType({0x2010: "-", 0x2011: "-"})


def clean(text: str) -> str:
    """`text` as a model should see it: composed, without invisible characters, white space as single blanks."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(_DASHES)
    return " ".join(visible.split())
