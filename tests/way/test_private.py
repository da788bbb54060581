"""Two visitors walk through the site side by side, and neither sees what is the other's (law 7)."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from aiohttp import ClientSession, CookieJar
from bs4 import BeautifulSoup
from town import ShoutingEngine, Town, town


async def step(client: ClientSession, place: Town, number: int, values: dict[str, str]) -> str:
    """Send one step of the booking with the form's own hidden fields; return the page that follows."""
    async with client.get(f"{place.url}/tr/termin/schritt-{number}") as answer:
        soup = BeautifulSoup(await answer.text(), "html.parser")
    form = soup.select_one("form.formular")
    assert form is not None
    hidden = {str(field["name"]): str(field["value"]) for field in form.select("input[type=hidden]")}
    async with client.post(f"{place.url}{form['action']}", data=hidden | values) as answer:
        return await answer.text()


async def booked(client: ClientSession, place: Town, name: str) -> str:
    """Book an appointment for `name`; return the last page seen."""
    await step(client, place, 1, {"anliegen": "Personalausweis beantragen", "personen": "1"})
    async with client.get(f"{place.url}/tr/termin/schritt-2") as answer:
        soup = BeautifulSoup(await answer.text(), "html.parser")
    where = next(str(o["value"]) for o in soup.select("#standort option[value]") if o["value"])
    day = next(str(o["value"]) for o in soup.select("#tag option[value]") if o["value"])
    await step(client, place, 2, {"standort": where, "tag": day})
    async with client.get(f"{place.url}/tr/termin/schritt-3") as answer:
        soup = BeautifulSoup(await answer.text(), "html.parser")
    hour = str(soup.select("input[name=uhrzeit]")[0]["value"])
    person = {"anrede": "Frau", "vorname": name, "nachname": "Yıldız", "geburtsdatum": "01.02.1990"}
    person |= {"email": f"{name.lower()}@example.org", "uhrzeit": hour, "datenschutz": "ja"}
    await step(client, place, 3, person)
    return await step(client, place, 4, {"aktion": "Verbindlich buchen"})


def stored(folder: Path) -> bytes:
    """Return everything that lies on disk."""
    for file in folder.rglob("cache.db"):
        sqlite3.connect(file).execute("pragma wal_checkpoint(truncate)").close()
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


async def test_two_visitors(tmp_path: Path) -> None:
    """Each gets the own confirmation, the city both bookings in German, and neither name is on disk."""
    async with town(tmp_path, ShoutingEngine()) as place:
        async with (
            ClientSession(cookie_jar=CookieJar(unsafe=True)) as one,
            ClientSession(cookie_jar=CookieJar(unsafe=True)) as two,
        ):
            first, second = await asyncio.gather(booked(one, place, "Gülbahar"), booked(two, place, "Zdzisława"))
            async with one.get(f"{place.url}/tr/termin/schritt-4") as answer:
                again = await answer.text()
        assert "GÜLBAHAR" in first.upper()
        assert "ZDZISŁAWA" in second.upper()
        assert "ZDZISŁAWA" not in (first + again).upper()
        assert "GÜLBAHAR" not in second.upper()
        sent = [record.value("anliegen") for record in place.received.to("/termin/schritt-1")]
        assert sent == ["Personalausweis beantragen"] * 2
    disk = stored(tmp_path)
    for name in ("Gülbahar", "GÜLBAHAR", "Zdzisława", "ZDZISŁAWA", "gülbahar@"):
        assert name.encode() not in disk
