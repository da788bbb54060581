"""CDN-Cache-Control as a structured field (RFC 9213, RFC 8941)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.targeted import said

FIELDS: tuple[tuple[str, str, dict[str, tuple[str | None, ...]]], ...] = (
    ("2.1 integer", "max-age=60", {"max-age": ("60",)}),
    ("2.1 boolean", "no-store", {"no-store": (None,)}),
    ("8941 3.3.6 true", "no-store=?1", {"no-store": (None,)}),
    ("8941 3.3.6 false", "no-store=?0, max-age=1", {"max-age": ("1",)}),
    ("2.1 token", "foo=bar/baz", {"foo": ("bar/baz",)}),
    ("2.1 string", r'private="a\"b, c"', {"private": ('a"b, c',)}),
    ("several", "foo , max-age=9,\tbar", {"foo": (None,), "max-age": ("9",), "bar": (None,)}),
    ("8941 3.2 the last counts", "max-age=1, max-age=2", {"max-age": ("2",)}),
    ("2.1 parameters mean nothing", "max-age=60;x=1; y, foo;z", {"max-age": ("60",), "foo": (None,)}),
    ("2.1 empty is ignored", "", {}),
    ("2.1 seconds that are a string", 'max-age="60"', {}),
    ("2.1 seconds that are a fraction", "max-age=1.5", {}),
    ("2.1 seconds without a value", "max-age", {}),
    ("8941 3.1.2 capitals", "Max-Age=60", {}),
    ("8941 white space before the sign", "max-age =60", {}),
    ("8941 white space after the sign", "max-age= 60", {}),
    ("8941 4.2.2 comma at the end", "max-age=60,", {}),
    ("8941 4.2.2 empty member", "foo,,max-age=60", {}),
    ("8941 unknown type", "max-age=60, &&&", {}),
    ("8941 string without end", 'foo="a', {}),
)


@pytest.mark.parametrize(("value", "expected"), [row[1:] for row in FIELDS], ids=[row[0] for row in FIELDS])
def test_dictionaries(value: str, expected: dict[str, tuple[str | None, ...]]) -> None:
    """What is a dictionary of directives holds; what is none is ignored whole."""
    found = said({"cdn-cache-control": value, "cache-control": "private"})
    assert found.targeted is bool(expected)
    assert dict(found.directives.arguments) == (expected or {"private": (None,)})


@given(st.text(alphabet='max-ge=?01"\\;, a*', max_size=30))
def test_any_value(value: str) -> None:
    """No value makes reading fail."""
    said({"cdn-cache-control": value})
