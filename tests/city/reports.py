"""What citizens tell the city: defects with photographs (Mängelmelder) and ideas (Ideenwerkstatt)."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from city.booking import expired
from city.content import IDEAS, REPORTS
from city.keys import CLOCK, SESSIONS, SUBMISSIONS
from city.rendering import private_page, public_page, see_other, session_of
from city.sessions import Session
from city.submissions import Submission, read_submission

CATEGORIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Straße und Weg",
        ("Schlagloch", "Defekte Straßenlaterne", "Ampel gestört", "Verkehrsschild beschädigt"),
    ),
    ("Sauberkeit", ("Wilder Müll", "Sperrgut", "Überfüllter Papierkorb", "Graffiti")),
    ("Grün und Spiel", ("Spielplatz", "Umgestürzter Baum", "Parkbank")),
    ("Anderes", ("Sonstiges",)),
)
KINDS = frozenset(kind for _, kinds in CATEGORIES for kind in kinds)
PREVIEW = "Vorschau anzeigen"
PREFILLED = "Guten Tag,\nmir ist Folgendes aufgefallen: "


def routes() -> list[web.RouteDef]:
    """Form and list of defects; ideas, their search and their form."""
    return [
        web.get("/maengelmelder/", show_form),
        web.post("/maengelmelder/", take_report),
        web.get("/maengelmelder/meldungen", listing),
        web.get("/ideen/", ideas),
        web.post("/ideen/neu", take_idea),
        web.get("/ideen/danke", thanks),
    ]


async def show_form(request: web.Request) -> web.StreamResponse:
    """The empty form."""
    return _form(request, session_of(request), {"beschreibung": PREFILLED}, {})


async def take_report(request: web.Request) -> web.StreamResponse:
    """Record the report with its photographs and give it a file number."""
    report = await read_submission(request, request.app[CLOCK]())
    log = request.app[SUBMISSIONS]
    log.add(report)
    session = request.app[SESSIONS].of(request)
    if session is None or not session.accepts(report.value("_csrf")):
        return expired(request)
    if errors := check_report(report):
        return _form(request, session, dict(report.fields), errors, status=422)
    number = f"MM-{report.received.year}-{4200 + len(log.to('/maengelmelder/')):06d}"
    context = {"report": report, "number": number, "received": report.received}
    return private_page(request, "maengel/danke.html", context, session=session)


def check_report(report: Submission) -> dict[str, str]:
    """What is missing in a report, by field."""
    errors: dict[str, str] = {}
    if report.value("kategorie") not in KINDS:
        errors["kategorie"] = "Bitte wählen Sie eine Kategorie."
    if len(report.value("beschreibung").strip()) < 10:
        errors["beschreibung"] = "Bitte beschreiben Sie den Mangel mit mindestens zehn Zeichen."
    if not report.value("strasse").strip():
        errors["strasse"] = "Bitte nennen Sie die Straße."
    if report.value("rueckmeldung") and "@" not in report.value("email"):
        errors["email"] = "Für eine Rückmeldung brauchen wir Ihre E-Mail-Adresse."
    return errors


async def listing(request: web.Request) -> web.StreamResponse:
    """The public list, by state if asked."""
    state = request.query.get("stand", "")
    reports = [report for report in REPORTS if state in ("", report.state)]
    return public_page(request, "maengel/meldungen.html", {"reports": reports, "stand": state})


def _form(
    request: web.Request,
    session: Session,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    status: int = 200,
) -> web.Response:
    shown = {name: values.get(name, "") for name in ("kategorie", "beschreibung", "strasse", "email")}
    context = {"categories": CATEGORIES, "values": shown, "errors": errors}
    return private_page(request, "maengel/formular.html", context, status=status, session=session)


async def ideas(request: web.Request) -> web.StreamResponse:
    """All ideas, or those with the words asked for; beside them the form."""
    text = request.query.get("q", "")
    if text:
        request.app[SUBMISSIONS].add(await read_submission(request, request.app[CLOCK]()))
    return _ideas(request, session_of(request), {"titel": "", "idee": "", "pseudonym": ""}, {}, text=text)


async def take_idea(request: web.Request) -> web.StreamResponse:
    """Record the idea; show it again or thank for it."""
    form = await read_submission(request, request.app[CLOCK]())
    log = request.app[SUBMISSIONS]
    log.add(form)
    session = request.app[SESSIONS].of(request)
    if session is None or not session.accepts(form.value("_csrf")):
        return expired(request)
    values = {name: form.value(name) for name in ("titel", "idee", "pseudonym", "thema")}
    errors: dict[str, str] = {}
    if not values["titel"].strip():
        errors["titel"] = "Bitte geben Sie Ihrer Idee einen Titel."
    if not values["idee"].strip():
        errors["idee"] = "Bitte beschreiben Sie Ihre Idee."
    if errors:
        return _ideas(request, session, values, errors, status=422)
    session.data.update({f"idee.{name}": value for name, value in values.items()})
    session.data["idee.vorschau"] = "ja" if form.value("aktion") == PREVIEW else ""
    session.data["idee.nummer"] = f"ID-{form.received.year}-{310 + len(log.to('/ideen/neu'))}"
    return see_other("/ideen/danke")


async def thanks(request: web.Request) -> web.StreamResponse:
    """The idea once more, with its number."""
    session = request.app[SESSIONS].of(request)
    if session is None or "idee.nummer" not in session.data:
        return see_other("/ideen/")
    values = {name: session.data[f"idee.{name}"] for name in ("titel", "idee", "thema")}
    context = {
        "values": values,
        "number": session.data["idee.nummer"],
        "preview": bool(session.data["idee.vorschau"]),
    }
    return private_page(request, "ideen/danke.html", context, session=session)


def _ideas(
    request: web.Request,
    session: Session,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    text: str = "",
    status: int = 200,
) -> web.Response:
    found = [idea for idea in IDEAS if text.lower() in f"{idea.title} {idea.text}".lower()]
    context = {"ideas": found, "text": text, "values": values, "errors": errors}
    return private_page(request, "ideen/liste.html", context, status=status, session=session)
