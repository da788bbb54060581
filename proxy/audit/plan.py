"""What an audit is asked to do. Values only; the command line makes them, the visit and the run read them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a page is visited; times in seconds."""

    axe: Path | None = None
    load_seconds: float = 30.0
    complete_seconds: float = 120.0
    layout: bool = True
    screenshot: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A German page's address, target languages (None: those the site serves), how many German pages at most."""

    url: str
    source: str
    languages: tuple[str, ...] | None
    pages: int
    wishes: Wishes
