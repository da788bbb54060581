"""Dates in the three forms of RFC 9110 section 5.6.7."""

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.http_date import parsed, written

NOW = 1_700_000_000.0  # 14 November 2023
MOMENT = 784_111_777.0  # the example of the RFC

DATES = (
    ("IMF-fixdate", "Sun, 06 Nov 1994 08:49:37 GMT", MOMENT),
    ("rfc850-date", "Sunday, 06-Nov-94 08:49:37 GMT", MOMENT),
    ("asctime-date", "Sun Nov  6 08:49:37 1994", MOMENT),
    ("white space around", " Sun, 06 Nov 1994 08:49:37 GMT\t", MOMENT),
    ("rfc850 in this century", "Tuesday, 14-Nov-23 22:13:20 GMT", NOW),
    ("rfc850 50 years ahead", "Tuesday, 14-Nov-73 00:00:00 GMT", 3_277_843_200.0),
    ("rfc850 more than 50 years ahead is past", "Wednesday, 14-Nov-74 00:00:00 GMT", 153_619_200.0),
    ("leap second", "Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_799.0),
    ("zero", "0", None),
    ("minus one", "-1", None),
    ("empty", "", None),
    ("other zone", "Sun, 06 Nov 1994 08:49:37 CET", None),
    ("no zone", "Sun, 06 Nov 1994 08:49:37", None),
    ("numeric zone", "Sun, 06 Nov 1994 08:49:37 +0000", None),
    ("9111 4.2 other case", "sun, 06 nov 1994 08:49:37 gmt", MOMENT),
    ("9111 4.2 UTC", "Sun, 06 Nov 1994 08:49:37 UTC", MOMENT),
    ("9111 4.2 UTC in the second form", "SUNDAY, 06-NOV-94 08:49:37 utc", MOMENT),
    ("one digit of day", "Sun, 6 Nov 1994 08:49:37 GMT", None),
    ("day that is not", "Sun, 31 Nov 1994 08:49:37 GMT", None),
    ("hour that is not", "Sun, 06 Nov 1994 25:49:37 GMT", None),
    ("second that is not", "Sun, 06 Nov 1994 08:49:61 GMT", None),
    ("year nought", "Sun, 06 Nov 0000 08:49:37 GMT", None),
    ("two dates", "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", None),
    ("German", "So, 06 Nov 1994 08:49:37 GMT", None),
    ("digits of other scripts", "Sun, ٠٦ Nov 1994 08:49:37 GMT", None),
)


@pytest.mark.parametrize(("text", "seconds"), [row[1:] for row in DATES], ids=[row[0] for row in DATES])
def test_dates(text: str, seconds: float | None) -> None:
    """The three forms are read, and nothing else (RFC 9110 section 5.6.7)."""
    assert parsed(text, NOW) == seconds


@given(st.integers(-62_135_596_800, 253_402_300_799))
def test_every_second(moment: int) -> None:
    """What the standard library writes for HTTP is read back."""
    assert parsed(formatdate(moment, usegmt=True), NOW) == parsed(written(moment), NOW) == moment


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    """No text makes reading fail."""
    assert parsed(text, NOW) is None
