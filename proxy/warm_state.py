"""How far warming has come: kept in a file of the cache folder, so that it goes on after an interruption."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

STATE: Final = "warm.json"
LOCK: Final = "warm.lock"
"""Held by who warms: two at once would undo each other's state."""
_VERSION: Final = 1


@dataclass(slots=True)
class WarmState:
    """What is left to do and what has been done; paths are German ones, with their queries."""

    languages: tuple[str, ...]
    waiting: list[str] = field(default_factory=list)
    done: dict[str, list[str]] = field(default_factory=dict)
    """The languages in which a page is finished, by path."""
    seen: dict[str, None] = field(default_factory=dict)
    """All paths ever found, in order."""
    pages: int = 0
    words: int = 0

    def add(self, path: str) -> None:
        """Find a page, once."""
        if path not in self.seen:
            self.seen[path] = None
            self.waiting.append(path)

    def finish(self, path: str, language: str) -> None:
        """Note that a page is finished in a language."""
        self.done.setdefault(path, []).append(language)

    def left(self, path: str) -> tuple[str, ...]:
        """The languages in which a page is not finished."""
        return tuple(code for code in self.languages if code not in self.done.get(path, ()))

    def save(self, file: Path) -> None:
        """Write it whole or not at all; raises `OSError`."""
        values = asdict(self) | {"version": _VERSION, "seen": list(self.seen)}
        beside = file.with_suffix(".new")
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
        os.replace(beside, file)


def read_state(file: Path, languages: tuple[str, ...]) -> WarmState | None:
    """What a file says, for these languages; None if there is none, or none that can be read."""
    try:
        values = json.loads(file.read_text("utf-8"))
        if values.pop("version") != _VERSION or tuple(values.pop("languages")) != languages:
            return None
        seen = dict.fromkeys(map(str, values.pop("seen")))
        return WarmState(languages=languages, seen=seen, **values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def state_to_go_on(file: Path, languages: tuple[str, ...], *, fresh: bool) -> WarmState:
    """Where the last run for these languages ended; a new state if it came to its end, or if one is wanted."""
    state = None if fresh else read_state(file, languages)
    return WarmState(languages) if state is None or not state.waiting else state
