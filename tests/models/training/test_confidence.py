"""Thresholds of confidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.confidence import Wish, by_quintile, choose, correlation

PAIRS = st.lists(st.tuples(st.floats(-5, 0), st.floats(0, 100)), min_size=1, max_size=40)


def test_as_many_as_possible_are_shown() -> None:
    """Of ten answers the worst is worth 0: without it the mean rises by more than five."""
    confidences, qualities = [-i / 10 for i in range(10)], [80.0] * 9 + [0.0]
    found = choose(confidences, qualities, Wish(gain=5, least_shown=0.6))
    assert (found.confidence, found.shown, found.reached) == (-0.8, 0.9, True)
    assert (found.mean_all, found.mean_shown, found.mean_hidden) == (72, 80, 0)


def test_a_wish_that_cannot_be_had() -> None:
    """The best that shows enough, and it says so."""
    found = choose([-1.0, -2.0, -3.0], [50.0, 50.0, 50.0], Wish(gain=5, least_shown=0.6))
    assert not found.reached
    assert found.shown >= 0.6
    with pytest.raises(ValueError, match="no answers"):
        choose([], [], Wish())


@given(PAIRS)
def test_a_threshold_does_what_it_says(pairs: list[tuple[float, float]]) -> None:
    """Counting again with the threshold gives its own figures."""
    confidences, qualities = [c for c, _ in pairs], [q for _, q in pairs]
    found = choose(confidences, qualities, Wish())
    shown = [q for c, q in pairs if c >= found.confidence]
    assert len(shown) / len(pairs) == found.shown >= 0.6
    assert found.mean_shown == pytest.approx(sum(shown) / len(shown))
    assert found.reached == (found.mean_shown - found.mean_all >= 5)


def test_correlation_and_fifths() -> None:
    """By hand."""
    assert correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert correlation([1, 2, 3], [5, 5, 5]) == 0
    assert by_quintile([3, 1, 2, 4], [30, 10, 20, 40], parts=2) == [(1.5, 15), (3.5, 35)]
