"""Cookies that work in every language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.cookies import default_path, set_cookies
from proxy.links import SiteLinks

OWN = frozenset({"cms.intern:8080", "stadt.example"})
LINKS = SiteLinks("tr", "https://www.stadt.example:8443", OWN, (), ("tr", "en"))
GERMAN = SiteLinks(None, "https://www.stadt.example:8443", OWN, (), ("tr", "en"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a=1; Path=/", ("a=1; Path=/",)),
        ("a=1;path=/;Secure", ("a=1;path=/;Secure",)),
        ("a=1; Path=/t; Secure", ("a=1; Path=/t; Secure", "a=1; Path=/tr/t; Secure")),
        ("a=1; Path=/tr/t", ("a=1; Path=/tr/t",)),
        ("a=1", ("a=1; Path=/termin", "a=1; Path=/tr/termin")),
        ("a=1; Path", ("a=1; Path=/termin", "a=1; Path=/tr/termin")),
        ("a=1; Path=x; HttpOnly", ("a=1; Path=/termin; HttpOnly", "a=1; Path=/tr/termin; HttpOnly")),
        ("a=1; Path=/x; Path=/", ("a=1; Path=/x; Path=/",)),
        ("a=1; Domain=cms.intern; Path=/", ("a=1; Path=/",)),
        ("a=1; Domain=.stadt.example; Path=/", ("a=1; Domain=.stadt.example; Path=/",)),
        ("a=1; Domain=www.stadt.example; Path=/", ("a=1; Domain=www.stadt.example; Path=/",)),
        ("a=1; Domain=example.org; Path=/", ("a=1; Domain=example.org; Path=/",)),
        ("Path=/x; Path=/", ("Path=/x; Path=/",)),
        ('a="x; y"; Path=/;;; Odd thing=1', ('a="x; y"; Path=/;;; Odd thing=1',)),
        ("__Host-a=1; Secure; Path=/", ("__Host-a=1; Secure; Path=/",)),
        (
            "a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT; Path=/t",
            (
                "a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT; Path=/t",
                "a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT; Path=/tr/t",
            ),
        ),
    ],
)
def test_in_a_language(value: str, expected: tuple[str, ...]) -> None:
    """Paths get a twin with the prefix; nothing else changes."""
    assert set_cookies(value, LINKS, "/termin/eins?x") == expected


@pytest.mark.parametrize("value", ["a=1", "a=1; Path=/t", "a=1; Domain=.stadt.example; Path=/t", "", ";;", "a"])
def test_in_german(value: str) -> None:
    """German cookies stay byte-identical."""
    assert set_cookies(value, GERMAN, "/termin/eins") == (value,)


def test_internal_domain_in_german() -> None:
    """A cookie for an internal host would be refused by the browser; without the domain it works."""
    assert set_cookies("a=1; Domain=cms.intern; Path=/t", GERMAN, "/x") == ("a=1; Path=/t",)


@pytest.mark.parametrize(("path", "expected"), [("/", "/"), ("/a", "/"), ("/a/", "/a"), ("/a/b?c/d", "/a"), ("", "/")])
def test_default_path(path: str, expected: str) -> None:
    """RFC 6265 5.1.4."""
    assert default_path(path) == expected


@given(st.text(alphabet='ab=;/ ,"Path', max_size=30))
def test_odd_cookies_survive(value: str) -> None:
    """Whatever stands in a cookie, its name and value come through as they are."""
    for cookie in set_cookies(value, LINKS, "/t/x"):
        assert cookie.split(";")[0] == value.split(";", maxsplit=1)[0]
