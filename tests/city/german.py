"""How Germans write dates, times, numbers and amounts; and which days the city's offices are open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
HOLIDAYS = frozenset({(1, 1), (5, 1), (10, 3), (11, 1), (12, 24), (12, 25), (12, 26), (12, 31)})


def long_date(value: date) -> str:
    """`21. November 2026`."""
    return f"{value.day}. {MONTHS[value.month - 1]} {value.year}"


def weekday_date(value: date) -> str:
    """`Samstag, 21. November 2026`."""
    return f"{DAYS[value.weekday()]}, {long_date(value)}"


def short_date(value: date) -> str:
    """`21.11.2026`."""
    return value.strftime("%d.%m.%Y")


def clock_time(value: datetime) -> str:
    """`14.30 Uhr`."""
    return f"{value.hour}.{value.minute:02d} Uhr"


def thousands(value: int) -> str:
    """`510.240`."""
    return f"{value:,}".replace(",", ".")


def euros(value: float) -> str:
    """`1.234,50 Euro`."""
    return f"{value:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".") + " Euro"


def office_days(after: date, count: int) -> list[date]:
    """The next working days on which the offices are open."""
    found: list[date] = []
    day = after
    while len(found) < count:
        day += timedelta(days=1)
        if day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS:
            found.append(day)
    return found


def parse_german_date(text: str) -> date | None:
    """Read `1.2.1980`; nothing if it is no date."""
    try:
        return datetime.strptime(text.strip(), "%d.%m.%Y").date()
    except ValueError:
        return None
