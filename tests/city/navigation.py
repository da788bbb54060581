"""The menus: what stands in the header on every page, three levels deep, and in the footer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One entry of a menu and the entries below it."""

    title: str
    path: str
    children: tuple[Item, ...] = ()


MAIN_MENU: tuple[Item, ...] = (
    Item(
        "Bürgerservice",
        "/buergerservice/",
        (
            Item(
                "Ausweise und Dokumente",
                "/buergerservice/a-z#ausweise",
                (
                    Item("Personalausweis", "/buergerservice/personalausweis"),
                    Item("Führungszeugnis", "/buergerservice/fuehrungszeugnis"),
                    Item("Aufenthaltstitel", "/buergerservice/aufenthaltstitel"),
                ),
            ),
            Item(
                "Wohnen und Umzug",
                "/buergerservice/a-z#wohnen",
                (
                    Item("Wohnsitz ummelden", "/buergerservice/ummeldung"),
                    Item("Wohngeld", "/buergerservice/wohngeld"),
                    Item("Sperrgut abholen lassen", "/buergerservice/sperrgut"),
                    Item("Bewohnerparkausweis", "/serviceportal/bewohnerparkausweis/"),
                ),
            ),
            Item(
                "Familie und Beruf",
                "/buergerservice/a-z#familie",
                (
                    Item("Kita-Platz", "/buergerservice/kita"),
                    Item("Gewerbe anmelden", "/buergerservice/gewerbeanmeldung"),
                ),
            ),
            Item("Dienstleistungen von A bis Z", "/buergerservice/a-z"),
            Item("Termin vereinbaren", "/termin/"),
            Item("Serviceportal", "/serviceportal/"),
        ),
    ),
    Item(
        "Rathaus und Politik",
        "/rathaus/",
        (
            Item("Oberbürgermeisterin", "/rathaus/oberbuergermeisterin"),
            Item("Rat und Ausschüsse", "/rathaus/politik"),
            Item(
                "Ortsrecht",
                "/archiv/satzung.html",
                (
                    Item("Abfallgebührensatzung", "/archiv/satzung.html"),
                    Item("Gebührentabelle", "/archiv/gebuehren.htm"),
                ),
            ),
            Item("Offene Daten", "/opendata/"),
            Item("Karriere bei der Stadt", "/rathaus/karriere"),
        ),
    ),
    Item(
        "Leben in Ruhrhafen",
        "/leben/",
        (
            Item(
                "Stadtbezirke",
                "/leben/stadtbezirke",
                (
                    Item("Mitte", "/leben/stadtbezirke#mitte"),
                    Item("Süd", "/leben/stadtbezirke#sued"),
                    Item("Altstadt", "/leben/stadtbezirke#altstadt"),
                    Item("Neumühl", "/leben/stadtbezirke#neumuehl"),
                    Item("Hafenfeld", "/leben/stadtbezirke#hafenfeld"),
                ),
            ),
            Item("Ankommen und Integration", "/leben/integration"),
            Item("Umwelt und Klima", "/leben/klima"),
            Item("Ehrenamt", "/ehrenamt/"),
            Item("Stadtplan", "/stadtplan/"),
        ),
    ),
    Item(
        "Kultur und Freizeit",
        "/kultur/",
        (
            Item("Veranstaltungskalender", "/veranstaltungen/"),
            Item("Hafenmuseum", "/kultur/hafenmuseum"),
            Item(
                "Stadtgeschichte",
                "/archiv/stadtgeschichte.html",
                (
                    Item("Hafenchronik", "/archiv/hafenchronik.htm"),
                    Item("Partnerstädte", "/archiv/partnerstaedte.html"),
                    Item("Vereine in Ruhrhafen", "/archiv/vereine.html"),
                ),
            ),
        ),
    ),
    Item(
        "Mitmachen",
        "/ideen/",
        (
            Item("Mängelmelder", "/maengelmelder/"),
            Item("Ideenwerkstatt", "/ideen/"),
            Item("Ehrenamtsbörse", "/ehrenamt/"),
        ),
    ),
    Item("Aktuelles", "/aktuelles/"),
)

FOOTER: tuple[Item, ...] = (
    Item("Kontakt", "/kontakt"),
    Item("Impressum", "/impressum"),
    Item("Datenschutz", "/datenschutz"),
    Item("Barrierefreiheit", "/barrierefreiheit"),
    Item("Leichte Sprache", "/leichte-sprache"),
    Item("Inhaltsverzeichnis", "/inhalt"),
)
