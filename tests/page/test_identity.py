"""Law 1: what is not changed leaves as it came, to the byte."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from city import app
from hypothesis import given
from hypothesis import strategies as st
from page.generated import ANY, SLOPPY
from page.translators import translated, unchanged

from proxy.page import charset
from proxy.page.rewrite import take_apart
from proxy.page.splice import apply
from proxy.page.tokens import END, START, tokens

MANUALS = [
    path
    for folder in ("/usr/share/doc/debian-reference-de/docs", "/usr/share/gimp/2.0/help/de")
    for path in sorted(Path(folder).glob("*.html*"))
]


def assert_identity(body: bytes, content_type: str) -> None:
    """Take a page apart, put it together with its own words, and write it without an edit."""
    page = take_apart(body, content_type, "de")
    assert translated(page, unchanged).body == body
    assert translated(page, unchanged).changes == ()
    if charset.decode(body, content_type).encoding == "utf-8" and not body.startswith(b"\xef\xbb\xbf"):
        assert charset.encode(apply(page.document.source, [])) == body


@given(ANY)
def test_generated_pages(source: str) -> None:
    """Any page in UTF-8, also with bytes that are none, comes back."""
    assert_identity(source.encode("utf-8", "surrogateescape"), "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "encoding", ["iso-8859-1", "windows-1252", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-16", "koi8-r"]
)
@given(source=ANY)
def test_other_encodings(encoding: str, source: str) -> None:
    """A page in any encoding comes back as it was as long as no word is changed."""
    body = source.encode(encoding, "replace")
    assert_identity(body, f"text/html; charset={encoding.removesuffix('-sig').removesuffix('-le').removesuffix('-be')}")
    assert_identity(body, "text/html")


@given(st.binary(max_size=200))
def test_binary(body: bytes) -> None:
    """Bytes that are no page at all come back, whatever they are called."""
    for content_type in ("text/html", "text/html; charset=utf-8", "", "text/html; charset=none"):
        assert_identity(body, content_type)


@given(SLOPPY)
def test_tokens_cover_the_source(source: str) -> None:
    """Tokens follow one another without gaps, also when read from the middle."""
    found = [(kind, span, tag and tag.tag, data) for kind, span, tag, data in tokens(source)]
    ends = [0, *(span[1] for _, span, _, _ in found)]
    assert ends == [*(span[0] for _, span, _, _ in found), len(source)]
    for i, (kind, (_, end), name, _) in enumerate(found):
        if kind == END or (kind == START and name in {"p", "b", "div", "td"}):
            again = [
                (kind, span, tag and tag.tag, data) for kind, span, tag, data in tokens(source, (end, len(source)))
            ]
            assert again == found[i + 1 :]


@pytest.mark.parametrize("path", app.SITE_PATHS)
def test_sample_city(path: str, city_pages: dict[str, tuple[bytes, str]]) -> None:
    """Every page of the sample city comes back."""
    assert_identity(*city_pages[path])


def manual(path: Path) -> bytes:
    """Return a page of a manual, which Debian may have compressed."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@pytest.mark.skipif(not MANUALS, reason="no German manuals here: apt-get install debian-reference-de gimp-help-de")
def test_manuals() -> None:
    """Some pages of the German manuals come back."""
    for path in MANUALS[:: max(1, len(MANUALS) // 20)]:
        assert_identity(manual(path), "text/html")


@pytest.mark.slow
@pytest.mark.skipif(not MANUALS, reason="no German manuals here: apt-get install debian-reference-de gimp-help-de")
def test_all_manuals() -> None:
    """Every page of the German manuals comes back."""
    for path in MANUALS:
        assert_identity(manual(path), "text/html")
