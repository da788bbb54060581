"""Which of the installed models translates into a language: by name, by measured quality, or by speed.

Decisions only: what is installed and what was measured comes in as values. A way is one model, or two by way of
English. What was not measured here comes after what was, because nothing is known of it; `models bench` measures it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from models.errors import ModelMissingError

Wanted = Literal["fixed", "quality", "speed"]
GERMAN: Final = "de"
ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class Option:
    """An installed model; `quality` is chrF measured here by language, `speed` German words a second (0: unknown)."""

    key: str
    version: str
    source: str
    languages: frozenset[str]
    licence: str
    commercial: bool
    megabytes: int
    quality: Mapping[str, float] = field(default_factory=dict, hash=False)
    speed: float = 0.0

    @property
    def name(self) -> str:
        """Key and version, as commands and settings name it."""
        return f"{self.key}@{self.version}"

    def is_meant(self, name: str) -> bool:
        """Tell whether `KEY` or `KEY@VERSION` means this model."""
        return name in (self.key, self.name)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a site wants: `default` for every language that `named` does not name, and how others are ranked."""

    wanted: Wanted = "fixed"
    default: str = "starter"
    named: Mapping[str, str] = field(default_factory=dict)
    non_commercial: bool = False
    pivot: bool = True


Way = tuple[Option, ...]
"""The models that a text goes through: one, or German to English and English to the language."""


def ways(language: str, options: Sequence[Option], policy: Policy) -> tuple[Way, ...]:
    """Return the ways into `language`, the one to use first; the others are for when it fails.

    `options` are in the order of installation, newest version of a key first. Raises `ModelMissingError` where the
    settings name a model that is not here, does not speak the language, or may not be used.
    """
    allowed = [each for each in options if each.commercial or policy.non_commercial]
    named = policy.named.get(language)
    first: list[Way] = []
    if named:
        first = [_named(language, named, options, policy)]
    elif policy.wanted == "fixed":
        _known(policy.default, options, policy, "engine.model")
        meant = (each for each in allowed if each.is_meant(policy.default) and _direct(each, language))
        first.extend((each,) for each in itertools.islice(meant, 1))
    newest = _newest(allowed)
    rest = _ranked([(each,) for each in newest if _direct(each, language)], language, policy)
    if policy.pivot:
        rest += _ranked(_pivots(language, newest), language, policy)
    return tuple(dict.fromkeys([*first, *rest]))


def find(name: str, options: Sequence[Option]) -> Option | None:
    """Return the model that `KEY` or `KEY@VERSION` means: of several versions the one installed last."""
    return next((each for each in options if each.is_meant(name)), None)


def _named(language: str, name: str, options: Sequence[Option], policy: Policy) -> Way:
    """A model by name, with the best way into English before it where it reads English."""
    place = f"engine.models.{language}"
    option = _known(name, options, policy, place)
    if _direct(option, language):
        return (option,)
    pivots = [way for way in _pivots(language, options) if way[1] == option]
    if policy.pivot and pivots:
        usable = [way for way in pivots if all(each.commercial or policy.non_commercial for each in way)]
        return _ranked(usable or pivots, language, policy)[0]
    why = (
        f"it reads {option.source} and speaks {' '.join(sorted(option.languages))}"
        if option.source == GERMAN or language not in option.languages
        else "it reads English, and no model from German to English is installed (or engine.pivot is off)"
    )
    message = f"{place} is {name!r}, which does not translate German into {language}: {why}"
    raise ModelMissingError(message)


def _known(name: str, options: Sequence[Option], policy: Policy, place: str) -> Option:
    option = find(name, options)
    if option is None:
        there = ", ".join(each.name for each in options) or "nothing"
        key = name.partition("@")[0]
        message = f"{place} is {name!r}, which is not installed (there is: {there}); `stadtlotse models pull {key}`"
        raise ModelMissingError(message)
    if not option.commercial and not policy.non_commercial:
        message = (
            f"{place} is {name!r}, whose licence {option.licence} forbids commercial use: "
            "set engine.accept_non_commercial if yours is not, or choose another (`stadtlotse models list`)"
        )
        raise ModelMissingError(message)
    return option


def _direct(option: Option, language: str) -> bool:
    return option.source == GERMAN and language in option.languages


def _pivots(language: str, options: Sequence[Option]) -> list[Way]:
    into = [each for each in options if _direct(each, ENGLISH)]
    out = [each for each in options if each.source == ENGLISH and language in each.languages]
    return [(first, second) for first in into for second in out]


def _newest(options: Sequence[Option]) -> list[Option]:
    """The version in use of each model; older ones are used only where they are named."""
    found: dict[str, Option] = {}
    for each in options:
        found.setdefault(each.key, each)
    return list(found.values())


def _ranked(found: Sequence[Way], language: str, policy: Policy) -> list[Way]:
    by_speed: Callable[[Way], tuple[float, ...]] = lambda way: (_seconds(way), _megabytes(way))  # noqa: E731
    by_quality: Callable[[Way], tuple[float, ...]] = lambda way: (*_doubts(way, language), -_megabytes(way))  # noqa: E731
    return sorted(found, key=by_speed if policy.wanted == "speed" else by_quality)


def _seconds(way: Way) -> float:
    """Seconds a word; infinite where a leg was not measured."""
    return sum(1 / each.speed if each.speed else float("inf") for each in way)


def _doubts(way: Way, language: str) -> tuple[float, ...]:
    """Measured ones first, the best before; of a pivot the second leg alone says nothing."""
    quality = way[0].quality.get(language) if len(way) == 1 else None
    return (1.0, 0.0) if quality is None else (0.0, -quality)


def _megabytes(way: Way) -> float:
    return float(sum(each.megabytes for each in way))
