"""Booking an appointment in four steps, with session, CSRF token, checks, and a confirmation.

The matters, places and salutations are options without a `value`, so their German text is what the browser
sends; later steps carry them on in hidden fields. Everything is compared with the German lists: a changed
word is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from aiohttp import web

from city.calendar import ical
from city.content import BERLIN_WINTER
from city.german import office_days, parse_german_date, weekday_date
from city.keys import CLOCK, SESSIONS, SUBMISSIONS
from city.offices import CITIZEN_OFFICES
from city.rendering import PRIVATE, private_page, see_other, session_of
from city.sessions import Session
from city.submissions import Submission, read_submission

MATTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Ausweise und Dokumente",
        (
            "Personalausweis beantragen",
            "Personalausweis abholen",
            "Reisepass beantragen",
            "Führungszeugnis beantragen",
        ),
    ),
    (
        "Umzug und Meldewesen",
        ("Wohnsitz anmelden", "Wohnsitz ummelden", "Meldebescheinigung ausstellen lassen"),
    ),
    ("Kraftfahrzeuge", ("Fahrzeug zulassen", "Fahrzeug ummelden oder abmelden")),
    ("Sonstiges", ("Kopien beglaubigen", "Anderes Anliegen (bitte erläutern)")),
)
ALL_MATTERS = frozenset(matter for _, matters in MATTERS for matter in matters)
PLACES = frozenset(place.name for place in CITIZEN_OFFICES)
TIMES = ("08:10", "08:50", "09:30", "10:20", "11:00", "11:40", "14:00", "14:30", "15:10", "16:40")
FIELDS = (
    "anliegen",
    "personen",
    "standort",
    "tag",
    "uhrzeit",
    "anrede",
    "vorname",
    "nachname",
    "geburtsdatum",
    "telefon",
    "email",
    "bemerkung",
    "datenschutz",
)
BACK = "Angaben ändern"
Errors = dict[str, str]


@dataclass(frozen=True)
class Step:
    """One page of the booking: what it asks, and what must be right before the next."""

    number: int
    asks: tuple[str, ...]
    check: Callable[[Submission, Mapping[str, str], date], Errors]


def _check_matter(form: Submission, data: Mapping[str, str], today: date) -> Errors:
    if form.value("anliegen") in ALL_MATTERS:
        return {}
    return {"anliegen": "Bitte wählen Sie Ihr Anliegen aus der Liste."}


def _check_place(form: Submission, data: Mapping[str, str], today: date) -> Errors:
    errors: Errors = {}
    if form.value("standort") not in PLACES:
        errors["standort"] = "Bitte wählen Sie einen Standort."
    if form.value("tag") not in {day.isoformat() for day in office_days(today, 10)}:
        errors["tag"] = "Bitte wählen Sie einen freien Tag."
    return errors


def _check_person(form: Submission, data: Mapping[str, str], today: date) -> Errors:
    errors: Errors = {}
    if form.value("uhrzeit") not in TIMES:
        errors["uhrzeit"] = "Bitte wählen Sie eine Uhrzeit."
    if not form.value("vorname").strip():
        errors["vorname"] = "Bitte geben Sie Ihren Vornamen an."
    if not form.value("nachname").strip():
        errors["nachname"] = "Bitte geben Sie Ihren Nachnamen an."
    born = parse_german_date(form.value("geburtsdatum"))
    if born is None or born >= today:
        errors["geburtsdatum"] = "Bitte geben Sie das Geburtsdatum in der Form 31.12.1980 an."
    if "@" not in form.value("email"):
        errors["email"] = "Bitte geben Sie eine gültige E-Mail-Adresse an."
    if form.value("datenschutz") != "ja":
        errors["datenschutz"] = "Bitte bestätigen Sie, dass Sie die Datenschutzhinweise gelesen haben."
    return errors


def _check_nothing(form: Submission, data: Mapping[str, str], today: date) -> Errors:
    return {}


STEPS: tuple[Step, ...] = (
    Step(1, ("anliegen", "personen"), _check_matter),
    Step(2, ("standort", "tag"), _check_place),
    Step(
        3,
        (
            "uhrzeit",
            "anrede",
            "vorname",
            "nachname",
            "geburtsdatum",
            "telefon",
            "email",
            "bemerkung",
            "datenschutz",
        ),
        _check_person,
    ),
    Step(4, (), _check_nothing),
)


def routes() -> list[web.RouteDef]:
    """The four steps, the confirmation and its calendar file."""
    return [
        web.get(r"/termin/schritt-{number:[1-4]}", show_step),
        web.post(r"/termin/schritt-{number:[1-4]}", take_step),
        web.get("/termin/bestaetigung", confirmation),
        web.get("/termin/bestaetigung.ics", confirmation_file),
    ]


async def show_step(request: web.Request) -> web.StreamResponse:
    """A step's form, with what was answered before; steps cannot be skipped."""
    session, step = session_of(request), _step(request)
    wished = request.query.get("anliegen", "")
    if step.number == 1 and wished in ALL_MATTERS:
        session.data["anliegen"] = wished
    if step.number > 1 and not _complete_before(step, session):
        return see_other("/termin/schritt-1")
    return _form(request, session, step, session.data, {})


async def take_step(request: web.Request) -> web.StreamResponse:
    """Record what arrived, check it, and go on or show the form again with its errors."""
    form = await read_submission(request, request.app[CLOCK]())
    request.app[SUBMISSIONS].add(form)
    session, step = request.app[SESSIONS].of(request), _step(request)
    if session is None or not session.accepts(form.value("_csrf")):
        return expired(request)
    if step.number > 1 and not _complete_before(step, session):
        return see_other("/termin/schritt-1")
    if any(
        form.value(name, session.data[name]) != session.data[name] for name in _carried(step) if name in session.data
    ):
        return tampered(request)
    errors = step.check(form, session.data, form.received.date())
    answers = {name: form.value(name) for name in step.asks}
    if errors:
        return _form(request, session, step, {**session.data, **answers}, errors, status=422)
    session.data.update(answers)
    return _next(request, session, step, form)


def _next(request: web.Request, session: Session, step: Step, form: Submission) -> web.StreamResponse:
    if step.number < 4:
        return see_other(f"/termin/schritt-{step.number + 1}")
    if form.value("aktion") == BACK:
        return see_other("/termin/schritt-3")
    number = 100 + len(request.app[SUBMISSIONS].to("/termin/schritt-4"))
    session.data["nummer"] = f"{session.data['standort'].split()[-1][0]}{number}"
    return see_other("/termin/bestaetigung")


async def confirmation(request: web.Request) -> web.StreamResponse:
    """The booked appointment, with the visitor's own words in it."""
    session = request.app[SESSIONS].of(request)
    if session is None or "nummer" not in session.data:
        return see_other("/termin/")
    context = {"values": session.data, "day_label": weekday_date(date.fromisoformat(session.data["tag"]))}
    return private_page(request, "termin/bestaetigung.html", context, session=session)


async def confirmation_file(request: web.Request) -> web.StreamResponse:
    """The appointment for the visitor's own calendar."""
    session = request.app[SESSIONS].of(request)
    if session is None or "nummer" not in session.data:
        raise web.HTTPNotFound
    data = session.data
    start = datetime.fromisoformat(f"{data['tag']}T{data['uhrzeit']}").replace(tzinfo=BERLIN_WINTER)
    text = ical([(f"termin-{data['nummer']}", f"Termin: {data['anliegen']}", data["standort"], start, start, "")])
    response = web.Response(text=text, content_type="text/calendar", charset="utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="termin-{data["nummer"]}.ics"'
    response.headers["Cache-Control"] = PRIVATE
    return response


def expired(request: web.Request) -> web.Response:
    """The form's token is not this session's."""
    context = {
        "title": "Ihre Sitzung ist abgelaufen",
        "code": "CSRF-403",
        "message": "Bitte laden Sie das Formular neu und senden Sie es noch einmal ab. "
        "Ihre Angaben wurden nicht gespeichert.",
    }
    return private_page(request, "fehler.html", context, status=403)


def tampered(request: web.Request) -> web.Response:
    """A hidden field came back with another text than we sent."""
    context = {
        "title": "Die Angaben wurden unterwegs verändert",
        "code": "FELD-400",
        "message": "Ein Feld des Formulars enthält einen anderen Wert als den, den wir gesendet haben. "
        "Bitte beginnen Sie von vorn.",
    }
    return private_page(request, "fehler.html", context, status=400)


def _step(request: web.Request) -> Step:
    return STEPS[int(request.match_info["number"]) - 1]


def _carried(step: Step) -> tuple[str, ...]:
    """The answers of earlier steps that this step's form carries in hidden fields."""
    return {2: ("anliegen",), 3: ("anliegen", "standort")}.get(step.number, ())


def _complete_before(step: Step, session: Session) -> bool:
    return all(name in session.data for earlier in STEPS[: step.number - 1] for name in earlier.asks)


def _form(
    request: web.Request,
    session: Session,
    step: Step,
    values: Mapping[str, str],
    errors: Errors,
    *,
    status: int = 200,
) -> web.Response:
    today = request.app[CLOCK]().date()
    shown = {name: values.get(name, "") for name in FIELDS}
    context = {
        "step": step.number,
        "values": shown,
        "errors": errors,
        "matters": MATTERS,
        "places": CITIZEN_OFFICES,
        "dates": [(day.isoformat(), weekday_date(day)) for day in office_days(today, 10)],
        "day_label": weekday_date(date.fromisoformat(shown["tag"])) if shown["tag"] else "",
        "times": TIMES,
    }
    return private_page(request, f"termin/schritt-{step.number}.html", context, status=status, session=session)
