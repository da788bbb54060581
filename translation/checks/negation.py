"""Is a German *nicht* or *kein* still a negation?

The most dangerous mistake there is (`You must not pay`), and hard to see: good translations say *kein
Eintritt* as *free* and *nicht befahrbar* as *closed*. So anything that could negate counts, and only a
target without any such sign is found. Of good sentences without a negation 10 to 40 in a hundred show such a sign all
the same (measured by language in docs/quality.md): in as many a loss goes unseen.
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
        r"\bun(?!it|iv|ion|der|til|iq|if)\w|\bin(?:val|compl|corr|acc|elig|suff|cap|act|adm|sec|vis|def|appr|stead)|"
        r"\bim(?:poss|perm|prop|pat)|\birr|\bill|\bdis(?:ab|all|conn|cont|qual|reg|agr)|\bex(?:c[el]|empt|pir)|"
        r"\w(?:less|free)\b|\bfree\b|only|fail|refus|outside|prohib|forbid|avoid|rather|instead|lack|neither|"
        r"refrain|once|\bbar|hardly|stop|miss|keep|close|difficult|barely|too\s|zero|"
        r"\byet to\b|rarely|seldom|beyond",
        "fr": r"\bn[e'’]|\bnon\b|\bpas\b|sans\b|jamais|aucun|\brien\b|\bni\b|interdi|\b(?:in|im|ir|il|dé)\w|hors|"
        r"\bexc|sauf|plus\b|\bmal\b|évit|manqu|refus|moins|échou|ferm|contrair|cess|difficil|gratuit|exempt|"
        r"dispens",
        "tr": r"\bdeğil|\byok|\bhayır\b|\bhiç|\bne\b.*\bne\b|yasak|\bhariç|\bdışında|kapalı|kurtul|\bzor|"
        r"\w(?:m[ae]z|m[ıiuü]yor|m[ae]d[ıiae]|m[ae]m[ıiae]|m[ae]y[ae][cn]|m[ae]y[ıi][nzp]|m[ae]ks[ıi]z|"
        r"m[ae]s[ıi]n(?:l[ae]r)?\b|m[ae]s[ae])|\ws[ıiuü]z(?:\b|[lcdiı])",
        "ar": r"(?<!\w)[وفأ]?(?:لا|ألا|لم|لما|لن|لست|لسنا|ليس\w*|غير|(?:ب|من )?دون|[بلو]?عدم|بلا|ما|أي|سوى|"
        r"إلا|أبدا|خارج|[يت]منع|[يت]حظر|[يت]?تعذر|انعدام|خال\w*)(?!\w)|ممنوع|محظور|مجان|مغلق|معف|تجنب|رفض|مستحيل|ضعيف|صعوب",
        "bg": r"\bне|\bни[кщт]|\bбез|\bням|освен|извън|забран|избяг|отка|затвор|трудно|спр[ае]",
        "ro": r"\bnu\b|\bn-|fără|\b(?:ne|nic|in|im|il|de)\w|interzi|excep|decât|evit|lips|refuz|altfel|închis|greu|"
        r"gratuit",
        "pl": r"\bnie|bez|\bni[gkc]|żad|brak|zakaz|poza|oprócz|zabr|\bani\b|odm|wyjąt|unik|woln|wcale|słab|zamkn|"
        r"przesta|mał|trud|pamięta|rzadk|ledw",
        "uk": r"\bн[еі]|\bбез|\bнем|жод|\bнік|\bніч|заборон|крім|поза|відсут|уник|відмов|\bані|погано|закри|важк|"
        r"переста|мало",
        "ru": r"\bн[еи]|\bбез|бес|\bнет|запре|кроме|отсут|\bвне\b|отказ|избе[гж]|лиш|плохо|закры|трудно|переста|"
        r"мало|редк|вряд|вместо|\bпредсто",
    }
)

_LONGEST = 25  # words; translators reword longer sentences: in 0.5 to 1 % of long news sentences without a negation


def check(source: str, target: str, language: str) -> Finding | None:
    """Find a target without any sign of negation where the source negates."""
    negation = _GERMAN.search(source)
    if negation is None or source.count(" ") >= _LONGEST:
        return None
    signs = _pattern(language)
    if signs is None or signs.search(target):
        return None
    return Finding("negation", f"the source has {negation[0]!r}, the translation has no sign of negation")


@lru_cache(maxsize=32)
def _pattern(language: str) -> re.Pattern[str] | None:
    signs = _SIGNS.get(language)
    return re.compile(signs, re.IGNORECASE) if signs else None
