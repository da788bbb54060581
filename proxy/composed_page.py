"""A page in one language with everything that it was made of: for whoever shows how it came about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from glossary.live import Snapshot
from proxy.page import rewrite
from proxy.page_translator import OriginPage, View
from translation.order import Order
from translation.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Composed:
    """The page taken apart, what became of each of its segments, and the page as it was written.

    `asked` are the names under which it asked for what editors wrote.
    """

    taken: rewrite.Page
    order: Order
    state: Snapshot
    outcomes: Sequence[Outcome]
    written: rewrite.Written
    asked: tuple[str, ...]


ComposePage = Callable[[OriginPage, View], Awaitable[Composed]]
