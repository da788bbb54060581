"""The service portal: a resident's parking permit in three steps, with an upload and a PDF receipt."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from city.booking import expired
from city.documents import receipt
from city.german import short_date
from city.keys import CLOCK, SESSIONS, SUBMISSIONS
from city.rendering import PRIVATE, private_page, public_page, see_other, session_of
from city.sessions import Session
from city.submissions import Submission, read_submission

ROOT = "/serviceportal/bewohnerparkausweis"
AREAS = (
    "A – Altstadt Nord",
    "B – Altstadt Süd",
    "C – Mitte, Hauptbahnhof",
    "D – Hafenfeld",
    "E – Neumühl Markt",
)
FIELDS = ("name", "anschrift", "gebiet", "email", "kennzeichen", "halter", "beginn", "nachweis")
ASKED = {1: ("name", "anschrift", "gebiet", "email"), 2: ("kennzeichen", "halter", "beginn"), 3: ()}
SEND = "Antrag verbindlich absenden"


def routes() -> list[web.RouteDef]:
    """Overview, information, three steps, receipt."""
    return [
        web.get("/serviceportal/", overview),
        web.get(f"{ROOT}/", information),
        web.get(ROOT + r"/schritt-{number:[1-3]}", show_step),
        web.post(ROOT + r"/schritt-{number:[1-3]}", take_step),
        web.get(f"{ROOT}/eingang", arrived),
        web.get(f"{ROOT}/quittung.pdf", receipt_file),
    ]


async def overview(request: web.Request) -> web.StreamResponse:
    """What can be applied for."""
    return public_page(request, "portal/start.html")


async def information(request: web.Request) -> web.StreamResponse:
    """What the permit is, what it costs."""
    return public_page(request, "portal/info.html")


async def show_step(request: web.Request) -> web.StreamResponse:
    """One step's form."""
    number, session = int(request.match_info["number"]), session_of(request)
    if number > 1 and not _begun(session, number):
        return see_other(f"{ROOT}/schritt-1")
    return _form(request, session, number, _answers(session), {})


async def take_step(request: web.Request) -> web.StreamResponse:
    """Record, check, go on."""
    form = await read_submission(request, request.app[CLOCK]())
    request.app[SUBMISSIONS].add(form)
    number, session = int(request.match_info["number"]), request.app[SESSIONS].of(request)
    if session is None or not session.accepts(form.value("_csrf")):
        return expired(request)
    if number > 1 and not _begun(session, number):
        return see_other(f"{ROOT}/schritt-1")
    if number == 3 and form.value("absenden") != SEND:
        for name in FIELDS:
            session.data.pop(f"parken.{name}", None)
        return see_other("/serviceportal/")
    answers = {name: form.value(name) for name in ASKED[number]}
    if errors := check(form, number):
        return _form(request, session, number, {**_answers(session), **answers}, errors, status=422)
    session.data.update({f"parken.{name}": value for name, value in answers.items()})
    if number == 2:
        session.data["parken.nachweis"] = ", ".join(file.filename for file in form.files)
    if number < 3:
        return see_other(f"{ROOT}/schritt-{number + 1}")
    count = len(request.app[SUBMISSIONS].to(f"{ROOT}/schritt-3"))
    session.data["parken.vorgang"] = f"BPA-{form.received.year}-{7700 + count}"
    return see_other(f"{ROOT}/eingang")


def check(form: Submission, number: int) -> dict[str, str]:
    """What is missing in one step, by field."""
    errors: dict[str, str] = {}
    if number == 1:
        if not form.value("name").strip():
            errors["name"] = "Bitte geben Sie Ihren Namen an."
        if not form.value("anschrift").strip():
            errors["anschrift"] = "Bitte geben Sie Ihre Anschrift an."
        if form.value("gebiet") not in AREAS:
            errors["gebiet"] = "Bitte wählen Sie ein Parkgebiet aus der Liste."
    if number == 2:
        if not form.value("kennzeichen").strip():
            errors["kennzeichen"] = "Bitte geben Sie das Kennzeichen an."
        if not any(file.field == "nachweis" and file.size for file in form.files):
            errors["nachweis"] = "Bitte fügen Sie die Zulassungsbescheinigung bei."
    if number == 3 and not form.value("bestaetigt"):
        errors["bestaetigt"] = "Bitte bestätigen Sie die Erklärung."
    return errors


async def arrived(request: web.Request) -> web.StreamResponse:
    """The application has been received."""
    session = request.app[SESSIONS].of(request)
    if session is None or "parken.vorgang" not in session.data:
        return see_other("/serviceportal/")
    values = {**_answers(session), "vorgang": session.data["parken.vorgang"]}
    return private_page(request, "portal/eingang.html", {"values": values}, session=session)


async def receipt_file(request: web.Request) -> web.StreamResponse:
    """The receipt as PDF, to be saved under a German name."""
    session = request.app[SESSIONS].of(request)
    if session is None or "parken.vorgang" not in session.data:
        raise web.HTTPNotFound
    values = _answers(session)
    rows = [
        ("Name", values["name"]),
        ("Anschrift", values["anschrift"]),
        ("Parkgebiet", values["gebiet"]),
        ("Kennzeichen", values["kennzeichen"]),
    ]
    body = receipt(session.data["parken.vorgang"], rows, short_date(request.app[CLOCK]()))
    disposition = "attachment; filename=\"Eingangsbestaetigung.pdf\"; filename*=UTF-8''Eingangsbest%C3%A4tigung.pdf"
    headers = {
        "Content-Type": "application/pdf",
        "Content-Disposition": disposition,
        "Cache-Control": PRIVATE,
    }
    return web.Response(body=body, headers=headers)


def _answers(session: Session) -> dict[str, str]:
    return {name: session.data.get(f"parken.{name}", "") for name in FIELDS}


def _begun(session: Session, number: int) -> bool:
    asked = [name for step in range(1, number) for name in ASKED[step]]
    return all(f"parken.{name}" in session.data for name in asked)


def _form(
    request: web.Request,
    session: Session,
    number: int,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    status: int = 200,
) -> web.Response:
    context = {"step": number, "values": values, "errors": errors, "areas": AREAS}
    return private_page(request, "portal/schritt.html", context, status=status, session=session)
