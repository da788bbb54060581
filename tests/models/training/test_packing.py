"""Packed batches: every answer sees its own prefix and its own past, and nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.training.packing import Branch, Row, batches, pack

PIECES = st.integers(1, 99)
BRANCH = st.builds(
    Branch,
    st.lists(PIECES, min_size=1, max_size=3).map(tuple),
    st.lists(PIECES, min_size=1, max_size=6).map(tuple),
)
ROW = st.builds(
    Row, st.lists(PIECES, min_size=1, max_size=7).map(tuple), st.lists(BRANCH, min_size=1, max_size=4).map(tuple)
)
ROWS = st.lists(ROW, min_size=1, max_size=4)


def test_a_small_batch_by_hand() -> None:
    """One prefix of two pieces with two branches."""
    packed = pack([Row((1, 2), (Branch((3,), (4, 5)), Branch((6, 7), (8,))))])
    assert packed.tokens.tolist() == [1, 2, 3, 4, 6, 7]
    assert packed.positions.tolist() == [0, 1, 2, 3, 2, 3]
    assert packed.asked.tolist() == [2, 3, 5]
    assert packed.answers.tolist() == [4, 5, 8]
    assert packed.branch_allowed()[1].tolist() == [[True, True, True, False], [True, True, True, True]]


@given(ROWS)
def test_every_answer_piece_is_asked_after_what_stands_before_it(rows: list[Row]) -> None:
    """Read in order, the visible tokens of each asked place are prefix, prompt and the answer so far."""
    packed = pack(rows)
    seen = visible(rows)
    expected = [
        (row.prefix + branch.prompt + branch.answer[:i], branch.answer[i])
        for row in rows
        for branch in row.branches
        for i in range(len(branch.answer))
    ]
    found = [
        (seen[place], answer) for place, answer in zip(packed.asked.tolist(), packed.answers.tolist(), strict=True)
    ]
    assert found == expected


@given(ROWS)
def test_positions_count_what_is_seen(rows: list[Row]) -> None:
    """A token's position is the number of tokens before it that it sees."""
    packed = pack(rows)
    assert packed.positions.tolist() == [len(visible(rows)[i]) - 1 for i in range(len(packed.tokens))]


@given(ROWS)
def test_blocks_and_flat_tokens_are_each_others_inverse(rows: list[Row]) -> None:
    """Spreading tokens into blocks and gathering them again changes nothing."""
    packed = pack(rows)
    at = np.concatenate([packed.prefix_at.ravel(), packed.branch_at.ravel()])
    assert packed.tokens[at][packed.back].tolist() == packed.tokens.tolist()
    assert len(set(packed.back.tolist())) == len(packed.tokens) == sum(row.length for row in rows)


@given(ROWS, st.integers(1, 60))
def test_batches_hold_every_row_once_and_are_not_too_long(rows: list[Row], most: int) -> None:
    """Only a single row may be longer than the limit."""
    found = batches(rows, most)
    assert sorted(map(repr, (row for batch in found for row in batch))) == sorted(map(repr, rows))
    assert all(len(batch) == 1 or sum(row.length for row in batch) <= most for batch in found)


def visible(rows: list[Row]) -> list[tuple[int, ...]]:
    """For each flat token the pieces it may attend to, in order, itself last, by the masks."""
    packed = pack(rows)
    out: dict[int, tuple[int, ...]] = {}
    for r, (places, allowed) in enumerate(zip(packed.prefix_at, packed.prefix_allowed(), strict=True)):
        for i in np.flatnonzero(packed.prefix_real[r]):
            out[int(places[i])] = tuple(packed.tokens[places[allowed[i]]].tolist())
    for n, (places, allowed) in enumerate(zip(packed.branch_at, packed.branch_allowed(), strict=True)):
        both = np.concatenate([packed.prefix_at[packed.row_of[n]], places])
        for i in np.flatnonzero(packed.branch_real[n]):
            out[int(places[i])] = tuple(packed.tokens[both[allowed[i]]].tolist())
    return [out[i] for i in range(len(packed.tokens))]
