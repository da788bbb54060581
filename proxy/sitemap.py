"""Sitemaps (sitemaps.org 0.9): read with limits, and written for a language with hreflang. Pure."""

import gzip
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

MOST_ENTRIES: Final = 50_000  # of one sitemap, by the protocol
MOST_BYTES: Final = 50 * 1024 * 1024  # uncompressed, by the protocol
_ATOM: Final = "http://www.w3.org/2005/Atom"
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LONGEST_ADDRESS: Final = 2048


@dataclass(frozen=True, slots=True)
class Entry:
    """One address and when it changed last, as it was written ("" if nothing was)."""

    address: str
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists: pages, or other sitemaps."""

    pages: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()


class SitemapError(ValueError):
    """These bytes are no sitemap that may be read."""


def read(body: bytes) -> Sitemap:
    """Read a sitemap, an index, an RSS or an Atom feed, perhaps compressed; raises `SitemapError`.

    Document types are refused: entities could make megabytes of bytes, or read files.
    """
    reader = _Reader()
    try:
        reader.parse(_plain(body))
    except (expat.ExpatError, zlib.error, EOFError, OSError) as error:
        message = f"not a sitemap that can be read ({error})"
        raise SitemapError(message) from error
    return Sitemap(tuple(reader.pages), tuple(reader.sitemaps))


def write(entries: Iterable[tuple[str, str, Sequence[tuple[str, str]]]]) -> bytes:
    """A sitemap of addresses, each with its last change ("" if unknown) and its addresses in languages (hreflang)."""
    rows = "".join(_row(*entry) for entry in entries)
    names = f'xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f"{_DECLARATION}<urlset {names}>\n{rows}</urlset>\n".encode()


def write_index(addresses: Iterable[str]) -> bytes:
    """A list of sitemaps."""
    rows = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return f'{_DECLARATION}<sitemapindex xmlns="{_NAMESPACE}">\n{rows}</sitemapindex>\n'.encode()


def _row(address: str, changed: str, languages: Sequence[tuple[str, str]]) -> str:
    lastmod = f"<lastmod>{escape(changed)}</lastmod>" if changed else ""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(code)} href={quoteattr(link)}/>' for code, link in languages
    )
    return f"<url><loc>{escape(address)}</loc>{lastmod}{links}</url>\n"


def _plain(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    machine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    plain = machine.decompress(body, MOST_BYTES)
    if not machine.eof:
        message = f"larger than {MOST_BYTES} bytes, or cut off"
        raise gzip.BadGzipFile(message)
    return plain


class _Reader:
    """Collects the entries while a parser walks through the document."""

    def __init__(self) -> None:
        self.pages: list[Entry] = []
        self.sitemaps: list[Entry] = []
        self._address = self._changed = ""
        self._text: list[str] = []
        self._handlers = {"url": self.pages, "item": self.pages, "entry": self.pages, "sitemap": self.sitemaps}

    def parse(self, body: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.Parse(body, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._text.clear()
        tag = name.rpartition(" ")[2]
        if tag in self._handlers:
            self._address = self._changed = ""
        elif name == f"{_ATOM} link" and attributes.get("rel", "alternate") == "alternate":
            self._address = attributes.get("href", "")  # RFC 4287 4.2.7: an entry's page

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        text = "".join(self._text).strip()
        self._text.clear()
        if text and name in (f"{_NAMESPACE} loc", "loc", "link"):
            self._address = text
        elif tag in ("lastmod", "updated", "pubDate"):
            self._changed = text
        elif tag in self._handlers and 0 < len(self._address) <= _LONGEST_ADDRESS:
            into = self._handlers[tag]
            if len(into) < MOST_ENTRIES:
                into.append(Entry(self._address, self._changed))


def _refuse(*_arguments: object) -> None:
    message = "a document type is not allowed"
    raise expat.ExpatError(message)


def unique(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Each address once, as it came first."""
    seen: set[str] = set()
    for entry in entries:
        if entry.address not in seen:
            seen.add(entry.address)
            yield entry
