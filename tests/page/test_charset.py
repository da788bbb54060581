"""Charsets: read as a browser reads them, written as UTF-8."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page.translators import marking, translated, unchanged

from proxy.page.charset import decode, encode
from proxy.page.rewrite import Appearance, take_apart

META = "<!doctype html><meta charset={}><p>Straße €</p>"

# name, bytes, Content-Type, encoding, a piece of the text
DECODED = [
    ("mark before all", b"\xef\xbb\xbf<p>\xc3\xa4", "text/html; charset=latin-1", "utf-8", "<p>ä"),
    ("utf-16 mark, little", "\ufeff<p>ä".encode("utf-16-le"), "text/html; charset=utf-8", "utf-16le", "<p>ä"),
    ("utf-16 mark, big", "\ufeff<p>ä".encode("utf-16-be"), "", "utf-16be", "<p>ä"),
    ("header before meta", META.format("koi8-r").encode(), "text/html; charset=utf-8", "utf-8", "Straße €"),
    ("header, quoted", "ä".encode("cp1252"), 'text/html; charset="ISO-8859-1"', "windows-1252", "ä"),
    ("header, in capitals", "ä".encode("cp1252"), "text/html;CHARSET=Latin1", "windows-1252", "ä"),
    ("latin-1 is windows-1252", "€".encode("cp1252"), "text/html; charset=iso-8859-1", "windows-1252", "€"),
    (
        "unknown header, then meta",
        META.format("windows-1252").encode("cp1252"),
        "text/html; charset=x",
        "windows-1252",
        "€",
    ),
    ("meta", META.format("iso-8859-15").encode("iso-8859-15"), "text/html", "iso-8859-15", "Straße €"),
    ("meta says utf-16: utf-8", META.format("utf-16").encode(), "text/html", "utf-8", "Straße €"),
    (
        "http-equiv",
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><p>€'.encode("cp1252"),
        "",
        "windows-1252",
        "€",
    ),
    ("meta in a comment is none", b"<!-- <meta charset=koi8-r> --><p>\xc3\xa4\xc3\xb6\xc3\xbc", "", "utf-8", "äöü"),
    ("nothing said, utf-8", "<p>Straße mit ü und ß".encode(), "text/html", "utf-8", "Straße"),
    (
        "nothing said, windows-1252",
        "<p>Straße mit ü und ß und Größe".encode("cp1252"),
        "text/html",
        "windows-1252",
        "Größe",
    ),
    ("nothing", b"", "", "", ""),
]


@pytest.mark.parametrize(
    ("body", "kind", "encoding", "text"), [row[1:] for row in DECODED], ids=[row[0] for row in DECODED]
)
def test_decode(body: bytes, kind: str, encoding: str, text: str) -> None:
    """Byte order mark, header, meta and content are believed in this order (HTML Standard 13.2.3.2)."""
    decoded = decode(body, kind)
    assert text in decoded.text
    assert encoding in {"", decoded.encoding}


@given(st.binary(max_size=60))
def test_utf8_there_and_back(body: bytes) -> None:
    """Bytes that are no UTF-8 leave a UTF-8 page as they came."""
    assert encode(decode(b"<p>" + body, "text/html; charset=utf-8").text) == b"<p>" + body


@given(
    st.binary(max_size=60),
    st.sampled_from(
        ["utf-16", "koi8-r", "shift_jis", "gb18030", "iso-2022-jp", "big5", "replacement", "x-user-defined"]
    ),
)
def test_never_fails(body: bytes, name: str) -> None:
    """Any bytes can be decoded as anything and encoded again."""
    encode(decode(body, f"text/html; charset={name}").text)


@given(st.text(max_size=20))
def test_encode_anything(text: str) -> None:
    """Any text can be encoded, also one with halves of surrogate pairs."""
    encode(text + "\ud800\udce4\udfff")


CHANGED = [
    ("utf-8", "text/html; charset=utf-8"),
    ("windows-1252", "text/html; charset=iso-8859-1"),
    ("utf-16", "text/html"),
    ("utf-8-sig", "text/html"),
]


@pytest.mark.parametrize(("encoding", "kind"), CHANGED)
def test_written_as_utf8(encoding: str, kind: str) -> None:
    """A changed page leaves as UTF-8 and says so, whatever it came in; an unchanged one as it came."""
    body = '<!doctype html><html lang=de><meta charset="x"><title>Größe</title><p translate=no>Straße €</p>'.encode(
        encoding
    )
    page = take_apart(body, kind, "de")
    assert translated(page, unchanged).body == body
    text = translated(page, marking, Appearance()).body.decode("utf-8")
    assert '<meta charset="utf-8">' in text
    assert "Straße €" in text


def test_damaged_bytes_survive() -> None:
    """A byte that is no UTF-8 stays in its place while the words around it change."""
    page = take_apart(b"<p>Wort</p><a title=\xe4>x</a><!-- \xfc -->", "text/html; charset=utf-8", "de")
    assert b"<!-- \xfc -->" in translated(page, marking).body
