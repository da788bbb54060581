"""What is fuzzed: functions that take any bytes and must either work or refuse them as documented.

Each checks what must hold of every input; whatever else is raised is a finding.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from proxy import robots, sitemap
from proxy.addresses import Claim, elements_of_forwarded, forwarded, networks_of
from proxy.body import Whole, decoded
from proxy.cookies import set_cookies
from proxy.errors import SettingsError
from proxy.headers import end_to_end, to_visitor
from proxy.links import SiteLinks
from proxy.page.rewrite import Appearance, put_together, take_apart
from proxy.route import German, Redirect, Translated, route
from proxy.settings_file import load
from proxy.sitemap import SitemapError
from proxy.visitor import Visitor
from proxy.warm_links import pages_of

LINKS = SiteLinks("tr", "https://stadt.example", frozenset({"stadt.example", "cms:8080"}), ("/intern",), ("tr", "ar"))
GERMAN = SiteLinks(None, "https://stadt.example", frozenset({"stadt.example", "cms:8080"}), ("/intern",), ("tr", "ar"))
OURS = networks_of(("10.0.0.0/8",))
LIMIT = 100_000


def request(data: bytes) -> None:
    """A request's target, host and forwarding headers: nothing leads to another host."""
    target, _, rest = data.decode("latin-1").partition("\n")
    host, _, header = rest.partition("\n")
    headers = (("Forwarded", header), ("X-Forwarded-For", header), ("Link", f"<{header}>"), ("Location", header))
    visitor = Visitor("GET", target, "https", host.lower(), "10.0.0.1", True, headers, False, False, b"")
    way = route(visitor, GERMAN, ())
    where = way.target if isinstance(way, German | Translated) else way.location if isinstance(way, Redirect) else "/"
    assert where.startswith("/")
    assert where[1:2] not in ("/", "\\")
    elements_of_forwarded(header)
    for kind in ("forwarded", "x-forwarded"):
        claim = forwarded(headers, kind, OURS, Claim("", "https", "a"))
        assert claim.scheme in ("http", "https")
    for name, value in to_visitor(end_to_end(headers), LINKS, "/amt/"):
        assert not set(value) & set("\r\n\0"), name
    for cookie in set_cookies(header, LINKS, "/amt/"):
        assert isinstance(cookie, str)


def rewriter(data: bytes) -> None:
    """A page: its bytes stay without translations, and with them the number of segments does."""
    page = take_apart(data, "text/html; charset=utf-8", "de")
    same = put_together(page, [None] * len(page.segments), "/", LINKS, None)
    again = take_apart(same.body, "text/html; charset=utf-8", "de")
    assert len(again.segments) <= len(page.segments) + 1
    put_together(page, [segment.parts for segment in page.segments], "/", LINKS, Appearance())
    list(pages_of(data.decode("utf-8", "replace"), "/amt/", GERMAN))


def config(data: bytes) -> None:
    """A settings file: settings, or an error that says what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stadtlotse.toml"
        file.write_bytes(data)
        with suppress(SettingsError):
            load(file, {})


def body(data: bytes) -> None:
    """A compressed body: never more than the limit."""
    for coding in ("gzip", "deflate", "br", "zstd"):
        content = decoded(data, (coding,), LIMIT)
        assert not isinstance(content, Whole) or len(content.content) <= LIMIT


def crawler(data: bytes) -> None:
    """Sitemaps, feeds and robots.txt of a website."""
    with suppress(SitemapError):
        sitemap.read(data)
    text = data.decode("utf-8", "replace")
    robots.in_languages(text, ("tr", "ar"), robots.sitemaps_of(text))


TARGETS: Mapping[str, Callable[[bytes], None]] = MappingProxyType(
    {"request": request, "rewriter": rewriter, "config": config, "body": body, "crawler": crawler}
)
