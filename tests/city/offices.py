"""The city's offices: addresses, telephone numbers and opening hours, for the pages and the booking."""

from __future__ import annotations

from dataclasses import dataclass

Hours = tuple[tuple[str, str], ...]

CITIZEN_HOURS: Hours = (
    ("Montag", "8.00–16.00 Uhr"),
    ("Dienstag", "8.00–16.00 Uhr"),
    ("Mittwoch", "8.00–13.00 Uhr"),
    ("Donnerstag", "10.00–18.00 Uhr"),
    ("Freitag", "8.00–12.30 Uhr"),
)
OFFICE_HOURS: Hours = (
    ("Montag bis Mittwoch", "8.30–12.00 und 13.30–15.30 Uhr"),
    ("Donnerstag", "8.30–12.00 und 13.30–17.30 Uhr"),
    ("Freitag", "geschlossen"),
)


@dataclass(frozen=True)
class Office:
    """One office that the public can visit."""

    key: str
    name: str
    unit: str
    street: str
    zip: str
    room: str
    phone: str
    email: str
    stop: str
    hours: Hours = OFFICE_HOURS

    @property
    def dial(self) -> str:
        """The number as a telephone dials it."""
        return "+49" + "".join(char for char in self.phone if char.isdigit()).removeprefix("0")


OFFICES: tuple[Office, ...] = (
    Office(
        "mitte",
        "Bürgerservice Mitte",
        "Bürger- und Ordnungsamt, Abteilung 32-3",
        "Burgplatz 1",
        "47099",
        "Erdgeschoss, Eingang B",
        "02099 283-2500",
        "buergerservice-mitte@ruhrhafen.example",
        "Rathaus (Linien 901 und 903, Bus 929)",
        CITIZEN_HOURS,
    ),
    Office(
        "sued",
        "Bürgerservice Süd",
        "Bürger- und Ordnungsamt, Abteilung 32-3",
        "Sittardsberger Straße 14",
        "47259",
        "1. Etage (Aufzug vorhanden)",
        "02099 283-7110",
        "buergerservice-sued@ruhrhafen.example",
        "Bezirksamt Süd (Linie 903)",
        CITIZEN_HOURS,
    ),
    Office(
        "altstadt",
        "Bürgerservice Altstadt",
        "Bürger- und Ordnungsamt, Abteilung 32-3",
        "Schwanenstraße 5–7",
        "47051",
        "Zimmer 3 bis 9",
        "02099 283-3320",
        "buergerservice-altstadt@ruhrhafen.example",
        "Steinsche Gasse (Bus 921, 926)",
        CITIZEN_HOURS,
    ),
    Office(
        "neumuehl",
        "Bürgerservice Neumühl",
        "Bürger- und Ordnungsamt, Abteilung 32-3",
        "Holtener Straße 172",
        "47167",
        "Seiteneingang am Markt",
        "02099 283-5480",
        "buergerservice-neumuehl@ruhrhafen.example",
        "Neumühl Markt (Linie 906)",
        CITIZEN_HOURS,
    ),
    Office(
        "wohngeld",
        "Wohngeldstelle",
        "Amt für Soziales und Wohnen, Abteilung 50-2",
        "Schwanenstraße 5–7",
        "47051",
        "3. Etage, Zimmer 301 bis 318",
        "02099 283-3840",
        "wohngeld@ruhrhafen.example",
        "Steinsche Gasse (Bus 921, 926)",
    ),
    Office(
        "abfall",
        "Wirtschaftsbetriebe Ruhrhafen",
        "Abfallberatung und Sperrgut",
        "Schifferstraße 190",
        "47059",
        "",
        "02099 604-3000",
        "sperrgut@wb-ruhrhafen.example",
        "Schifferstraße (Bus 933)",
    ),
    Office(
        "auslaender",
        "Ausländerbehörde",
        "Amt für Migration, Abteilung 33-1",
        "Friedrich-Albert-Allee 8",
        "47055",
        "Wartebereich A, Erdgeschoss",
        "02099 283-6600",
        "auslaenderbehoerde@ruhrhafen.example",
        "Stadion (Linie 903, Bus 944)",
    ),
    Office(
        "jugendamt",
        "Jugendamt",
        "Abteilung 51-4, Tagesbetreuung für Kinder",
        "Kuhstraße 6",
        "47051",
        "2. Etage, Zimmer 212",
        "02099 283-2810",
        "kita-platz@ruhrhafen.example",
        "König-Heinrich-Platz (Linie 901)",
    ),
    Office(
        "gewerbe",
        "Gewerbeamt",
        "Bürger- und Ordnungsamt, Abteilung 32-1",
        "Am Unkelstein 3",
        "47059",
        "Zimmer 114",
        "02099 283-3110",
        "gewerbeamt@ruhrhafen.example",
        "Unkelstein (Bus 929)",
    ),
    Office(
        "presse",
        "Presse- und Informationsamt",
        "",
        "Burgplatz 1",
        "47099",
        "Zimmer 207",
        "02099 283-2197",
        "presse@ruhrhafen.example",
        "Rathaus (Linien 901 und 903)",
    ),
)

CITIZEN_OFFICES: tuple[Office, ...] = OFFICES[:4]


def office(key: str) -> Office:
    """The office with this key."""
    return next(entry for entry in OFFICES if entry.key == key)
