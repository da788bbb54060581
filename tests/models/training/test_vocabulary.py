"""Which pieces are kept."""

from __future__ import annotations

from models.training.tokenizer import BasePieces
from models.training.vocabulary import NEWLINE, SPECIAL, Choice, choose, count, is_wanted_character


def test_the_most_frequent_are_kept_in_the_order_of_the_base(base: BasePieces) -> None:
    """Specials first; no markup, however frequent; nothing rare."""
    counts = count([["▁Hund", "▁der", "▁Hund", "▁der", "<b>", "<b>", "<b>"], ["ab", "▁Hund"]])
    least = choose(base, {}, [], Choice(most=0))
    found = choose(base, counts, [], Choice(most=len(least) + 1, least_count=2))
    assert tuple(found[:4]) == SPECIAL
    assert set(found) - set(least) == {"▁Hund"}
    more = choose(base, counts, ["ab"], Choice(most=1000, least_count=2))
    assert set(more) - set(least) == {"▁Hund", "▁der", "ab"}
    assert more[4:] == sorted(more[4:], key=base.ids.__getitem__)


def test_newline_bytes_and_letters_are_always_there(base: BasePieces) -> None:
    """Whatever was counted."""
    found = choose(base, {}, [], Choice(most=0))
    assert {NEWLINE, "<0x00>", "<0xFF>", "a", "▁"} <= set(found)
    assert "<b>" not in found


def test_letters_of_the_ten_languages_are_wanted() -> None:
    """And no others."""
    assert all(map(is_wanted_character, "äßğışțăążéœїєґыةيء€–„▁"))
    assert not any(map(is_wanted_character, "漢あαदת"))
