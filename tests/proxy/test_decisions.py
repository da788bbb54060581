"""Small pure decisions: who asks, which way, what is a page, which validator matches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.etags import etag, tag_of
from proxy.headers import Pairs
from proxy.links import SiteLinks
from proxy.pages import is_binary, is_page, is_private
from proxy.route import German, Ours, Redirect, Refused, Translated, route
from proxy.visitor import Visitor, is_bot, visitor_key

LINKS = SiteLinks(None, "https://stadt.example", frozenset({"cms"}), ("/intern",), ("tr", "en"))


def asked(target: str, method: str = "GET", host: str = "stadt.example") -> Visitor:
    """A visitor who asks for this."""
    return Visitor(method, target, "https", host, "192.0.2.7", False, (), False, False, b"")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/", German("/")),
        ("/tr/", Translated("tr", "/")),
        ("/tr/a%2Fb?x#".rstrip("#"), Translated("tr", "/a%2Fb?x")),
        ("/trx", German("/trx")),
        ("/de/x", German("/de/x")),
        ("/%74r/x", German("/%74r/x")),
        ("/?/tr/x", German("/?/tr/x")),
        ("/.stadtlotse", Ours("")),
        ("/.stadtlotse/a/b?x", Ours("a/b")),
        ("/tr", Redirect(308, "/tr/")),
        ("/tr/trx", Translated("tr", "/trx")),
        ("/tr/tr", Refused(404, "a language prefix stands only once in an address")),
        ("/tr/plan.pdf", Translated("tr", "/plan.pdf")),
        ("https://stadt.example", German("/")),
        ("https://cms/tr/x", Translated("tr", "/x")),
        ("https://[::1", Refused(400, "the request target is not a valid path")),
    ],
)
def test_route(target: str, expected: object) -> None:
    """Each target has one way."""
    assert route(asked(target), LINKS, ()) == expected


def test_excluded_paths_by_method() -> None:
    """Reading is led to the German page; whatever carries a body passes."""
    assert route(asked("/tr/intern/x?y"), LINKS, ()) == Redirect(307, "/intern/x?y")
    assert route(asked("/tr/intern/x", "POST"), LINKS, ()) == German("/intern/x")


@given(st.text(alphabet="/\\.:@#?%tren x\x00\r\nhttps", max_size=24), st.sampled_from(["GET", "POST", "OPTIONS"]))
def test_no_way_leads_to_another_host(target: str, method: str) -> None:
    """Whatever is asked, the origin gets a path with one slash, and redirects stay on the site."""
    way = route(asked(target, method), LINKS, ())
    path = way.target if isinstance(way, German | Translated) else way.location if isinstance(way, Redirect) else "/"
    assert path.startswith("/")
    assert path[1:2] not in ("/", "\\")
    assert not set(path) & set(" \r\n\x00#")


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("", True),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("facebookexternalhit/1.1", True),
        ("Mozilla/5.0 (compatible; YandexBot/3.0)", True),
        ("curl/8.5.0", True),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", False),
        ("Mozilla/5.0 (Linux; Android 13; CUBOT KINGKONG) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36", False),
    ],
)
def test_bots(agent: str, expected: bool) -> None:
    """Programs are told from people by what they say of themselves."""
    assert is_bot(agent) is expected


def test_visitor_keys_tell_apart_and_tell_nothing() -> None:
    """The same visitor has the same key until the next start."""
    one = visitor_key(("c=1", "Firefox", "192.0.2.7"), b"salt")
    assert one == visitor_key(("c=1", "Firefox", "192.0.2.7"), b"salt")
    assert (
        len({one, visitor_key(("c=2", "Firefox", "192.0.2.7"), b"salt"), visitor_key(("c=1", "Firefox", ""), b"s")})
        == 3
    )


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (200, (("Content-Type", "text/html"),), True),
        (200, (("content-type", "Application/XHTML+xml; charset=utf-8"),), True),
        (404, (("Content-Type", "text/html"),), True),
        (500, (("Content-Type", "text/html;charset=x"),), True),
        (204, (("Content-Type", "text/html"),), False),
        (304, (("Content-Type", "text/html"),), False),
        (200, (), False),
        (200, (("Content-Type", "text/htmlx"),), False),
        (200, (("Content-Type", "text/html"), ("Content-Disposition", "Attachment; x")), False),
        (200, (("Content-Type", "text/html"), ("Content-Disposition", "inline; x")), True),
        (200, (("Content-Type", "text/html"), ("Cache-Control", "no-cache, No-Transform")), False),
    ],
)
def test_is_page(status: int, headers: Pairs, expected: bool) -> None:
    """A page says that it is one."""
    assert is_page(status, headers, ignore_no_transform=False) is expected


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"<p>", "", False),
        (b"\x89PNG\r\n", "text/html", True),
        (b"<p>\0", "text/html", True),
        ("<p>ä".encode("utf-16"), "text/html", False),
        ("<p>ä".encode("utf-16-le"), "text/html; charset=UTF-16LE", False),
        (b"<p>\x1b[0m\t\r\n\f", "", False),
        (b"<p>" + b" " * 2000 + b"\0", "", False),
    ],
)
def test_is_binary(body: bytes, kind: str, expected: bool) -> None:
    """What calls itself a page is looked at."""
    assert is_binary(body, kind) is expected


def test_private_unless_said_otherwise() -> None:
    """A session makes a page personal unless the origin says that it is for everybody."""
    session, public = (("Cookie", "s=1"),), (("Cache-Control", "public"),)
    assert is_private("GET", "/a", session, (), ())
    assert not is_private("GET", "/a", session, public, ())
    assert not is_private("GET", "/a", session, (), ("s",))
    assert is_private("POST", "/a", (), public, ())


@pytest.mark.parametrize(
    ("target", "cookies", "answer", "expected"),
    [
        ("/termin/schritt-1", "", "no-store", False),
        ("/haushalt/haushaltsentwurf-2027", "", "private", False),
        ("/termin/schritt-2", "s=1", "no-store", True),
        ("/suche?q=M%C3%BCller", "", "no-store", True),
        ("/bescheid/6f9a8c1204be77d3", "", "private", True),
        ("/a", "s=1", "public, no-store", True),
    ],
)
def test_who_is_known(target: str, cookies: str, answer: str, expected: bool) -> None:
    """What the origin answers to somebody it cannot know is nobody's own, unless the address itself is a secret."""
    asked = (("Cookie", cookies),) if cookies else ()
    assert is_private("GET", target, asked, (("Cache-Control", answer), ("Set-Cookie", "s=1")), ()) is expected


def test_validators() -> None:
    """The same body made of the same has one validator in each coding, and no other has it."""
    one = tag_of(b"a", "f")
    assert one == tag_of(b"a", "f")
    tags = {one, tag_of(b"b", "f"), tag_of(b"a", "g")}
    assert len({etag(tag, coding) for tag in tags for coding in ("identity", "br", "gzip", "zstd")}) == 12
    assert etag(one, "identity") == f'"sl-{one}"'
