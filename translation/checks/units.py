"""Has the number its unit still: per cent, euros, kilometres, days?

A unit that a good translation never leaves out (per cent, money) must be there in some form; of the others (time,
length, weight) it is only found where one has become another, `3 Monate` three weeks, because languages leave them
out or say them otherwise. `14 Tage` may be two weeks and `24 Stunden` a day.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

from translation.checks.finding import Finding

_NUMBER = r"(?P<number>\d+(?:[.,]\d+)*|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf)"
_GERMAN = MappingProxyType(
    {
        "percent": r"%|Prozent",
        "euro": r"€|EUR\b|Euro\b",
        "minute": r"Min(?:uten?n?|\.)",
        "hour": r"Stunden?\b|Std\.",
        "day": r"Tagen?\b|Tage\b|Werktage",
        "week": r"Wochen?\b",
        "month": r"Monate?n?\b",
        "year": r"Jahre?n?\b",
        "metre": r"m\b|Metern?\b",
        "kilometre": r"km\b|Kilometern?\b",
        "kilogram": r"kg\b|Kilo(?:gramm)?\b",
        "gram": r"g\b|Gramm\b",
        "litre": r"l\b|Litern?\b",
    }
)
# How a unit shows itself in German without a number: `täglich`, `Jahrgang`, `Kilometergeld`.
_MENTIONS = MappingProxyType(
    {
        "minute": "minut",
        "hour": "stünd|stund|uhr",
        "day": "tag|täg|nacht",
        "week": "woch|wöch",
        "month": "monat",
        "year": "jahr|jähr|alt",
        "metre": "meter|metr",
        "kilometre": "kilometer|km",
        "kilogram": "kilo|kg",
        "gram": "gramm",
        "litre": "liter",
    }
)
_REQUIRED = ("percent", "euro")
_KINDS = (("minute", "hour", "day", "week", "month", "year"), ("metre", "kilometre"), ("kilogram", "gram", "litre"))

# Words or beginnings of words; `\b` where a beginning would be another word.
_STEMS = MappingProxyType(
    {
        "en": {
            "percent": r"%|per ?cent|pct",
            "euro": r"€|EUR|euro",
            "minute": r"minute|\bmins?\b",
            "hour": r"\bhours?|\bhrs?\b|\d ?h\b|hourly",
            "day": r"\bdays?|daily|fortnight",
            "week": r"\bweek|fortnight",
            "month": r"\bmonth",
            "year": r"\byear|annual|\byr",
            "metre": r"\bmet(?:re|er)|\d ?m\b",
            "kilometre": r"kilomet|\bkm",
            "kilogram": r"kilo|\bkg",
            "gram": r"\bgram|\d ?g\b",
            "litre": r"\blit(?:re|er)|\d ?l\b",
        },
        "tr": {
            "percent": r"%|yüzde",
            "euro": r"€|EUR|euro|avro",
            "minute": r"dakika|\bdk",
            "hour": r"\bsaat",
            "day": r"\bgün",
            "week": r"hafta",
            "month": r"\bay(?:\b|a|da|dan|dır|ı|ın|lık|lar)",
            "year": r"\byıl|\byaş|\bsene",
            "metre": r"\bmetre|\d ?m\b",
            "kilometre": r"kilometre|\bkm",
            "kilogram": r"kilo|\bkg",
            "gram": r"\bgram|\d ?g\b",
            "litre": r"litre|\d ?l\b",
        },
        "ar": {
            "percent": r"%|٪|المئة|المائة|بالمئ|بالمائ",
            "euro": r"€|EUR|يورو|أورو",
            "minute": r"دقيق|دقائق",
            "hour": r"ساع",
            "day": r"يوم|[أا]يام",
            "week": r"[أا]سبوع|[أا]سابيع",
            "month": r"شهر|شهور|[أا]شهر",
            "year": r"سنة|سنت|سنو|سنين|عام|[أا]عوام",
            "metre": r"(?<!\w)(?:ال|ب)?متر|[أا]متار|مترا",
            "kilometre": r"كيلومتر|كيلو|كم",
            "kilogram": r"كيلو|كجم|كغ",
            "gram": r"(?<!كيلو)غرام|(?<!كيلو)جرام",
            "litre": r"لتر",
        },
        "bg": {
            "percent": r"%|процент|на сто",
            "euro": r"€|EUR|евро",
            "minute": r"минут|мин\b",
            "hour": r"\bчас|\bч\b",
            "day": r"\bден|\bдни|\bдня|дневн|денонощ",
            "week": r"седмиц|седмич",
            "month": r"месец|месеч|\bмес",
            "year": r"годин|\bгод|\bг\b|годиш",
            "metre": r"\bмет[ър]|\d ?м\b",
            "kilometre": r"километ|\bкм",
            "kilogram": r"килог|кило|\bкг",
            "gram": r"\bграм|\d ?г\b",
            "litre": r"лит[ър]|\d ?л\b",
        },
        "ro": {
            "percent": r"%|la sută|procent",
            "euro": r"€|EUR|euro",
            "minute": r"minut|\bmin\b",
            "hour": r"\bor[aăeă]|\borelor|\bh\b",
            "day": r"\bzi\b|\bziu|\bzil",
            "week": r"săptăm",
            "month": r"\blun[iăa]",
            "year": r"\ban\b|\bani|\banul|anual",
            "metre": r"\bmetr|\d ?m\b",
            "kilometre": r"kilomet|\bkm",
            "kilogram": r"kilog|\bkg|kilo",
            "gram": r"\bgram|\d ?g\b",
            "litre": r"\blitr|\d ?l\b",
        },
        "pl": {
            "percent": r"%|procent|\bproc",
            "euro": r"€|EUR|euro",
            "minute": r"minut|\bmin\b",
            "hour": r"godzin|\bgodz|\bh\b",
            "day": r"\bdzie[nń]|\bdni|dniow|\bdób|\bdob[aęy]",
            "week": r"tydz|tygod",
            "month": r"miesi[ąę]",
            "year": r"\brok|\blat[aou]?\b|latach|\blet|roczn",
            "metre": r"\bmetr|\d ?m\b",
            "kilometre": r"kilomet|\bkm",
            "kilogram": r"kilog|\bkg|kilo",
            "gram": r"\bgram|\d ?g\b",
            "litre": r"\blitr|\d ?l\b",
        },
        "uk": {
            "percent": r"%|відсот|процент",
            "euro": r"€|EUR|євро",
            "minute": r"хвилин|\bхв",
            "hour": r"годин|\bгод\b",
            "day": r"\bден|\bдн[іяі]|денн|\bдоб|\bдіб",
            "week": r"тижн|тижд",
            "month": r"місяц|місяч|\bміс",
            "year": r"\bрок|\bроц|\bрік|річн|\bліт\b",
            "metre": r"\bметр|\d ?м\b",
            "kilometre": r"кіломет|\bкм",
            "kilogram": r"кілог|\bкг|кіло",
            "gram": r"\bграм|\d ?г\b",
            "litre": r"\bліт|\d ?л\b",
        },
        "ru": {
            "percent": r"%|процент",
            "euro": r"€|EUR|евро",
            "minute": r"минут|\bмин\b",
            "hour": r"\bчас|\bч\b",
            "day": r"\bден|\bдн[яейюи]|\bдней|дневн|\bсут",
            "week": r"недел",
            "month": r"месяц|месяч|\bмес",
            "year": r"\bгод|\bлет|\bг\b|летн",
            "metre": r"\bметр|\d ?м\b",
            "kilometre": r"километ|\bкм",
            "kilogram": r"килог|\bкг|кило",
            "gram": r"\bграм|\d ?г\b",
            "litre": r"\bлитр|\d ?л\b",
        },
        "fr": {
            "percent": r"%|pour ?cent",
            "euro": r"€|EUR|euro",
            "minute": r"minute|\bmin\b",
            "hour": r"heure|\bh\b",
            "day": r"\bjour|quotid|quinzaine",
            "week": r"semaine|hebdo|quinzaine",
            "month": r"\bmois|mensu|trimest|semest",
            "year": r"\bans?\b|année|annuel",
            "metre": r"\bmètre|\d ?m\b",
            "kilometre": r"kilom|\bkm",
            "kilogram": r"kilo|\bkg",
            "gram": r"\bgramme|\d ?g\b",
            "litre": r"\blitre|\d ?l\b",
        },
    }
)
# `14 Tage` are two weeks, `48 Stunden` two days, `18 Monate` a year and a half, `90 Minuten` an hour and a half.
_SAME_AS = MappingProxyType(
    {
        ("day", "week"): 7,
        ("hour", "day"): 24,
        ("month", "year"): 6,
        ("minute", "hour"): 30,
        ("week", "day"): 1,
        ("year", "month"): 1,
        ("day", "hour"): 1,
        ("week", "month"): 2,
    }
)
_HINT = re.compile(r"\d|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf")


def check(source: str, target: str, language: str) -> Finding | None:
    """Find a unit that is lost, or has become another of its kind."""
    if language not in _STEMS or not _HINT.search(source):
        return None
    german = {unit: _in_german(unit, source) for unit in _GERMAN}
    for unit in _REQUIRED:
        if german[unit] and not _stem(language, unit).search(target):
            return Finding("units", f"{german[unit][0]!r} of the source has no {unit} in the translation")
    for kind in _KINDS:
        lost = [unit for unit in kind if german[unit] and not _stem(language, unit).search(target)]
        for unit in lost:
            new = [
                other
                for other in kind
                if other != unit and not _mentions(other, source) and _stem(language, other).search(target)
            ]
            if new and not any(_may_be(number, unit, other) for number in german[unit] for other in new):
                return Finding("units", f"{german[unit][0]} {unit} of the source has become {new[0]}")
    return None


def _in_german(unit: str, source: str) -> list[str]:
    """The numbers that stand before a unit."""
    return [found["number"] for found in _german(unit).finditer(source)]


def _mentions(unit: str, source: str) -> bool:
    """Tell whether the source speaks of a unit, with a number or without."""
    return re.search(_MENTIONS[unit], source, re.IGNORECASE) is not None


def _may_be(number: str, unit: str, other: str) -> bool:
    step = _SAME_AS.get((unit, other))
    return step is not None and number.isdigit() and int(number) % step == 0


@lru_cache(maxsize=32)
def _german(unit: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,]){_NUMBER}\s?-?(?:{_GERMAN[unit]})", re.IGNORECASE if unit == "percent" else 0)


@lru_cache(maxsize=256)
def _stem(language: str, unit: str) -> re.Pattern[str]:
    return re.compile(_STEMS[language][unit], re.IGNORECASE)
