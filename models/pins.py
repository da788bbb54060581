"""Commits that the catalogue does not name: what was trusted at the first pull is recorded, and holds from then on.

For a few models no commit could be confirmed. Of these the newest is taken once (trust on first use): its commit, the
day and the checksums of its files are kept in `pins.json` in the folder of models. Later pulls take the same or fail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError

from models.errors import ObtainingError
from models.files import FileFacts, write

PINS: Final = "pins.json"


@dataclass(frozen=True, slots=True)
class Pin:
    """What was trusted: a commit of a hub's model, since which day, and its files as they came."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    hub: str
    revision: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
    since: str
    files: tuple[FileFacts, ...]

    def differing(self, files: tuple[FileFacts, ...]) -> tuple[str, ...]:
        """Return the names of files that are not what they were; files that are new differ from nothing."""
        known = {each.name: each for each in self.files}
        return tuple(each.name for each in files if known.get(each.name, each) != each)


_PINS: Final = TypeAdapter(dict[str, Pin])


def read_pins(folder: Path) -> dict[str, Pin]:
    """Return what was recorded, by the models' keys; raises `ObtainingError` where that cannot be read."""
    try:
        return _PINS.validate_json((folder / PINS).read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError) as error:
        # To trust anew because a record is damaged would make it worthless.
        message = f"{folder / PINS} cannot be read: {error}; put it right, or remove it to trust the next pull anew"
        raise ObtainingError(message) from error


def keep_pin(folder: Path, key: str, pin: Pin) -> None:
    """Record what was trusted, once: a commit that is recorded keeps its day. Raises `ObtainingError`."""
    pins = read_pins(folder)
    before = pins.get(key)
    if before and (before.hub, before.revision) == (pin.hub, pin.revision):
        changed = before.differing(pin.files)
        if changed:
            message = (
                f"{pin.hub} {pin.revision[:12]}: {', '.join(changed)} differ from what was trusted on {before.since}, "
                f"though the commit is the same: do not use this source ({folder / PINS} says what was there)"
            )
            raise ObtainingError(message)
        pin = Pin(before.hub, before.revision, before.since, _joined(before.files, pin.files))
    built = folder / f".{PINS}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write(built, (_PINS.dump_json({**pins, key: pin}, indent=2),))
        built.replace(folder / PINS)
    except OSError as error:
        message = f"{folder / PINS} cannot be written: {error.strerror}; make the folder of models writable"
        raise ObtainingError(message) from error


def trusted(pins: Mapping[str, Pin], key: str, hub: str) -> Pin | None:
    """Return what was recorded for a model, if it still comes from there."""
    pin = pins.get(key)
    return pin if pin and pin.hub == hub else None


def _joined(before: tuple[FileFacts, ...], now: tuple[FileFacts, ...]) -> tuple[FileFacts, ...]:
    return tuple({each.name: each for each in (*before, *now)}.values())
