"""What editors keep in lists rather than on pages: services from A to Z, news, events, reports and ideas.

The lists are TOML files in `data/`; each entry becomes one frozen record, so a misspelt field fails when the
city starts.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

BERLIN_WINTER = timezone(timedelta(hours=1))
DATA = Path(__file__).parent / "data"
MONTHS_SHORT = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
DAYS_SHORT = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


Entry = TypeVar("Entry")


def entries(name: str, kind: type[Entry]) -> tuple[Entry, ...]:
    """One of the lists, in the file's order."""
    listed: list[dict[str, Any]] = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))["eintrag"]
    return tuple(
        kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
        for entry in listed
    )


@dataclass(frozen=True)
class Service:
    """One entry of the A-Z register; those with a path have a page."""

    title: str
    note: str = ""
    path: str = ""
    group: str = ""


SERVICES: tuple[Service, ...] = entries("dienstleistungen", Service)

GROUPS: tuple[tuple[str, str], ...] = (
    ("Ausweise und Dokumente", "ausweise"),
    ("Wohnen und Umzug", "wohnen"),
    ("Familie und Beruf", "familie"),
)


def register() -> list[tuple[str, list[Service]]]:
    """All 26 letters with their services (umlauts stand with their base letters)."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [(letter, [s for s in SERVICES if first_letter(s.title) == letter]) for letter in letters]


def first_letter(title: str) -> str:
    """Where a title stands in the register."""
    return title[0].upper().translate(str.maketrans("ÄÖÜ", "AOU"))


def groups() -> list[tuple[str, str, list[Service]]]:
    """Services that have a page, by theme."""
    return [(name, anchor, [s for s in SERVICES if s.group == name]) for name, anchor in GROUPS]


@dataclass(frozen=True)
class Article:
    """One item of the news; its text is the template `artikel/<slug>.html`."""

    slug: str
    title: str
    teaser: str
    section: str
    published: datetime
    image: str
    image_alt: str


ARTICLES: tuple[Article, ...] = entries("nachrichten", Article)


@dataclass(frozen=True)
class Event:
    """One entry of the calendar."""

    slug: str
    title: str
    teaser: str
    description: tuple[str, ...]
    place: str
    address: str
    start: datetime
    end: datetime
    kind: str
    price: str
    organiser: str
    image: str = "lichtermarkt"

    @property
    def month_short(self) -> str:
        """`Nov` for the calendar leaf."""
        return MONTHS_SHORT[self.start.month - 1]

    @property
    def day_short(self) -> str:
        """`Do` for the calendar leaf."""
        return DAYS_SHORT[self.start.weekday()]


EVENTS: tuple[Event, ...] = entries("veranstaltungen", Event)


@dataclass(frozen=True)
class Report:
    """One entry of the public list of defects."""

    number: str
    text: str
    place: str
    state: str
    reply: str = ""

    @property
    def css(self) -> str:
        """The style of the state."""
        return {"offen": "offen", "in Arbeit": "arbeit", "behoben": "fertig"}[self.state]


REPORTS: tuple[Report, ...] = entries("meldungen", Report)


@dataclass(frozen=True)
class Idea:
    """One proposal of a citizen."""

    title: str
    text: str
    author: str
    votes: int
    state: str


IDEAS: tuple[Idea, ...] = entries("ideen", Idea)
