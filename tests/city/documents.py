"""PDF files, written by hand: always the same bytes for the same words.

`receipt()` makes one page; `council_document()` makes many pages and a large grey picture, about 4 MB, for
downloads with ranges. Text is set in Helvetica, a font that every reader has, in the Windows characters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

PAGE_WIDTH, PAGE_HEIGHT = 595, 842
PICTURE_SIDE = 1960
TOP, LEFT, LEADING = 770, 60, 17
LINES_PER_PAGE = 40


@dataclass
class PdfFile:
    """A PDF under construction: numbered objects, then the table of where they stand."""

    objects: list[bytes] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        """Add an object and learn its number."""
        self.objects.append(body)
        return len(self.objects)

    def stream(self, content: bytes, entries: str = "") -> int:
        """Add a stream object."""
        return self.add(b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries.encode(), content))

    def close(self, catalogue: int, info: int) -> bytes:
        """The finished file."""
        out, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
        for number, body in enumerate(self.objects, start=1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        out += b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\n" % (len(offsets) + 1, catalogue, info)
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def literal(text: str) -> bytes:
    """A PDF string: Windows characters, brackets and backslashes escaped."""
    encoded = text.encode("cp1252", "replace")
    return b"(" + encoded.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def page_content(title: str, lines: Sequence[str]) -> bytes:
    """Operators that set a heading and lines below it."""
    out = [b"BT /F2 16 Tf %d %d Td %s Tj ET" % (LEFT, TOP, literal(title))]
    for number, line in enumerate(lines, start=2):
        out.append(b"BT /F1 11 Tf %d %d Td %s Tj ET" % (LEFT, TOP - number * LEADING, literal(line)))
    return b"\n".join(out)


def build(title: str, pages: Sequence[Sequence[str]], picture: bytes | None = None) -> bytes:
    """A document with one heading on every page, and a page with the picture if there is one."""
    pdf = PdfFile()
    roman = pdf.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    bold = pdf.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>")
    resources = f"/Font << /F1 {roman} 0 R /F2 {bold} 0 R >>"
    contents = [pdf.stream(page_content(title, lines)) for lines in pages]
    if picture is not None:
        side = PICTURE_SIDE
        size = f"/Width {side} /Height {side} /ColorSpace /DeviceGray /BitsPerComponent 8"
        image = pdf.stream(picture, f"/Type /XObject /Subtype /Image {size}")
        resources += f" /XObject << /Im1 {image} 0 R >>"
        contents.append(pdf.stream(b"q 475 0 0 475 60 200 cm /Im1 Do Q\n" + page_content("Luftbild", [])))
    parent = len(pdf.objects) + len(contents) + 1
    kids = []
    for content in contents:
        box = f"/MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]"
        parts = f"/Parent {parent} 0 R {box} /Resources << {resources} >> /Contents {content} 0 R"
        kids.append(pdf.add(f"<< /Type /Page {parts} >>".encode()))
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    pdf.add(f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode())
    catalogue = pdf.add(f"<< /Type /Catalog /Pages {parent} 0 R /Lang (de-DE) >>".encode())
    info = pdf.add(b"<< /Title %s /Producer (RathausCMS) >>" % literal(title))
    return pdf.close(catalogue, info)


def grey_picture() -> bytes:
    """A grainy picture of dunes: big, cheap to make, the same everywhere."""
    grain = hashlib.shake_256(b"Ruhrhafen").digest(PICTURE_SIDE * PICTURE_SIDE)
    rows = []
    for row in range(PICTURE_SIDE):
        base = 40 + abs((row // 4 + (row * row) // 9000) % 320 - 160)
        table = bytes(min(255, base + value % 28) for value in range(256))
        rows.append(grain[row * PICTURE_SIDE : (row + 1) * PICTURE_SIDE].translate(table))
    return b"".join(rows)


def paginate(lines: Sequence[str]) -> list[Sequence[str]]:
    """Cut lines into pages."""
    return [lines[at : at + LINES_PER_PAGE] for at in range(0, len(lines), LINES_PER_PAGE)]


def receipt(number: str, rows: Sequence[tuple[str, str]], date: str) -> bytes:
    """The confirmation of an application."""
    lines = [f"Vorgangsnummer: {number}", f"Eingegangen am: {date}", ""]
    lines += [f"{name}: {value}" for name, value in rows]
    lines += [
        "",
        "Diese Bestätigung gilt zwei Wochen als vorläufiger Bewohnerparkausweis.",
        "Gebühr: 120,00 €",
    ]
    return build("Stadt Ruhrhafen - Eingangsbestätigung", [lines])


def budget_line(chapter: int, item: int) -> str:
    """One line of the budget with figures that look like money."""
    cost, income = (chapter * 7919 + item * 104729) % 90000 + 10000, (chapter * 15485 + item * 32452) % 60000
    return f"Produkt {chapter:02d}.{item:02d}   Aufwand {cost:>7} T€   Ertrag {income:>7} T€"


def council_document() -> bytes:
    """The draft budget: 36 pages of figures and one picture, about 4 MB."""
    budget = [budget_line(chapter, item) for chapter in range(1, 37) for item in range(1, LINES_PER_PAGE + 1)]
    return build("Haushaltsentwurf 2027 der Stadt Ruhrhafen", paginate(budget), grey_picture())


def agenda() -> bytes:
    """A small agenda."""
    lines = [
        "Ausschuss für Umwelt und Klima, Sitzung am 24. November 2026, 16.00 Uhr, Rathaus, Zimmer 50",
        "",
        "1. Genehmigung der Niederschrift vom 27. Oktober 2026",
        "2. Bericht der Verwaltung: Bäume an Straßen (DS 26-1175)",
        "3. Förderprogramm Stecker-Solargeräte: Zwischenstand",
        "4. Antrag der Fraktion Grüne Ufer: Trinkbrunnen am Burgplatz",
        "5. Verschiedenes",
    ]
    return build("Tagesordnung", [lines])
