"""Cache-Control in every spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.directives import MAX_SECONDS, parsed

NAMES: tuple[tuple[str, str, set[str]], ...] = (
    ("5.2 nothing", "", set()),
    ("5.2 one", "no-store", {"no-store"}),
    ("5.2 case-insensitive", "No-Store, MAX-AGE=1", {"no-store", "max-age"}),
    ("5.2 optional white space", "\tno-store ,public ", {"no-store", "public"}),
    ("5.6.1.2 empty list members", ", ,no-store,,", {"no-store"}),
    ("5.2 quoted comma separates nothing", 'private="a, no-store", public', {"private", "public"}),
    ("5.2 quoted quote", r'ext="a\"b, c", public', {"ext", "public"}),
    ("5.2.3 unknown extensions", "community=UCI, foo", {"community", "foo"}),
    ("strict: a quotation without end hides nothing", 'private="a, no-store', {"private", "no-store"}),
    ("strict: a semicolon hides nothing", "max-age=60; no-store", {"max-age", "no-store"}),
    ("strict: white space around the sign hides nothing", "max-age =60", {"max-age"}),
)

SECONDS = (
    ("1.2.2 digits", "max-age=60", 60),
    ("1.2.2 zero", "max-age=0", 0),
    ("1.2.2 leading zeros", "max-age=0000000000060", 60),
    ("1.2.2 too large", "max-age=99999999999999999999999", MAX_SECONDS),
    ("1.2.2 just too large", f"max-age={MAX_SECONDS + 1}", MAX_SECONDS),
    ("5.2 quoted form", 'max-age="60"', 60),
    ("4.2.1 not there", "public", None),
    ("4.2.1 without argument", "max-age", 0),
    ("4.2.1 empty argument", "max-age=", 0),
    ("4.2.1 negative", "max-age=-1", 0),
    ("4.2.1 fraction", "max-age=1.5", 0),
    ("4.2.1 words", "max-age=an hour", 0),
    ("4.2.1 digits of other scripts", "max-age=٦٠", 0),
    ("4.2.1 space before the number", "max-age= 60", 0),
    ("4.2.1 more after the number", "max-age=60;x", 0),
    ("4.2.1 single quotes are none", "max-age='60'", 0),
    ("4.2.1 several: the smallest", "max-age=60, max-age=30", 30),
    ("4.2.1 several: the smallest, first", "max-age=30, max-age=60", 30),
    ("4.2.1 several, one unreadable: stale", "max-age=60, max-age=x", 0),
    ("5.2 the name of another directive", "x-max-age=60", None),
)


@pytest.mark.parametrize(("value", "names"), [row[1:] for row in NAMES], ids=[row[0] for row in NAMES])
def test_names(value: str, names: set[str]) -> None:
    """Every directive is seen, however it is spelt (RFC 9111)."""
    assert set(parsed(value).arguments) == names


@pytest.mark.parametrize(("value", "seconds"), [row[1:] for row in SECONDS], ids=[row[0] for row in SECONDS])
def test_seconds(value: str, seconds: int | None) -> None:
    """Seconds are read strictly, and what is no number is stale (RFC 9111)."""
    assert parsed(value).seconds("max-age") == seconds


def test_no_header() -> None:
    """No header has no directives."""
    assert not parsed(None).arguments


@given(st.text(alphabet='a-=",; \t\\1é', max_size=40))
def test_any_text_is_read(value: str) -> None:
    """No value makes reading fail, and a no-store after a comma is never lost unless it is quoted."""
    assert "no-store" in parsed(value.replace('"', "") + ", no-store")
    assert parsed(value) == parsed(value)


@given(st.text(alphabet='ab=,; "', max_size=20))
def test_unended_quotation(value: str) -> None:
    """A no-store after a quotation that does not end is seen."""
    if value.count('"') % 2:
        assert "no-store" in parsed(value + ",no-store")
