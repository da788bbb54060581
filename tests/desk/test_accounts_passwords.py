"""Passwords: which are taken, how they are kept, and what a flood of attempts may cost."""

from __future__ import annotations

import asyncio

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from proxy.desk.accounts.password_rules import problem_of
from proxy.desk.accounts.passwords import BusyError, Passwords, new_hasher

NAMES = ("Anna Schmitz", "www.ruhrhafen.example")
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("elf Zeichen", "short"),
        ("zwölfZeichen!", ""),
        ("x" * 1001, "long"),
        ("aaaaaaaaaaaaaaaa", "common"),
        ("passwort123456", "common"),
        ("password1234", "common"),
        ("123456789012", "common"),
        ("qwertzuiopasdf", "common"),
        ("qwertyuiop123456", "common"),
        ("iloveyou1234", "common"),
        ("ruhrhafen-2026!", "name"),
        ("AnnaSchmitz2026", "name"),
        ("Stadtlotse2026", "name"),
        ("korrekt pferd batterie", ""),
        ("drei grüne Esel tanzen", ""),
        ("кораблекрушение осенью", ""),
        ("vjq8xk2mzp4w", ""),
        ("  zwei  Leerzeichen  ", ""),
    ],
)
def test_length_and_guessing_decide_and_nothing_else(password: str, problem: str) -> None:
    """No digits, capitals or signs are asked for (NIST SP 800-63B-4 3.1.1.2)."""
    assert problem_of(password, 12, NAMES) == problem


def test_the_shortest_length_is_a_setting_and_its_border_counts() -> None:
    assert problem_of("vjq8xk2m", 8, ()) == ""
    assert problem_of("vjq8xk2", 8, ()) == "short"


def test_hashes_are_argon2id_with_the_memory_of_rfc_9106() -> None:
    parameters = extract_parameters(new_hasher().hash("x"))
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 64 * 1024
    assert parameters.time_cost >= 3


async def test_a_password_matches_however_its_letters_are_put_together() -> None:
    passwords = Passwords(CHEAP)
    kept = await passwords.hash("zwölf Stühle und Ämter")
    assert kept.startswith("$argon2id$")
    assert await passwords.matches(kept, "zwo\u0308lf Stu\u0308hle und A\u0308mter")
    assert not await passwords.matches(kept, "zwölf Stühle und ämter")


@pytest.mark.parametrize("kept", ["", "no hash at all", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"])
async def test_what_is_no_hash_matches_nothing(kept: str) -> None:
    assert not await Passwords(CHEAP).matches(kept, "nobody has this password")


async def test_a_hash_with_other_parameters_is_outdated_and_still_matches() -> None:
    old = await Passwords(CHEAP).hash("drei grüne Esel tanzen")
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert stronger.is_outdated(old)
    assert await stronger.matches(old, "drei grüne Esel tanzen")
    assert not stronger.is_outdated(await stronger.hash("x"))


async def test_a_flood_finds_no_room_in_the_queue_and_the_next_one_does() -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1))
    kept = await passwords.hash("drei grüne Esel tanzen")
    outcomes = await asyncio.gather(
        *(passwords.matches(kept, "drei grüne Esel tanzen") for _ in range(40)), return_exceptions=True
    )
    assert sum(isinstance(each, BusyError) for each in outcomes) == 20
    assert outcomes.count(True) == 20
    assert await passwords.matches(kept, "drei grüne Esel tanzen")
