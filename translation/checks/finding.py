"""What a check says when it finds a translation wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """The `check` that speaks, and in one English sentence what is wrong, with the values."""

    check: str
    message: str


# Source (German), target, code of the target language.
Check = Callable[[str, str, str], Finding | None]
