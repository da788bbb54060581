"""What is noted of one request while it is answered: how long each stage took, and what kind of client asked.

The record of the request that is being answered is found by context, so that no stage has to be handed it.
"""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final, Protocol

ANY: Final = "any"
"""Of German pages and files: nobody is told from anybody there."""
HUMAN: Final = "human"
WARMER: Final = "warmer"
STAGES: Final = ("lookup", "origin", "read", "parse", "segments", "write", "store")
"""In the order of a request: memory, answer of the website, its body, page into segments, their translation, page."""


class Tracer(Protocol):
    """Makes a span of each stage (OpenTelemetry)."""

    def stage(self, name: str) -> AbstractContextManager[object]:
        """Be inside of a stage."""
        ...


@dataclass(slots=True)
class Record:
    """One request; changes until it has been answered."""

    seconds: dict[str, float] = field(default_factory=dict)
    """By stage; a stage that was gone through twice counts twice."""
    client: str = ANY
    words: int = 0
    """German words whose translation was begun for this request."""
    tracer: Tracer | None = None


_CURRENT: Final[ContextVar[Record | None]] = ContextVar("record", default=None)


@contextmanager
def recording(record: Record) -> Iterator[Record]:
    """Let `record` be that of what happens inside."""
    token = _CURRENT.set(record)
    try:
        yield record
    finally:
        _CURRENT.reset(token)


def current() -> Record | None:
    """The record of the request that is being answered."""
    return _CURRENT.get()


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time a stage of the request that is being answered, if one is."""
    record = _CURRENT.get()
    if record is None:
        yield
        return
    started = time.perf_counter()
    try:
        with record.tracer.stage(name) if record.tracer else nullcontext():
            yield
    finally:
        record.seconds[name] = record.seconds.get(name, 0.0) + time.perf_counter() - started


def server_timing(record: Record, total_seconds: float) -> str:
    """The stages as a Server-Timing value (W3C Server Timing 2), in milliseconds."""
    times = [*((name, record.seconds[name]) for name in STAGES if name in record.seconds), ("total", total_seconds)]
    return ", ".join(f"{name};dur={seconds * 1000:.1f}" for name, seconds in times)
