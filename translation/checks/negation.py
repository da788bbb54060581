"""Is a German *nicht* or *kein* still a negation?

The most dangerous mistake there is (`You must not pay`), and hard to see: good translations say *kein
Eintritt* as *free* and *nicht befahrbar* as *closed*. So anything that could negate counts, and only a
target without any such sign is found: about one negated good sentence in a hundred. Turkish and Arabic
negate inside words, there most losses go unseen.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

from translation.checks.finding import Finding

_GERMAN = re.compile(
    r"\b(?:(?:nicht|nie|niemals|niemand|nichts)(?! (?:nur|zuletzt|mehr|selten))"
    r"|kein(?:e|en|em|er|es)?)\b(?![^?]{0,20}\?)",
    re.IGNORECASE,
)
_SIGNS = MappingProxyType(
    {
        "en": r"\bno\b|\bnot\b|n['’]t\b|\bnever|without|\bnone\b|\bnor\b|cannot|nothing|nobody|"
        r"\b(?:un|in|im|ir|il|dis|ex)\w|"
        r"\w(?:less|free)\b|\bfree\b|only|fail|refus|outside|prohib|forbid|avoid|rather|instead|lack|neither|"
        r"refrain|once|\bbar|hardly|stop|miss|keep|close|difficult|barely|too\s|zero",
        "fr": r"\bn[e'’]|\bnon\b|\bpas\b|sans\b|jamais|aucun|\brien\b|\bni\b|interdi|\b(?:in|im|ir|il|dé)\w|hors|"
        r"\bexc|sauf|plus\b|\bmal\b|évit|manqu|refus|moins|échou|ferm|contrair|cess|difficil|gratuit|exempt|"
        r"dispens",
        "tr": r"değil|\byok|m[aeıiuü](?:z|y|d|m|s|k|dan|den|l|n|c|r|t|ğ|\b)|s[ıiuü]z|\bne\b|hariç|dış[ıi]|yasak|"
        r"hiç|im[kc]|kapal|kurtul|zor",
        "ar": r"لا|لم|لس[تن]|أغيب|ممتنع|مهمل|لن|ليس|غير|دون|ما\s|عدم|ممنوع|سوى|خارج|"
        r"حظر|يمنع|أي|بل|مجان|تجنب|خال|معفا|تعذر|مستحيل|رفض|فقد|"
        r"كف|يفتقر|انعدام|قلة|نقص|مغلق|صعوب",
        "bg": r"\bне|\bни[кщт]|\bбез|\bням|освен|извън|забран|избяг|отка|затвор|трудно|спр[ае]",
        "ro": r"\bnu\b|\bn-|fără|\b(?:ne|nic|in|im|il|de)\w|interzi|excep|decât|evit|lips|refuz|altfel|închis|greu|"
        r"gratuit",
        "pl": r"\bnie|bez|\bni[gkc]|żad|brak|zakaz|poza|oprócz|zabr|\bani\b|odm|wyjąt|unik|woln|wcale|słab|zamkn|"
        r"przesta|mał|trud|pamięta",
        "uk": r"\bн[еі]|\bбез|\bнем|жод|\bнік|\bніч|заборон|крім|поза|відсут|уник|відмов|\bані|погано|закри|важк|"
        r"переста|мало",
        "ru": r"\bн[еи]|\bбез|бес|\bнет|запре|кроме|отсут|\bвне\b|отказ|избе[гж]|лиш|плохо|закры|трудно|переста|"
        r"мало",
    }
)


def check(source: str, target: str, language: str) -> Finding | None:
    """Find a target without any sign of negation where the source negates."""
    negation = _GERMAN.search(source)
    if negation is None:
        return None
    signs = _pattern(language)
    if signs is None or signs.search(target):
        return None
    return Finding("negation", f"the source has {negation[0]!r}, the translation has no sign of negation")


@lru_cache(maxsize=32)
def _pattern(language: str) -> re.Pattern[str] | None:
    signs = _SIGNS.get(language)
    return re.compile(signs, re.IGNORECASE) if signs else None
