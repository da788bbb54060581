"""Every number of the source stands in the target, as often as there, and no new one appears (law 4).

Numbers are compared as runs of digits after grouping is taken away: `1.234,56`, `1,234.56` and `1 234,56`
are 1234 and 56, whatever the language; dates and times fall into their parts. What then differs must be
excused by something seen in the text: a number in words, the name of a month, the afternoon of a
twelve-hour clock, a Roman numeral, zeros that say nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from types import MappingProxyType

from translation.checks.conventions import AFTERNOON, MONTHS, NOON_OR_MIDNIGHT, SCALES
from translation.checks.finding import Finding
from translation.checks.number_words import is_spelled, is_spelled_in_german
from translation.german import MONTHS as GERMAN_MONTHS

_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789,.", "\u200e\u200f\u200b\u00ad")
_STRANGE = re.compile("[٠-٩۰-۹٫٬\u200e\u200f\u200b\u00ad]")
_RUN = re.compile(r"[0-9]+")
_ANY_BLANK = " \u00a0\u202f\u2009"
_GROUPED = re.compile(rf"(?<![0-9.,])[1-9][0-9]{{0,2}}(?:([.,'’{_ANY_BLANK}])[0-9]{{3}})(?:\1[0-9]{{3}})*(?![0-9])")
_MOST_EXCUSED = 24  # differences: with more, the two texts have nothing to do with each other
_SEPARATORS = re.compile(r"[^0-9]")
_ROMAN = re.compile(r"(?<![^\W\d_])[IVXLCХІСМM]+(?=(?:er?|ème)?(?![^\W\d_]))")  # `XIXe siècle`
_ROMAN_LATIN = str.maketrans("ХІСМ", "XICM")  # Cyrillic letters that look the same
# `ein` is an article more often than a number: models like to make `1` of it.
_ONE = re.compile(
    r"\b(?:eins|erst\w*|einmal\w*|je|jede\w*|pro|halb\w*|einzig\w*|ein-|"
    r"eine?[nmrs]?\s+(?:\w+\s+)?(?:Uhr|Jahr|Monat|Woche|Tag|Stunde|Minute|Euro|Prozent|Person|Kilo|Liter|Meter|Kind|"
    r"Exemplar|Million|Milliarde|Drittel|Viertel|Fünftel))|jährlich|monatlich",
    re.IGNORECASE,
)
_CENTURY = MappingProxyType(
    {
        "en": "century",
        "tr": "yüzyıl|asır",
        "ar": "القرن|الألفية",
        "bg": "век",
        "ro": "secol|veac",
        "pl": "wiek",
        "uk": "століт|вік|сторіч",
        "ru": "век|столет",
        "fr": "siècle",
    }
)
_DAY_AND_NIGHT = MappingProxyType({"bg": "денонощ", "pl": r"\bdób|\bdob", "uk": r"\bдоб|\bдіб", "ru": "сут(?:ки|ок)"})
_ROMAN_VALUES = (("I", 1), ("V", 5), ("X", 10), ("L", 50), ("C", 100), ("M", 1000))


def check(source: str, target: str, language: str) -> Finding | None:
    """Find numbers that are lost, changed or made up."""
    if _STRANGE.search(source + target):
        source, target = source.translate(_ASCII), target.translate(_ASCII)
    if not _RUN.search(source) and not _RUN.search(target):
        return None
    wanted, found = _runs(source, blanks=True), _runs(target, blanks=True)
    if wanted == found:
        return None
    best = min(
        (_unexcused(source, target, language, *sides) for sides in _readings(source, target, wanted, found)),
        key=lambda sides: len(sides[0]) + len(sides[1]),
    )
    if not any(best):
        return None
    parts = [
        f"{word} {', '.join(runs[:_MOST_EXCUSED])}" for word, runs in zip(("lost", "new"), best, strict=True) if runs
    ]
    return Finding("numbers", f"numbers differ: {'; '.join(parts)}")


def _runs(text: str, *, blanks: bool) -> Counter[str]:
    """The runs of digits; `blanks` says whether `1 300` is one number."""
    return Counter(_RUN.findall(_GROUPED.sub(lambda match: _join(match, blanks=blanks), text)))


def _join(match: re.Match[str], *, blanks: bool) -> str:
    return match[0] if match[1] in _ANY_BLANK and not blanks else _SEPARATORS.sub("", match[0])


Sides = tuple[Counter[str], Counter[str]]


def _readings(source: str, target: str, wanted: Counter[str], found: Counter[str]) -> list[Sides]:
    """`1 300` is one number or two: each side may be read either way."""
    wanted_apart, found_apart = _runs(source, blanks=False), _runs(target, blanks=False)
    readings = [(wanted, found)]
    if wanted_apart != wanted:
        readings.append((wanted_apart, found))
    if found_apart != found:
        readings.append((wanted, found_apart))
    return readings


Lists = tuple[list[str], list[str]]


def _unexcused(source: str, target: str, language: str, wanted: Counter[str], found: Counter[str]) -> Lists:
    """What is lost and what is new, after all excuses."""
    lost, new = list((wanted - found).elements()), list((found - wanted).elements())
    if len(lost) + len(new) > _MOST_EXCUSED:
        return lost, new
    for pair in _PAIR_EXCUSES:
        for run in list(lost):
            match = next((other for other in new if pair(run, other, source, target, language)), None)
            if match is not None:
                lost.remove(run)
                new.remove(match)
    lost = [run for run in lost if not any(excuse(run, source, target, language) for excuse in _LOST_EXCUSES)]
    new = [run for run in new if not any(excuse(run, source, target, found) for excuse in _NEW_EXCUSES)]
    return lost, new


def _same_but_zero(lost: str, new: str, source: str, target: str, language: str) -> bool:
    """`08` and `8` in dates and times."""
    del source, target, language
    return lost.lstrip("0") == new.lstrip("0") and len(lost) <= 2 and len(new) <= 2


def _same_fraction(lost: str, new: str, source: str, target: str, language: str) -> bool:
    """`2,50` and `2.5`."""
    del language
    if lost.rstrip("0") != new.rstrip("0"):
        return False
    return bool(re.search(rf"[0-9],{lost}(?![0-9])", source) and re.search(rf"[0-9][.,]{new}(?![0-9])", target))


def _afternoon(lost: str, new: str, source: str, target: str, language: str) -> bool:
    """`14 Uhr` and `2 p.m.`."""
    if len(lost) != 2 or len(new) > 2 or int(lost) - int(new) != 12 or not 12 <= int(lost) <= 24:
        return False
    is_hour = re.search(rf"(?<![0-9]){lost}(?:[:.][0-9]{{2}}|[ \u00a0]?(?:Uhr|h\b|bis|und|[-–]))", source)
    return bool(is_hour and _seen(AFTERNOON.get(language), target))


def _decade_or_year(lost: str, new: str, source: str, target: str, language: str) -> bool:
    """`90er` and `1990s`, `1990er` and `90s`, `03.11.25` and `03.11.2025`."""
    del target, language
    short, long = sorted((lost, new), key=len)
    if len(short) != 2 or len(long) != 4 or not long.endswith(short):
        return False
    return f"{lost}er" in source or re.search(rf"[./'’-]{lost}(?![0-9])", source) is not None


def _scaled(lost: str, new: str, source: str, target: str, language: str) -> bool:
    """`35.000` and `35 thousand`, `3 Millionen` and `3,000,000`."""
    short, long = sorted((lost, new), key=len)
    zeros = len(long) - len(short)
    if zeros not in {3, 6, 9} or long != short + "0" * zeros:
        return False
    return _seen(SCALES.get(language), target) if long == lost else _seen("tausend|tsd|milli|mio|mrd", source)


def _seen(pattern: str | None, text: str) -> bool:
    return pattern is not None and re.search(pattern, text, re.IGNORECASE) is not None


PairExcuse = Callable[[str, str, str, str, str], bool]
_PAIR_EXCUSES: tuple[PairExcuse, ...] = (_same_but_zero, _same_fraction, _afternoon, _decade_or_year, _scaled)


def _lost_as_words(run: str, source: str, target: str, language: str) -> bool:
    del source
    return len(run) <= 4 and is_spelled(int(run), target, language)


def _lost_as_month(run: str, source: str, target: str, language: str) -> bool:
    """`15.01.2026` and `15 January 2026`."""
    months = MONTHS.get(language, "").split()
    if len(run) > 2 or not months or not 1 <= int(run) <= 12:
        return False
    in_date = re.search(rf"[0-9]\.\s?{run}(?:\.|\s|$)|-{run}-|(?<![0-9]){run}/[0-9]{{4}}", source)
    return bool(in_date and re.search(rf"(?<!\w)(?:و|ال|ب|ل)?(?:{months[int(run) - 1]})", target, re.IGNORECASE))


def _lost_zeros(run: str, source: str, target: str, language: str) -> bool:
    """The minutes of `8:00 Uhr`, the cents of `5,00 Euro`."""
    del target, language
    return set(run) == {"0"} and re.search(rf"[0-9][:.,]{run}(?![0-9])", source) is not None


def _lost_as_roman(run: str, source: str, target: str, language: str) -> bool:
    """`19. Jahrhundert` and `XIX век`."""
    del source, language
    return len(run) <= 4 and int(run) in _romans(target)


def _lost_as_decade(run: str, source: str, target: str, language: str) -> bool:
    """`die 1980er Jahre`: the eighties, and the century by its name or not at all."""
    if len(run) != 4 or f"{run}er" not in source:
        return False
    tens = int(run[2:])
    return is_spelled(tens, target, language) if tens else _seen(_CENTURY.get(language), target)


def _lost_as_day(run: str, source: str, target: str, language: str) -> bool:
    """`24 Stunden` are one word for day and night in Slavic languages."""
    return run == "24" and "24 Stunden" in source and _seen(_DAY_AND_NIGHT.get(language), target)


def _lost_as_noon(run: str, source: str, target: str, language: str) -> bool:
    del source
    return run in {"12", "24", "0", "00"} and _seen(NOON_OR_MIDNIGHT.get(language), target)


LostExcuse = Callable[[str, str, str, str], bool]
_LOST_EXCUSES: tuple[LostExcuse, ...] = (
    _lost_zeros,
    _lost_as_month,
    _lost_as_words,
    _lost_as_roman,
    _lost_as_decade,
    _lost_as_day,
    _lost_as_noon,
)


def _new_from_words(run: str, source: str, target: str, found: Counter[str]) -> bool:
    """`drei` and `3`, `halb drei` and `2:30`, `drei Uhr nachmittags` and `15:00`."""
    del target, found
    if len(run) > 6:
        return False
    value = int(run)
    if _ONE.search(source) if value == 1 else is_spelled_in_german(value, source):
        return True
    if value < 12 and _seen(r"\bhalb|\bviertel|\bvor\b", source) and is_spelled_in_german(value + 1, source):
        return True
    return 12 < value <= 24 and is_spelled_in_german(value - 12, source)


def _new_from_month(run: str, source: str, target: str, found: Counter[str]) -> bool:
    """`15. Januar` and `15.01.`."""
    del target, found
    if len(run) > 2 or not 1 <= int(run) <= 12:
        return False
    lower = source.lower()
    return any(int(run) == number and name in lower for name, number in GERMAN_MONTHS.items() if len(name) > 2)


def _new_zeros(run: str, source: str, target: str, found: Counter[str]) -> bool:
    del source, found
    return set(run) == {"0"} and re.search(rf"[0-9][:.,h]{run}(?![0-9])", target) is not None


def _new_from_roman(run: str, source: str, target: str, found: Counter[str]) -> bool:
    del target, found
    return len(run) <= 4 and int(run) in _romans(source)


def _new_power(run: str, source: str, target: str, found: Counter[str]) -> bool:
    """`m²`, `qm` and `m2`."""
    del found
    if run not in {"2", "3"} or not re.search(rf"[mмم]{run}(?![0-9])|CO{run}", target):
        return False
    return _seen("[²³₂]|qm|quadrat|kubik|cbm|kohlendioxid|CO", source)


NewExcuse = Callable[[str, str, str, Counter[str]], bool]
_NEW_EXCUSES: tuple[NewExcuse, ...] = (_new_zeros, _new_from_words, _new_from_month, _new_from_roman, _new_power)


def _romans(text: str) -> frozenset[int]:
    return frozenset(_roman_value(numeral.translate(_ROMAN_LATIN)) for numeral in _ROMAN.findall(text))


def _roman_value(numeral: str) -> int:
    values = dict(_ROMAN_VALUES)
    digits = [values[sign] for sign in numeral]
    return sum(
        -value if any(later > value for later in digits[index + 1 : index + 2]) else value
        for index, value in enumerate(digits)
    )
