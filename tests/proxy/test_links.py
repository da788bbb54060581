"""Links: origin to visitor and back."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.links import SiteLinks, is_file, path_matches, resolve

TARGETS = ("en", "tr", "ar", "zh-Hant")
ORIGIN = "https://www.stadt.example"


def links(language: str | None = "tr", origin: str = ORIGIN) -> SiteLinks:
    own = frozenset({"stadt.example", "cms.intern:8080", "www.xn--mnchen-3ya.example"})
    return SiteLinks(language, origin, own, ("/api", "/druck/*", "/*/embed"), TARGETS)


BASE = "/rathaus/amt/seite?x=1"

# what stands on the German page, what the visitor of /tr/ gets
TO_VISITOR = [
    # elsewhere, or nowhere
    ("", ""),
    ("#inhalt", "#inhalt"),
    (" #inhalt ", " #inhalt "),
    ("?seite=2", "?seite=2"),
    ("mailto:amt@stadt.example", "mailto:amt@stadt.example"),
    ("tel:+492030", "tel:+492030"),
    ("data:text/html,/x", "data:text/html,/x"),
    ("javascript:location='/x'", "javascript:location='/x'"),
    ("https://example.org/x", "https://example.org/x"),
    ("//example.org/x", "//example.org/x"),
    ("/\\example.org/x", "/\\example.org/x"),
    ("\\\\example.org/x", "\\\\example.org/x"),
    ("/\t/example.org/x", "/\t/example.org/x"),
    ("https://www.stadt.example@example.org/x", "https://www.stadt.example@example.org/x"),
    ("https://www.stadt.example.org/", "https://www.stadt.example.org/"),
    ("https://www.stadt.example:8443/x", "https://www.stadt.example:8443/x"),
    ("ftp://www.stadt.example/x", "ftp://www.stadt.example/x"),
    ("https:/x", "https:/x"),
    # root-relative
    ("/", "/tr/"),
    ("/x", "/tr/x"),
    (" /x\n", " /tr/x\n"),
    ("/x?a=/y#/z", "/tr/x?a=/y#/z"),
    ("/x%2Fy%zz%C3%A4?%20", "/tr/x%2Fy%zz%C3%A4?%20"),
    ("/ä ö", "/tr/ä ö"),
    ("/x/../y", "/tr/x/../y"),
    ("/../y", "/tr/y"),
    ("/./y", "/tr/./y"),
    ("/%2E%2e/y", "/tr/y"),
    ("\\x", "/tr\\x"),
    ("/x\\..\\..\\y", "/tr/y"),
    ("/x//y", "/tr/x//y"),
    ("/x:8080", "/tr/x:8080"),
    ("/?x", "/tr/?x"),
    # absolute and protocol-relative
    ("https://www.stadt.example/x", "https://www.stadt.example/tr/x"),
    ("https://www.stadt.example", "https://www.stadt.example/tr/"),
    ("https://www.stadt.example?x", "https://www.stadt.example/tr/?x"),
    ("HTTPS://WWW.Stadt.example:443/x", "HTTPS://WWW.Stadt.example:443/tr/x"),
    ("http://www.stadt.example/x", "http://www.stadt.example/tr/x"),
    ("//www.stadt.example/x", "//www.stadt.example/tr/x"),
    ("http://cms.intern:8080/x", "https://www.stadt.example/tr/x"),
    ("//cms.intern:8080/x.pdf", "//www.stadt.example/x.pdf"),
    ("http://stadt.example/x", "https://www.stadt.example/tr/x"),
    ("https://www.münchen.example/", "https://www.stadt.example/tr/"),
    ("https://www.stadt.example/../x", "https://www.stadt.example/tr/x"),
    ("https://www.stadt.example\\@example.org/", "https://www.stadt.example/tr\\@example.org/"),
    # relative
    ("andere", "andere"),
    ("./andere", "./andere"),
    ("../andere?x#y", "../andere?x#y"),
    ("../../andere", "../../andere"),
    ("../../../andere", "/tr/andere"),
    ("../../../../..", "/tr/"),
    ("..", ".."),
    (".", "."),
    ("a:b/c", "a:b/c"),
    ("./a:b", "./a:b"),
    # files, excluded paths and our own
    ("/plan.pdf", "/plan.pdf"),
    ("/plan.PDF?v=1#seite=2", "/plan.PDF?v=1#seite=2"),
    ("/a/bild.jpg;jsessionid=1", "/a/bild.jpg;jsessionid=1"),
    ("plan.pdf", "/rathaus/amt/plan.pdf"),
    ("  ../plan.pdf?v=1  ", "  /rathaus/plan.pdf?v=1  "),
    ("../../../plan.pdf", "../../../plan.pdf"),
    ("../../../../plan.pdf", "../../../../plan.pdf"),
    ("https://cms.intern:8080/plan.pdf", "https://www.stadt.example/plan.pdf"),
    ("/pdf", "/tr/pdf"),
    ("/plan.pdf/", "/tr/plan.pdf/"),
    ("/amt.html", "/tr/amt.html"),
    ("/suche.php?datei=x.pdf", "/tr/suche.php?datei=x.pdf"),
    ("/api/v1", "/api/v1"),
    ("/api", "/api"),
    ("/apis", "/tr/apis"),
    ("/x/../api/y", "/x/../api/y"),
    ("/druck/x", "/druck/x"),
    ("/karte/embed", "/karte/embed"),
    ("/.stadtlotse/desk", "/.stadtlotse/desk"),
    ("/.stadtlotse", "/.stadtlotse"),
    # already prefixed
    ("/tr/x", "/tr/x"),
    ("/en/x", "/en/x"),
    ("/en", "/en"),
    ("/en?x", "/en?x"),
    ("/ende", "/tr/ende"),
    ("/zh-Hant/x", "/zh-Hant/x"),
    ("https://www.stadt.example/ar/x", "https://www.stadt.example/ar/x"),
    ("../../en/x", "/en/x"),
    # never another host
    ("/..//example.org/", "/tr//example.org/"),
    ("/.//example.org/x.pdf", "/.//example.org/x.pdf"),
    ("../..//example.org/x.pdf", "/.//example.org/x.pdf"),
]


@pytest.mark.parametrize(("url", "expected"), TO_VISITOR)
def test_to_visitor(url: str, expected: str) -> None:
    """A link keeps the language exactly where a page follows."""
    assert links().to_visitor(url, BASE) == expected


@pytest.mark.parametrize("url", [url for url, _ in TO_VISITOR if "cms.intern" not in url])
def test_german_links_stay(url: str) -> None:
    """Without a language no link of the public site changes."""
    if "//stadt.example" not in url and "münchen" not in url:
        assert links(None).to_visitor(url, BASE) == url


def test_internal_names_become_public_in_german_too() -> None:
    """An internal host name is never shown, whatever the language."""
    assert links(None).to_visitor("http://cms.intern:8080/x?y", BASE) == "https://www.stadt.example/x?y"


def test_base_on_another_site() -> None:
    """Where the base is another site, relative links lead there and stay."""
    there = "https://example.org/a/"
    assert links().to_visitor("x.pdf", there) == "x.pdf"
    assert links().to_visitor("../../x", there) == "../../x"
    assert links().to_visitor("https://www.stadt.example/x", there) == "https://www.stadt.example/tr/x"
    assert links().to_visitor("../x.pdf", "https://www.stadt.example/a/b/c") == "/a/x.pdf"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/a/", "/tr/a/"),
        ("/a/x.pdf", "/tr/a/x.pdf"),
        ("b/", "/tr/rathaus/amt/b/"),
        ("https://www.stadt.example/a/", "https://www.stadt.example/tr/a/"),
        ("https://example.org/", "https://example.org/"),
        ("/tr/a/", "/tr/a/"),
        ("", ""),
    ],
)
def test_base_href(url: str, expected: str) -> None:
    """A base keeps the prefix even where it names a file."""
    assert links().base_href(url, "/rathaus/amt/seite") == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/tr/x?y#z", "/x?y#z"),
        ("/tr/", "/"),
        ("/tr", "/"),
        ("/tr?x", "/?x"),
        ("/trx", "/trx"),
        ("/en/tr/x", "/tr/x"),
        ("https://www.stadt.example/tr/x", "https://www.stadt.example/x"),
        ("https://www.stadt.example/tr", "https://www.stadt.example/"),
        ("https://example.org/tr/x", "https://example.org/tr/x"),
        ("tr/x", "tr/x"),
        ("/tr//example.org", "/.//example.org"),
        ("/tr/\\example.org", "/./\\example.org"),
        ("", ""),
    ],
)
def test_to_german(url: str, expected: str) -> None:
    """The way back takes exactly the prefix away."""
    assert links().to_german(url) == expected


@pytest.mark.parametrize(
    ("path", "language", "expected"),
    [
        ("/x?y", "en", "/en/x?y"),
        ("/tr/x?y", "en", "/en/x?y"),
        ("/x", None, "/x"),
        ("/tr/x", "de", "/x"),
        ("/", "ar", "/ar/"),
        ("/tr", "ar", "/ar/"),
        ("/tr//h", "ar", "/ar//h"),
        ("/tr//h", "de", "/.//h"),
    ],
)
def test_in_language(path: str, language: str | None, expected: str) -> None:
    """The same page in another language differs in the prefix only."""
    assert links().in_language(path, language) == expected


@pytest.mark.parametrize(
    ("path", "patterns", "expected"),
    [
        ("/intern", ("/intern",), True),
        ("/intern/", ("/intern/",), True),
        ("/international", ("/intern",), False),
        ("/international", ("/intern*",), True),
        ("/a/druck", ("/*/druck",), True),
        ("/a.b", ("/a?b",), False),
        ("/x", (), False),
        ("/x", ("/",), True),
    ],
)
def test_path_matches(path: str, patterns: tuple[str, ...], expected: bool) -> None:
    """Patterns end at segment borders and know one wildcard."""
    assert path_matches(path, patterns) is expected


def test_is_file_reads_the_last_name_only() -> None:
    """An extension counts in the last segment only."""
    assert is_file("/a/b.pdf")
    assert not is_file("/a.pdf/b")
    assert not is_file("/a.b/")


SEGMENTS = st.sampled_from(["a", "b.html", "x.pdf", "..", ".", "%2e%2E", "", "tr", "api", "ä", "%2F", "c;d", "e:f"])
PATHS = st.lists(SEGMENTS, max_size=6).map("/".join)
HEADS = st.sampled_from(["", "/", "//", "\\", "/\\", ORIGIN, "//www.stadt.example", "http://cms.intern:8080", " "])
TAILS = st.sampled_from(["", "?a=/b", "#c", "?", "?x#/y"])
URLS = st.one_of(
    st.builds("{}{}{}".format, HEADS, PATHS, TAILS),
    st.builds("{}/{}{}".format, HEADS, PATHS, TAILS),
    st.text(alphabet="/\\.?#:@ \t\natrenpdf%2-", max_size=14),
)
BASES = PATHS.map(lambda path: "/" + path.lstrip("/"))


@given(URLS, BASES)
def test_idempotent(url: str, base: str) -> None:
    """What has been rewritten is not rewritten again."""
    once = links().to_visitor(url, base)
    assert links().to_visitor(once, base) == once or url == once


@given(URLS, BASES)
def test_never_to_another_host(url: str, base: str) -> None:
    """A link that stays on the site never becomes one to another host."""
    mapped = links().to_visitor(url, base)
    if mapped != url:
        text = mapped.strip().replace("\\", "/")
        assert not text.startswith("//") or text.startswith("//www.stadt.example")
        assert urlsplit(urljoin(ORIGIN + "/tr" + base, text)).hostname == "www.stadt.example"


@given(st.lists(st.sampled_from(["a", "b.html", "ä%2F", "x"]), min_size=1, max_size=4).map("/".join), TAILS)
def test_there_and_back(path: str, tail: str) -> None:
    """A page's link out and back is the same link."""
    for head in ("/", ORIGIN + "/"):
        url = head + path + tail
        assert links().to_visitor(url, "/") == url.replace("/" + path, "/tr/" + path, 1)
        assert links().to_german(links().to_visitor(url, "/")) == url


@given(PATHS, BASES)
def test_leads_to_the_prefixed_page(path: str, base: str) -> None:
    """Followed from the visitor's page, a link leads to the German target with or without the prefix."""
    mapped = links().to_visitor(path, base)
    if path and not path.startswith("//") and ":" not in path.partition("/")[0]:
        german, seen = resolve(base, path), resolve("/tr" + base, mapped)
        assert seen in (german, "/tr" + german)


@given(BASES, st.sampled_from(TARGETS), st.sampled_from(TARGETS))
def test_switching_is_reversible(path: str, first: str, second: str) -> None:
    """Switching the language and back gives the same page."""
    one = links().in_language(path, first)
    assert links().in_language(links().in_language(one, second), first) == one
