"""What the service needs of whoever has sentences translated: a `Batcher` here, or one in another process."""

from __future__ import annotations

import asyncio
from typing import Protocol

from models.engine import Candidate, Search
from translation.urgency import Urgency


class SentenceQueue(Protocol):
    """Sentences in, candidates out; used from one event loop."""

    @property
    def waiting(self) -> int:
        """How many sentences wait or are being translated."""

    def submit(
        self, text: str, language: str, search: Search, urgency: Urgency
    ) -> asyncio.Future[tuple[Candidate, ...]]:
        """Ask for a translation; the future fails with `EngineError`. Raises `EngineError` where none can be asked."""

    def urge(self, text: str, language: str, search: Search, urgency: Urgency) -> None:
        """Let a sentence that waits be as urgent as that, if it is not."""

    def relax(self, text: str, language: str, search: Search) -> None:
        """Let a sentence wait for others: its visitor has gone on with the German text."""
