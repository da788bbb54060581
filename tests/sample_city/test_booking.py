"""Booking an appointment from the first step to the calendar file, and every way it can go wrong."""

from __future__ import annotations

import pytest
from city.browser import Visitor, browser_fields, entered
from city.submissions import SubmissionLog

pytestmark = pytest.mark.asyncio

PERSON = {
    "uhrzeit": "10:20",
    "anrede": "Frau",
    "vorname": "Ayşe",
    "nachname": "Müller-Öz",
    "geburtsdatum": "4.5.1988",
    "telefon": "02099 4711",
    "email": "ayse@beispiel.example",
    "bemerkung": "Ich komme mit Kinderwagen & Hund.\r\nDanke!",
    "datenschutz": "ja",
}


async def fill(city: Visitor, step: int, **values: str) -> int:
    """Open a step, fill it in as a browser does, send it; the status of the answer."""
    path = f"/termin/schritt-{step}"
    page = await (await city.get(path)).text()
    answer = await city.post(path, data=entered(browser_fields(page, path), **values), allow_redirects=False)
    return answer.status


async def book(city: Visitor) -> None:
    """The whole way to the confirmation."""
    assert await fill(city, 1, anliegen="Personalausweis beantragen", aktion="Weiter zu Ort und Tag") == 303
    assert await fill(city, 2, standort="Bürgerservice Süd", tag="2026-11-25") == 303
    assert await fill(city, 3, **PERSON) == 303
    assert await fill(city, 4, aktion="Verbindlich buchen") == 303


async def test_booking_reaches_confirmation(city: Visitor) -> None:
    """Four steps lead to a page that names the person, the day, the time and the place."""
    await book(city)

    text = await (await city.get("/termin/bestaetigung")).text()

    for expected in (
        "Ayşe Müller-Öz",
        "Mittwoch, 25. November 2026 um 10.20 Uhr",
        "Bürgerservice Süd",
        "S101",
    ):
        assert expected in text


async def test_booking_is_recorded_exactly(city: Visitor, log: SubmissionLog) -> None:
    """The record holds every name and value of each step in the order in which the form sent them."""
    await book(city)

    assert [(r.method, r.path) for r in log] == [("POST", f"/termin/schritt-{n}") for n in (1, 2, 3, 4)]
    assert log[0].fields == (
        ("_csrf", "zeichen-2"),
        ("anliegen", "Personalausweis beantragen"),
        ("personen", "1"),
        ("aktion", "Weiter zu Ort und Tag"),
    )
    assert log[2].fields == (
        ("_csrf", "zeichen-2"),
        ("anliegen", "Personalausweis beantragen"),
        ("standort", "Bürgerservice Süd"),
        *((name, PERSON[name]) for name in ("anrede", "vorname", "nachname", "geburtsdatum")),
        *((name, PERSON[name]) for name in ("telefon", "email", "bemerkung", "uhrzeit", "datenschutz")),
    )


async def test_log_line_is_readable_and_hides_the_token(
    city: Visitor, log: SubmissionLog, caplog: pytest.LogCaptureFixture
) -> None:
    """Each submission is one line with its German values and without its CSRF token."""
    with caplog.at_level("INFO", logger="city"):
        await fill(city, 1, anliegen="Wohnsitz ummelden")

    assert "city received POST /termin/schritt-1 anliegen='Wohnsitz ummelden' personen='1'" in caplog.text
    assert "zeichen-2" not in caplog.text


async def test_session_cookie(city: Visitor) -> None:
    """The session cookie is HttpOnly, for the whole site, and SameSite=Lax; the page is never stored."""
    answer = await city.get("/termin/schritt-1")

    assert answer.headers["Set-Cookie"] == "RHSESSION=zeichen-1; HttpOnly; Path=/; SameSite=Lax"
    assert answer.headers["Cache-Control"] == "private, no-store"


async def test_missing_fields_are_named(city: Visitor) -> None:
    """A step with missing answers comes back as 422 with one message per field, tied to it by aria-describedby."""
    await fill(city, 1, anliegen="Personalausweis beantragen")
    await fill(city, 2, standort="Bürgerservice Mitte", tag="2026-11-24")
    page = await (await city.get("/termin/schritt-3")).text()

    answer = await city.post("/termin/schritt-3", data=browser_fields(page, "/termin/schritt-3"))
    text = await answer.text()

    assert answer.status == 422
    for name in ("uhrzeit", "vorname", "nachname", "geburtsdatum", "email", "datenschutz"):
        assert f'id="fehler-{name}"' in text
        assert f'aria-describedby="fehler-{name}' in text


async def test_translated_option_is_refused(city: Visitor, log: SubmissionLog) -> None:
    """A matter that is not in the German list is refused, and recorded as it came."""
    page = await (await city.get("/termin/schritt-1")).text()
    fields = entered(browser_fields(page, "/termin/schritt-1"), anliegen="Kimlik kartı başvurusu")

    answer = await city.post("/termin/schritt-1", data=fields)

    assert answer.status == 422
    assert log[0].value("anliegen") == "Kimlik kartı başvurusu"


async def test_changed_hidden_field_is_refused(city: Visitor) -> None:
    """A hidden field that comes back in another language is an error page, not a booking."""
    await fill(city, 1, anliegen="Personalausweis beantragen")

    status = await fill(city, 2, anliegen="Apply for an identity card", standort="Bürgerservice Süd", tag="2026-11-25")

    assert status == 400


async def test_wrong_token_is_refused(city: Visitor) -> None:
    """A form without this session's token is refused."""
    assert await fill(city, 1, anliegen="Wohnsitz anmelden", _csrf="gefälscht") == 403


async def test_steps_cannot_be_skipped(city: Visitor) -> None:
    """Whoever opens a later step first is sent to the first."""
    answer = await city.get("/termin/schritt-3", allow_redirects=False)

    assert (answer.status, answer.headers["Location"]) == (303, "/termin/schritt-1")


async def test_change_instead_of_booking(city: Visitor) -> None:
    """The named second button leads back to the answers, which are still there."""
    await fill(city, 1, anliegen="Personalausweis beantragen")
    await fill(city, 2, standort="Bürgerservice Süd", tag="2026-11-25")
    await fill(city, 3, **PERSON)
    page = await (await city.get("/termin/schritt-4")).text()

    fields = entered(browser_fields(page, "/termin/schritt-4"), aktion="Angaben ändern")
    text = await (await city.post("/termin/schritt-4", data=fields)).text()

    assert 'value="Müller-Öz"' in text


async def test_calendar_file(city: Visitor) -> None:
    """The confirmed appointment can be saved as iCalendar in UTC."""
    await book(city)

    answer = await city.get("/termin/bestaetigung.ics")

    assert answer.content_type == "text/calendar"
    assert "DTSTART:20261125T092000Z\r\n" in await answer.text()
