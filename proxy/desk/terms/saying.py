"""What is said on a page after something was done; a word from the address is believed only if it is one of these."""

from __future__ import annotations

from typing import Final

from proxy.desk.asked import Asked

DONE: Final = frozenset(
    "saved same published asked sent-back discarded restored imported dropped taken-over outdated".split()
)


def done_of(asked: Asked) -> str:
    """Return what was done, "" for nothing."""
    done = asked.query("done")
    return done if done in DONE else ""
