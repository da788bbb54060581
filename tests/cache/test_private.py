"""What is seen on private pages stays with the visitor who saw it (law 7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.private import PrivateMemory

SECRET = bytes(range(32))
ANNA, BEN, CEM = b"session anna", b"session ben", b"session cem"


class FixedClock:
    """Shows what it is set to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_each_visitor_has_their_own() -> None:
    """One visitor's translation is not there for another."""
    memory = PrivateMemory(FixedClock(), SECRET)
    memory.put(ANNA, b"greeting", b"Merhaba Anna")
    assert memory.get(ANNA, b"greeting") == b"Merhaba Anna"
    assert memory.get(BEN, b"greeting") is None
    assert memory.get(ANNA, b"other") is None


def test_expiry() -> None:
    """A translation is forgotten after its seconds, counted from when it was last put."""
    clock = FixedClock()
    memory = PrivateMemory(clock, SECRET, seconds=900)
    memory.put(ANNA, b"k", b"one")
    clock.now += 899
    assert memory.get(ANNA, b"k") == b"one"
    memory.put(ANNA, b"k", b"two")
    clock.now += 899
    assert memory.get(ANNA, b"k") == b"two"
    clock.now += 1
    assert memory.get(ANNA, b"k") is None
    assert len(memory) == 0


def test_clock_set_back() -> None:
    """A clock that jumps back shortens what is remembered and never lengthens it."""
    clock = FixedClock()
    memory = PrivateMemory(clock, SECRET)
    memory.put(ANNA, b"k", b"value")
    memory.seen_by_many(ANNA, b"k")
    clock.now -= 100
    assert memory.get(ANNA, b"k") is None
    assert not memory.seen_by_many(BEN, b"k")


def test_two_visitors_make_it_public() -> None:
    """A segment is taken for not personal when a second visitor sees it, however often the first did."""
    memory = PrivateMemory(FixedClock(), SECRET)
    assert not memory.seen_by_many(ANNA, b"menu")
    assert not memory.seen_by_many(ANNA, b"menu")
    assert memory.seen_by_many(BEN, b"menu")
    assert memory.seen_by_many(ANNA, b"menu")
    assert not memory.seen_by_many(BEN, b"only ben")


def test_sightings_expire() -> None:
    """Visitors count together only if they come within the seconds."""
    clock = FixedClock()
    memory = PrivateMemory(clock, SECRET, seconds=900)
    memory.seen_by_many(ANNA, b"k")
    clock.now += 900
    assert not memory.seen_by_many(BEN, b"k")
    clock.now += 899
    assert memory.seen_by_many(ANNA, b"k")


def test_more_visitors_can_be_asked_for() -> None:
    """With three asked for, two are not enough."""
    memory = PrivateMemory(FixedClock(), SECRET, visitors=3)
    assert not memory.seen_by_many(ANNA, b"k")
    assert not memory.seen_by_many(BEN, b"k")
    assert not memory.seen_by_many(ANNA, b"k")
    assert memory.seen_by_many(CEM, b"k")


def test_bounds() -> None:
    """The oldest are forgotten when there are too many, sightings as well, and giants are not kept."""
    memory = PrivateMemory(FixedClock(), SECRET, max_entries=10)
    for number in range(25):
        memory.put(ANNA, b"%d" % number, b"value")
        memory.seen_by_many(ANNA, b"%d" % number)
    assert len(memory) == 10
    assert memory.get(ANNA, b"14") is None
    assert memory.get(ANNA, b"15") == b"value"
    assert not memory.seen_by_many(BEN, b"14")
    assert memory.seen_by_many(BEN, b"24")
    memory.put(ANNA, b"giant", bytes(100_000))
    assert memory.get(ANNA, b"giant") is None
    memory.clear()
    assert len(memory) == 0
    assert not memory.seen_by_many(CEM, b"24")


def test_nothing_readable_is_kept_of_visitors() -> None:
    """The maps hold neither visitor nor segment key, and another secret gives other names."""
    memory = PrivateMemory(FixedClock(), SECRET)
    memory.put(ANNA, b"segment key", b"value")
    memory.seen_by_many(ANNA, b"segment key")
    kept = repr(memory._values.items()) + repr(memory._sightings.items())
    assert "anna" not in kept
    assert "segment" not in kept
    other = PrivateMemory(FixedClock(), SECRET[::-1])
    other.put(ANNA, b"segment key", b"value")
    assert other._values.items()[0][0] != memory._values.items()[0][0]


@given(st.binary(max_size=4), st.binary(max_size=4), st.binary(max_size=4), st.binary(max_size=4))
def test_visitor_and_key_do_not_run_together(visitor: bytes, key: bytes, other: bytes, other_key: bytes) -> None:
    """Only the very same visitor with the very same key finds the value."""
    memory = PrivateMemory(FixedClock(), SECRET)
    memory.put(visitor, key, b"value")
    same = (visitor, key) == (other, other_key)
    assert memory.get(other, other_key) == (b"value" if same else None)


@pytest.mark.parametrize(("secret", "visitors", "said"), [(b"short", 2, "5 bytes"), (SECRET, 1, "visitors is 1")])
def test_unsafe_settings(secret: bytes, visitors: int, said: str) -> None:
    """Settings that would leak are refused, with the reason."""
    with pytest.raises(ValueError, match=said):
        PrivateMemory(FixedClock(), secret, visitors=visitors)
