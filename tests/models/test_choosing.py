"""Which installed model translates into a language: by name, by what was measured, by speed; direct before pivot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.choosing import Option, Policy, Wanted, ways
from models.errors import ModelMissingError


def option(key: str, languages: str, source: str = "de", **more: object) -> Option:
    """Return an installed model of a hundred megabytes."""
    made = Option(key, "1", source, frozenset(languages.split()), "Apache-2.0", commercial=True, megabytes=100)
    return replace(made, **more)  # type: ignore[arg-type]


STARTER = option("starter", "en tr ar", megabytes=140, quality={"en": 54.0, "tr": 36.0, "ar": 34.0}, speed=100.0)
BIG = option("big", "tr ar", megabytes=900)
GOOD = option("good", "tr", megabytes=200, quality={"tr": 55.0}, speed=50.0)
QUICK = option("quick", "tr", megabytes=50, quality={"tr": 30.0}, speed=900.0)
INTO_ENGLISH = option("de-en", "en")
OUT_OF_ENGLISH = option("en-bg", "bg", "en")
NON_COMMERCIAL = option("nc", "tr bg", licence="CC-BY-NC-4.0", commercial=False, quality={"tr": 70.0})
ALL = (STARTER, BIG, GOOD, QUICK, INTO_ENGLISH, OUT_OF_ENGLISH, NON_COMMERCIAL)


def chosen(language: str, policy: Policy, options: tuple[Option, ...] = ALL) -> list[str]:
    """Return the ways as texts."""
    return [">".join(leg.key for leg in way) for way in ways(language, options, policy)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("fixed", ["starter", "good", "quick", "big"]),
        ("quality", ["good", "starter", "quick", "big"]),
        ("speed", ["quick", "starter", "good", "big"]),
    ],
)
def test_the_policy_ranks_and_the_others_stand_in(wanted: Wanted, expected: list[str]) -> None:
    """What was not measured comes last; what may not be used commercially does not come at all."""
    assert chosen("tr", Policy(wanted)) == expected


def test_a_name_comes_first() -> None:
    """By key, or by key and version; other languages keep the default."""
    policy = Policy(named={"tr": "big@1"})
    assert chosen("tr", policy)[0] == "big"
    assert chosen("ar", policy)[0] == "starter"


def test_a_language_that_the_default_does_not_speak_has_the_next() -> None:
    """A default of few languages is used for these, and the starter for the rest."""
    assert chosen("en", Policy(default="good")) == ["starter", "de-en"]
    assert chosen("tr", Policy(default="good"))[0] == "good"


def test_a_pivot_only_where_nothing_is_direct() -> None:
    """Through English, if that is wanted; direct ways come before any pivot."""
    assert chosen("bg", Policy()) == ["starter>en-bg", "de-en>en-bg"]
    assert chosen("bg", Policy(pivot=False)) == []
    direct = option("de-bg", "bg")
    assert chosen("bg", Policy(), (*ALL, direct)) == ["de-bg", "starter>en-bg", "de-en>en-bg"]
    assert chosen("bg", Policy(named={"bg": "en-bg"}), (*ALL, direct))[:2] == ["starter>en-bg", "de-bg"]


def test_non_commercial_models_with_leave_only() -> None:
    """Then they compete as the others do."""
    assert chosen("tr", Policy("quality", non_commercial=True))[0] == "nc"


def test_of_several_versions_the_one_in_use() -> None:
    """The others are used by name only."""
    versions = (replace(GOOD, version="2"), GOOD)
    assert [each[0].name for each in ways("tr", versions, Policy("quality"))] == ["good@2"]
    assert ways("tr", versions, Policy(named={"tr": "good@1"}))[0][0].name == "good@1"


@pytest.mark.parametrize(
    ("policy", "options", "message"),
    [
        (Policy(named={"tr": "absent"}), ALL, r"engine\.models\.tr is 'absent', which is not installed .* pull absent"),
        (Policy(default="absent"), ALL, r"engine\.model is 'absent', which is not installed"),
        (Policy(named={"tr": "nc"}), ALL, r"CC-BY-NC-4\.0 forbids commercial use: set engine\.accept_non_commercial"),
        (Policy(named={"tr": "de-en"}), ALL, r"does not translate German into tr: it reads de and speaks en"),
        (Policy(named={"tr": "en-tr"}), (option("en-tr", "tr", "en"), BIG), r"no model from German to English"),
    ],
)
def test_what_cannot_be_followed_is_said(policy: Policy, options: tuple[Option, ...], message: str) -> None:
    """With the setting, and what to do."""
    with pytest.raises(ModelMissingError, match=message):
        ways("tr", options, policy)
