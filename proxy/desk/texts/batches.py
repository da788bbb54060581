"""Very many values in parts that one statement takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

T = TypeVar("T")

_AT_ONCE: Final = 500


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """Return the values in lists, none empty."""
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
