"""Which plural form a whole number asks for: CLDR 46, cardinal rules of the languages of our table.

Two numbers with one form can stand in one sentence; `2 wyniki` and `5 wyników` cannot. Of a language that is not in
the table nothing is known, so no number of it may stand for another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final


def _one_other(number: int) -> str:
    return "one" if number == 1 else "other"


def _french(number: int) -> str:
    return "one" if number in (0, 1) else "many" if number and number % 1_000_000 == 0 else "other"


def _romanian(number: int) -> str:
    if number == 1:
        return "one"
    return "few" if number == 0 or 1 <= number % 100 <= 19 else "other"


def _polish(number: int) -> str:
    if number == 1:
        return "one"
    return "few" if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else "many"


def _east_slavic(number: int) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return "one"
    return "few" if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else "many"


def _arabic(number: int) -> str:
    if number in (0, 1, 2):
        return ("zero", "one", "two")[number]
    rest = number % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


_RULES: Final[Mapping[str, Callable[[int], str]]] = MappingProxyType(
    {
        "de": _one_other,
        "en": _one_other,
        "tr": _one_other,
        "bg": _one_other,
        "fr": _french,
        "ro": _romanian,
        "pl": _polish,
        "uk": _east_slavic,
        "ru": _east_slavic,
        "ar": _arabic,
    }
)


def plural_form(language: str, number: int) -> str:
    """Return the name of the form that a whole number asks for; raises `KeyError` for a language not in the table."""
    return _RULES[language](number)


def same_form(language: str, first: int, second: int) -> bool:
    """Tell whether both numbers ask for the same plural form, in German and in the language."""
    rule = _RULES.get(language.partition("-")[0])
    if rule is None:
        return first == second
    return rule(first) == rule(second) and _one_other(first) == _one_other(second)
