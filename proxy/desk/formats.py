"""Numbers, sizes and times as people of the desk's languages write them. Pure but for the machine's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

NONE: Final = "–"
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class Formats:
    """How one language writes; `de` or `en`."""

    language: str

    def number(self, value: float | None, digits: int = 0) -> str:
        """A number with separators; a dash where there is none."""
        if value is None:
            return NONE
        text = f"{value:,.{digits}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "de" else text

    def short(self, value: float | None) -> str:
        """A number with as many digits as its size needs."""
        if value is None:
            return NONE
        return self.number(value, 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 1 else 2)

    def percent(self, share: float | None) -> str:
        """A share from 0 to 1."""
        if share is None:
            return NONE
        gap = "\N{NO-BREAK SPACE}" if self.language == "de" else ""
        return f"{self.number(100 * share, 0 if share in (0, 1) else 1)}{gap}%"

    def size(self, octets: float | None) -> str:
        """Bytes in the unit that suits them."""
        if octets is None:
            return NONE
        value, unit = float(octets), 0
        while abs(value) >= 1000 and unit < len(_UNITS) - 1:
            value, unit = value / 1000, unit + 1
        return f"{self.number(value, 1 if unit and value < 100 else 0)}\N{NO-BREAK SPACE}{_UNITS[unit]}"

    def duration(self, seconds: float | None) -> str:
        """A time span in its two largest units."""
        if seconds is None:
            return NONE
        left = max(0, round(seconds))
        days, left = divmod(left, 86_400)
        hours, left = divmod(left, 3600)
        minutes, left = divmod(left, 60)
        day = "T" if self.language == "de" else "d"
        parts = [(days, day), (hours, "h"), (minutes, "min"), (left, "s")]
        first = next((n for n, (count, _) in enumerate(parts) if count), len(parts) - 1)
        shown = [f"{count}\N{NO-BREAK SPACE}{unit}" for count, unit in parts[first : first + 2] if count]
        return " ".join(shown) or "0\N{NO-BREAK SPACE}s"

    def moment(self, at: float | str | None) -> str:
        """A moment, in seconds since 1970 or ISO 8601, with its date."""
        when = _datetime(at)
        if when is None:
            return NONE
        return f"{when:%d.%m.%Y %H:%M}" if self.language == "de" else f"{when:%Y-%m-%d %H:%M}"

    def clock(self, at: float | str | None) -> str:
        """The time of day alone."""
        when = _datetime(at)
        return NONE if when is None else f"{when:%H:%M}"

    def seconds(self, at: float | str | None) -> str:
        """The time of day to the second."""
        when = _datetime(at)
        return NONE if when is None else f"{when:%H:%M:%S}"


def _datetime(at: float | str | None) -> datetime | None:
    if at is None or at == "":
        return None
    try:
        return (datetime.fromisoformat(at) if isinstance(at, str) else datetime.fromtimestamp(at)).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
