"""The bounded map against a plain model of it."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from cache.lru import ENTRY_BYTES, Lru

STEPS = st.lists(
    st.tuples(st.sampled_from(["put", "get", "remove", "clear"]), st.integers(0, 7), st.integers(0, 900)), max_size=60
)


@given(STEPS, st.integers(0, 5), st.integers(0, 3000))
def test_against_a_list(steps: list[tuple[str, int, int]], max_entries: int, max_bytes: int) -> None:
    """The newest that fit are there, in the order of their use, and the limits are kept."""
    lru: Lru[int] = Lru(max_entries, max_bytes)
    model: list[tuple[bytes, int]] = []  # the oldest first
    for step, number, size in steps:
        key = b"%d" % number
        known = dict(model).get(key)
        if step == "put":
            model = [entry for entry in model if entry[0] != key]
            if max_entries and size + 1 + ENTRY_BYTES <= max_bytes:
                model.append((key, size))
            before = len(model)
            while len(model) > max_entries or sum(size + 1 + ENTRY_BYTES for _, size in model) > max_bytes:
                del model[0]
            assert lru.put(key, size, size) == before - len(model)
        elif step == "get":
            assert lru.get(key) == known
            if known is not None:
                model = [entry for entry in model if entry[0] != key] + [(key, known)]
        elif step == "remove":
            assert lru.remove(key) == (known is not None)
            model = [entry for entry in model if entry[0] != key]
        else:
            assert lru.clear() == len(model)
            model = []
        assert lru.items() == model
        assert lru.weight == sum(size + 1 + ENTRY_BYTES for _, size in model) <= max(max_bytes, 0)
        assert (len(lru), key in lru) == (len(model), key in dict(model))


def test_weight_is_honest() -> None:
    """What an entry is said to weigh is not less than what its objects take, and not twice as much."""
    lru: Lru[bytes] = Lru(10**6, 10**9)
    for number in range(10_000):
        lru.put(b"%024d" % number, b"x" * 200, 200)
    objects = sum(sys.getsizeof(key) + sys.getsizeof(value) for key, value in lru.items())
    inside = sys.getsizeof(lru._entries) + sum(sys.getsizeof(pair) for pair in lru._entries.values())
    assert (objects + inside) * 0.8 < lru.weight < (objects + inside) * 2
