"""Finding how a model runs best: what is tried, what is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from engines import ToyEngine, sure
from hypothesis import given
from hypothesis import strategies as st

from models.cores import Cores
from models.engine import Candidate, Search
from models.measured import Machine, running_for
from models.running import Running
from models.tuning import CALLS, Trial, best, calls, fastest, is_busy, tune, tuning

TEXTS = tuple(f"Das ist der Satz Nummer {number} von allen." for number in range(40))


class Timed(ToyEngine):
    """An engine that takes a time of its own for a call, on a clock of its own."""

    now = 0.0
    loaded = 0

    def __init__(self, running: Running) -> None:
        super().__init__(sure)
        self.running = running

    def load(self) -> None:
        Timed.loaded += 1

    def unload(self) -> None:
        Timed.loaded -= 1

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        assert Timed.loaded == 1
        # A call costs something by itself; two workers halve the rest if each has something to do.
        share = self.running.workers if self.running.batch_tokens < 18 * len(texts) else 1
        Timed.now += 1.0 + len(texts) / share
        return super().translate(texts, language, search)


def test_every_combination_is_tried_and_the_fastest_kept() -> None:
    """With its calls and workers; one model is in memory at a time."""
    turns = list(tune(Timed, Cores(2), TEXTS, "tr", lambda: Timed.now))
    assert Timed.loaded == 0
    assert len(turns) == 2 * 2 * len(CALLS)
    trials = fastest(turns)
    assert {(each.workers, each.threads) for each in trials} == {(1, 2), (2, 1)}
    assert len(trials) == 2 * len(CALLS)
    chosen = best(trials)
    assert chosen.workers == 2
    assert chosen.words_per_second == max(each.words_per_second for each in trials)
    kept = tuning(chosen, Machine("x", 2, "4"), "s")
    assert kept.running == running_for(2, 1, chosen.batch_tokens)


def test_the_fastest_turn_counts() -> None:
    """Whatever else the machine did can only have made the other slower."""
    assert fastest([Trial(1, 2, 256, 50.0), Trial(1, 2, 384, 70.0), Trial(1, 2, 256, 80.0)]) == (
        Trial(1, 2, 256, 80.0),
        Trial(1, 2, 384, 70.0),
    )
    assert is_busy(1.4, Cores(2))
    assert not is_busy(0.9, Cores(2))


def test_of_equals_the_smallest_calls() -> None:
    """They let visitors wait less."""
    trials = [Trial(1, 2, 768, 100.0), Trial(1, 2, 256, 99.0), Trial(1, 2, 128, 90.0)]
    assert best(trials).batch_tokens == 256


def test_each_worker_gets_its_share_of_a_call() -> None:
    """Else one of them would do everything."""
    assert running_for(2, 1, 384).batch_tokens == 192
    assert running_for(1, 2, 384).batch_tokens == Running().batch_tokens


@given(st.lists(st.text(min_size=1, max_size=400), max_size=60), st.sampled_from(CALLS))
def test_calls_hold_every_text_once(texts: list[str], tokens: int) -> None:
    """None is larger than allowed, unless it is one text."""
    made = calls(texts, tokens)
    assert sorted(text for call in made for text in call) == sorted(texts)
    assert all(len(call) == 1 or sum(len(text) // 4 + 8 for text in call) <= tokens for call in made)
