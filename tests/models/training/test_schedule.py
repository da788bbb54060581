"""The learning rate and the plan file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.schedule import Plan, read, write


def test_rises_holds_and_falls() -> None:
    """By hand."""
    plan = Plan(peak=1.0, warm_up=100, fall_from=200, end=300, last_share=0.1)
    assert [plan.rate(t) for t in (50, 100, 150, 200)] == [0.5, 1.0, 1.0, 1.0]
    assert plan.rate(250) == pytest.approx(0.5)
    assert plan.rate(299) == pytest.approx(0.1)
    assert not plan.is_over(299)
    assert plan.is_over(300)


def test_falls_from_the_warm_up_on_by_default() -> None:
    """``fall_from`` 0."""
    plan = Plan(peak=1.0, warm_up=100, end=200)
    assert plan.rate(150) == pytest.approx(0.5)


@given(now=st.integers(50_000, 900_000), left=st.integers(1, 10**6))
def test_a_new_end_changes_no_rate_of_now(now: int, left: int) -> None:
    """It goes on from there, never rises again, and ends at the same last rate."""
    old = Plan(peak=1e-4, warm_up=40_000, end=1_000_000)
    new = old.ending_at(now + left, now)
    assert new.rate(now) == pytest.approx(old.rate(now))
    rates = [new.rate(now + left * i // 10) for i in range(11)]
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] == pytest.approx(1e-4 * 0.02)


def test_the_plan_file_can_be_edited(tmp_path: Path) -> None:
    """Written once with the default, then read."""
    path = tmp_path / "plan.json"
    assert read(path, Plan(end=5)) == Plan(end=5)
    write(path, Plan(end=7))
    assert read(path, Plan(end=5)) == Plan(end=7)
    assert [p.name for p in tmp_path.iterdir()] == ["plan.json"]
