"""The events calendar: list with filter, single events, and iCal files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from aiohttp import web

from city.content import EVENTS, Event
from city.rendering import own_address, public_bytes, public_page

Entry = tuple[str, str, str, datetime, datetime, str]


def routes() -> list[web.RouteDef]:
    """List, whole calendar, and each event as page and as file."""
    return [
        web.get("/veranstaltungen/", listing),
        web.get("/veranstaltungen/kalender.ics", whole_file),
        web.get(r"/veranstaltungen/{slug:[a-z-]+}.ics", one_file),
        web.get(r"/veranstaltungen/{slug:[a-z-]+}", one),
    ]


async def listing(request: web.Request) -> web.StreamResponse:
    """All events, or those of one kind."""
    kind = request.query.get("art", "")
    events = [event for event in EVENTS if kind in ("", event.kind)]
    kinds = sorted({event.kind for event in EVENTS})
    return public_page(request, "kalender/liste.html", {"events": events, "kinds": kinds, "kind": kind})


async def one(request: web.Request) -> web.StreamResponse:
    """One event."""
    return public_page(request, "kalender/termin.html", {"event": _event(request), "events": EVENTS})


async def one_file(request: web.Request) -> web.StreamResponse:
    """One event for the visitor's own calendar."""
    return _file(request, [_event(request)])


async def whole_file(request: web.Request) -> web.StreamResponse:
    """All events, to subscribe to."""
    return _file(request, EVENTS)


def ical(entries: Iterable[Entry]) -> str:
    """An iCalendar text: lines of CRLF, escaped, folded at 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Stadt Ruhrhafen//Kalender//DE",
        "CALSCALE:GREGORIAN",
    ]
    for uid, title, place, start, end, url in entries:
        lines += ["BEGIN:VEVENT", f"UID:{uid}@ruhrhafen.example", f"DTSTAMP:{_stamp(start)}"]
        lines += [f"DTSTART:{_stamp(start)}", f"DTEND:{_stamp(end)}"]
        lines += [f"SUMMARY:{_escape(title)}", f"LOCATION:{_escape(place)}"]
        lines += [f"URL:{url}"] if url else []
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(_fold(line) + "\r\n" for line in lines)


def _file(request: web.Request, events: Iterable[Event]) -> web.StreamResponse:
    base = own_address(request)
    entries = [
        (e.slug, e.title, f"{e.place}, {e.address}", e.start, e.end, f"{base}/veranstaltungen/{e.slug}") for e in events
    ]
    return public_bytes(request, ical(entries).encode(), "text/calendar; charset=utf-8")


def _event(request: web.Request) -> Event:
    for event in EVENTS:
        if event.slug == request.match_info["slug"]:
            return event
    raise web.HTTPNotFound


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escape(text: str) -> str:
    for char in "\\;,":
        text = text.replace(char, "\\" + char)
    return text.replace("\n", "\\n")


def _fold(line: str) -> str:
    """Break a line at 75 octets, never inside a letter (RFC 5545, 3.1)."""
    folded, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > 75:
            folded, size = folded + "\r\n ", 1
        folded, size = folded + char, size + octets
    return folded
