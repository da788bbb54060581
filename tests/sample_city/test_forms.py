"""The other forms: defects with photographs, ideas, the parking permit, volunteering, contact, the two logins."""

from __future__ import annotations

import hashlib

import pytest
from aiohttp import FormData, encode_basic_auth
from city.browser import Visitor, browser_fields, entered
from city.submissions import SubmissionLog

pytestmark = pytest.mark.asyncio

PHOTO = hashlib.shake_256(b"Foto").digest(300_000)
PERMIT = "/serviceportal/bewohnerparkausweis"


def multipart(fields: list[tuple[str, str]], *files: tuple[str, str, bytes]) -> FormData:
    """A multipart body with fields first and files after them."""
    form = FormData(default_to_multipart=True, quote_fields=False)
    for name, value in fields:
        form.add_field(name, value)
    for name, filename, content in files:
        form.add_field(name, content, filename=filename, content_type="image/jpeg")
    return form


async def form_of(city: Visitor, path: str, action: str, **values: str) -> list[tuple[str, str]]:
    """The fields of one form on a page, some of them entered."""
    return entered(browser_fields(await (await city.get(path)).text(), action), **values)


async def test_report_with_photographs(city: Visitor, log: SubmissionLog) -> None:
    """A report keeps its German values and each photograph's name, size and checksum, and gets a file number."""
    fields = await form_of(
        city, "/maengelmelder/", "/maengelmelder/", kategorie="Wilder Müll", strasse="Holtener Straße 61"
    )
    body = multipart(fields, ("foto", "Straße äöü.jpg", PHOTO), ("foto", "zwei.jpg", b"x"))

    answer = await city.post("/maengelmelder/", data=body)
    text = await answer.text()

    assert answer.status == 200
    assert "MM-2026-004201" in text
    assert "Straße äöü.jpg (300.000 Byte)" in text
    assert [(f.field, f.filename, f.size, f.sha256) for f in log[0].files] == [
        ("foto", "Straße äöü.jpg", 300_000, hashlib.sha256(PHOTO).hexdigest()),
        ("foto", "zwei.jpg", 1, hashlib.sha256(b"x").hexdigest()),
    ]
    assert log[0].value("quelle") == "Webseite (Formular für Bürgerinnen und Bürger)"
    assert log[0].value("beschreibung") == "Guten Tag,\r\nmir ist Folgendes aufgefallen: "


async def test_report_without_category(city: Visitor) -> None:
    """A report without category comes back with what was entered."""
    fields = await form_of(city, "/maengelmelder/", "/maengelmelder/", strasse="Burgplatz 1")

    answer = await city.post("/maengelmelder/", data=multipart(fields))
    text = await answer.text()

    assert answer.status == 422
    assert 'id="fehler-kategorie"' in text
    assert 'value="Burgplatz 1"' in text


async def test_reports_can_be_filtered(city: Visitor) -> None:
    """The public list shows only reports of the state asked for."""
    text = await (await city.get("/maengelmelder/meldungen", params={"stand": "in Arbeit"})).text()

    assert "3 Meldungen" in text
    assert "Sitzbank morsch" not in text


async def test_idea(city: Visitor, log: SubmissionLog) -> None:
    """An idea is recorded with the pressed button's German value and shown again."""
    fields = await form_of(
        city, "/ideen/", "/ideen/neu", titel="Mehr Bänke", idea="", idee="Bitte!", aktion="Idee einreichen"
    )

    text = await (await city.post("/ideen/neu", data=fields)).text()

    assert "ID-2026-311" in text
    assert "Mehr Bänke" in text
    assert log[0].value("kampagne") == "Haushalt 2027 – Ihre Vorschläge zählen"
    assert (log[0].value("thema"), log[0].value("aktion")) == ("Verkehr", "Idee einreichen")


async def test_idea_search_is_recorded(city: Visitor, log: SubmissionLog) -> None:
    """A GET search is recorded with its words, decoded."""
    text = await (await city.get("/ideen/", params={"q": "Öffnungszeiten"})).text()

    assert "Öffnungszeiten nach Feierabend" in text
    assert (log[0].method, log[0].fields) == ("GET", (("q", "Öffnungszeiten"),))


async def test_parking_permit_with_receipt(city: Visitor, log: SubmissionLog) -> None:
    """Three steps with an upload end in a receipt that is a PDF to be saved under a German name."""
    first = await form_of(
        city,
        f"{PERMIT}/schritt-1",
        f"{PERMIT}/schritt-1",
        name="Jörg Weiß",
        anschrift="Burgplatz 7",
        gebiet="C – Mitte, Hauptbahnhof",
    )
    assert (await city.post(f"{PERMIT}/schritt-1", data=first)).status == 200
    second = await form_of(city, f"{PERMIT}/schritt-2", f"{PERMIT}/schritt-2", kennzeichen="RH-AB 123")
    body = multipart(second, ("nachweis", "Zulassung.pdf", b"%PDF-1.4 ..."))
    assert (await city.post(f"{PERMIT}/schritt-2", data=body)).status == 200
    third = await form_of(
        city,
        f"{PERMIT}/schritt-3",
        f"{PERMIT}/schritt-3",
        bestaetigt="gelesen und einverstanden",
        absenden="Antrag verbindlich absenden",
    )
    text = await (await city.post(f"{PERMIT}/schritt-3", data=third)).text()

    receipt = await city.get(f"{PERMIT}/quittung.pdf")
    body_bytes = await receipt.read()

    assert "BPA-2026-7701" in text
    assert receipt.headers["Content-Disposition"].startswith("attachment;")
    assert body_bytes.startswith(b"%PDF-1.4")
    assert "Jörg Weiß".encode("cp1252") in body_bytes
    assert log[0].value("gebiet") == "C – Mitte, Hauptbahnhof"
    assert log[1].files[0].filename == "Zulassung.pdf"
    assert log[2].value("erklaerung").startswith("Ich versichere, dass meine Angaben richtig")


async def test_parking_permit_needs_proof(city: Visitor) -> None:
    """The second step without the proof is refused."""
    path = f"{PERMIT}/schritt-1"
    await city.post(path, data=await form_of(city, path, path, name="A", anschrift="B 1", gebiet="A – Altstadt Nord"))
    path = f"{PERMIT}/schritt-2"

    answer = await city.post(path, data=multipart(await form_of(city, path, path, kennzeichen="RH-A 1")))

    assert answer.status == 422
    assert "fehler-nachweis" in await answer.text()


async def test_volunteering_search_pages(city: Visitor) -> None:
    """The search says how many offers it found and shows them in pages that keep the query."""
    text = await (await city.get("/ehrenamt/", params={"bereich": "Umwelt"})).text()
    assert "4 Treffer" in text

    text = await (await city.get("/ehrenamt/", params={"q": "e", "seite": "2"})).text()
    assert "21 Treffer" in text
    assert 'href="/ehrenamt/?q=e&amp;seite=3"' in text


async def test_volunteering_contact(city: Visitor, log: SubmissionLog) -> None:
    """Several check boxes of one name arrive as several values."""
    fields = await form_of(city, "/ehrenamt/museum", "/ehrenamt/museum", name="Z. K.", kontakt="0170 1")

    answer = await city.post("/ehrenamt/museum", data=[*fields, ("zeit", "vormittags"), ("zeit", "am Wochenende")])

    assert "Wir haben Ihre Anfrage an" in await answer.text()
    assert log[0].values("zeit") == ("vormittags", "am Wochenende")


async def test_contact_needs_message(city: Visitor) -> None:
    """The contact form names what is missing, and thanks when nothing is."""
    fields = await form_of(city, "/kontakt", "/kontakt", email="a@b.example")
    assert (await city.post("/kontakt", data=fields)).status == 422

    answer = await city.post("/kontakt", data=entered(fields, nachricht="Guten Tag!"))
    assert "K-9002" in await answer.text()


async def test_search_shows_query_escaped(city: Visitor, log: SubmissionLog) -> None:
    """The search page repeats the visitor's words as text, never as markup."""
    text = await (await city.get("/suche", params={"q": "<b>Wohngeld & Co</b>"})).text()

    assert "&lt;b&gt;Wohngeld &amp; Co&lt;/b&gt;" in text
    assert "<b>Wohngeld" not in text
    assert log[0].value("q") == "<b>Wohngeld & Co</b>"


async def test_intranet_login(city: Visitor, log: SubmissionLog) -> None:
    """The intranet sends strangers to its login, knows who logged in, is never stored, and forgets on log out."""
    first = await city.get("/intranet/", allow_redirects=False)
    fields = await form_of(
        city, "/intranet/anmelden?ziel=/intranet/", "/intranet/anmelden", kennung="demo", passwort="hafen"
    )
    login = await city.post("/intranet/anmelden", data=fields, allow_redirects=False)
    inside = await city.get("/intranet/")
    text = await inside.text()
    out = browser_fields(text, "/intranet/abmelden")
    await city.post("/intranet/abmelden", data=out, allow_redirects=False)
    last = await city.get("/intranet/", allow_redirects=False)

    assert (first.status, login.status, login.headers["Location"], last.status) == (
        303,
        303,
        "/intranet/",
        303,
    )
    assert len(login.headers.getall("Set-Cookie")) == 2
    assert inside.headers["Cache-Control"] == "private, no-store"
    assert "Frau Öztürk" in text
    assert "hafen" not in log[0].line()


async def test_wrong_password(city: Visitor) -> None:
    """A wrong password is refused with the form."""
    fields = await form_of(city, "/intranet/anmelden", "/intranet/anmelden", kennung="demo", passwort="falsch")

    assert (await city.post("/intranet/anmelden", data=fields)).status == 403


async def test_basic_authentication(city: Visitor) -> None:
    """The staff council's page needs HTTP Basic."""
    refused = await city.get("/personalrat/")
    allowed = await city.get("/personalrat/", headers={"Authorization": encode_basic_auth("demo", "hafen")})

    assert refused.status == 401
    assert refused.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert allowed.status == 200
    assert allowed.headers["Cache-Control"] == "private, no-store"
