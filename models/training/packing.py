"""Lays texts with several answers out as one batch of tokens without padding, and says who may attend to whom.

A German text has up to nine answers. It is read once as the *prefix*; every answer is a *branch* that sees the prefix
and itself, never its sister branches, and whose positions go on where the prefix ends. All tokens of a batch lie flat
behind each other (length T), so that the linear layers waste nothing; only attention works on padded blocks: R
prefixes of up to P tokens, N branches of up to B tokens.

Must not know: torch, tokenizers, languages, where the texts come from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Branch:
    """One answer: the prompt's pieces in front of it (``Turkish:``) and the answer's pieces with the one that ends
    it.
    """

    prompt: tuple[int, ...]
    answer: tuple[int, ...]

    @property
    def tokens(self) -> tuple[int, ...]:
        """What the network reads; the last piece of an answer is only predicted, never read."""
        return self.prompt + self.answer[:-1]


@dataclass(frozen=True, slots=True)
class Row:
    """One German text (``<bos>German: ...\\n``) with its branches."""

    prefix: tuple[int, ...]
    branches: tuple[Branch, ...]

    @property
    def length(self) -> int:
        """Tokens of the row in a flat batch."""
        return len(self.prefix) + sum(len(b.tokens) for b in self.branches)

    @property
    def reach(self) -> int:
        """The highest number of positions that a branch sees; must stay below the sliding window."""
        return len(self.prefix) + max(len(b.tokens) for b in self.branches)


@dataclass(frozen=True)
class Packed:
    """A batch. Index arrays point into the flat tokens; padding points to 0 and is switched off by the ``*_real``
    arrays.
    """

    tokens: Ints  # (T,)
    positions: Ints  # (T,)
    prefix_at: Ints  # (R, P) -> T
    prefix_real: Bools  # (R, P)
    branch_at: Ints  # (N, B) -> T
    branch_real: Bools  # (N, B)
    row_of: Ints  # (N,) -> R
    back: Ints  # (T,) -> the R*P + N*B places of the padded blocks laid behind each other
    asked: Ints  # (M,) -> T: tokens after which a piece of an answer follows
    answers: Ints  # (M,) those pieces

    def prefix_allowed(self) -> Bools:
        """(R, P, P): which prefix token (last axis) a prefix token may see."""
        p = self.prefix_at.shape[1]
        return np.tril(np.ones((p, p), dtype=np.bool_))[None] & self.prefix_real[:, None, :]

    def branch_allowed(self) -> Bools:
        """(N, B, P + B): which token of its prefix, then of itself, a branch token may see."""
        n, b = self.branch_at.shape
        own = np.broadcast_to(np.tril(np.ones((b, b), dtype=np.bool_)), (n, b, b))
        before = np.broadcast_to(self.prefix_real[self.row_of][:, None, :], (n, b, self.prefix_at.shape[1]))
        return np.concatenate([before, own], axis=2)


def _blocks(starts: Sequence[int], lengths: Sequence[int]) -> tuple[Ints, Bools]:
    """Indices of runs of tokens as a padded table, and where it is real."""
    steps = np.arange(max(lengths), dtype=np.int64)[None, :]
    real = steps < np.asarray(lengths, dtype=np.int64)[:, None]
    return np.where(real, np.asarray(starts, dtype=np.int64)[:, None] + steps, 0), real


def pack(rows: Sequence[Row]) -> Packed:
    """Lays the rows flat: all prefixes first, then all branches in the order of their rows."""
    branches = [(r, branch) for r, row in enumerate(rows) for branch in row.branches]
    prefix_lengths = [len(row.prefix) for row in rows]
    branch_lengths = [len(branch.tokens) for _, branch in branches]
    starts = np.concatenate([[0], np.cumsum(prefix_lengths + branch_lengths)]).astype(np.int64)
    prefix_starts, branch_starts = starts[: len(rows)].tolist(), starts[len(rows) : -1].tolist()
    prefix_at, prefix_real = _blocks(prefix_starts, prefix_lengths)
    branch_at, branch_real = _blocks(branch_starts, branch_lengths)
    flat = [t for row in rows for t in row.prefix] + [t for _, branch in branches for t in branch.tokens]
    positions = [np.arange(n) for n in prefix_lengths]
    positions += [len(rows[r].prefix) + np.arange(n) for (r, _), n in zip(branches, branch_lengths, strict=True)]
    asked = [
        start + len(b.prompt) - 1 + np.arange(len(b.answer))
        for (_, b), start in zip(branches, branch_starts, strict=True)
    ]
    back = np.flatnonzero(np.concatenate([prefix_real.ravel(), branch_real.ravel()]))
    return Packed(
        tokens=np.asarray(flat, dtype=np.int64),
        positions=np.concatenate(positions).astype(np.int64),
        prefix_at=prefix_at,
        prefix_real=prefix_real,
        branch_at=branch_at,
        branch_real=branch_real,
        row_of=np.asarray([r for r, _ in branches], dtype=np.int64),
        back=back.astype(np.int64),
        asked=np.concatenate(asked).astype(np.int64),
        answers=np.asarray([t for _, b in branches for t in b.answer], dtype=np.int64),
    )


def batches(rows: Sequence[Row], most_tokens: int) -> list[list[Row]]:
    """Cuts rows, sorted by the length of prefix and branches, into batches of at most ``most_tokens`` flat tokens
    (one row at least).
    """
    out: list[list[Row]] = []
    room = 0
    for row in sorted(rows, key=lambda r: (r.reach, r.length)):
        if not out or row.length > room:
            out.append([])
            room = most_tokens
        out[-1].append(row)
        room -= row.length
    return out
