"""Dates of HTTP headers: the three forms of RFC 9110 section 5.6.7, and nothing else, read and written.

Strict on purpose: a date that cannot be read makes a response stale or its age unknown, which costs a look at
the origin; a date read wrongly could keep an old page. Pure; the clock is an argument.
"""

import calendar
import re
from datetime import UTC, datetime
from email.utils import formatdate

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHORT_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_LONG_DAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})"
_TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"

# RFC 9110 section 5.6.7: IMF-fixdate, rfc850-date, asctime-date. RFC 9111 section 4.2: letter case should not
# matter, and zones other than GMT and UTC are not valid.
_FORMS = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        rf"{_SHORT_DAY}, (?P<day>[0-9]{{2}}) {_MONTH} (?P<year>[0-9]{{4}}) {_TIME} (?:GMT|UTC)",
        rf"{_LONG_DAY}, (?P<day>[0-9]{{2}})-{_MONTH}-(?P<year>[0-9]{{2}}) {_TIME} (?:GMT|UTC)",
        rf"{_SHORT_DAY} {_MONTH} (?P<day>[0-9]{{2}}| [0-9]) {_TIME} (?P<year>[0-9]{{4}})",
    )
)


def parsed(text: str, now: float) -> float | None:
    """Seconds since 1970, or None if it is no date of HTTP."""
    for form in _FORMS:
        match = form.fullmatch(text.strip(" \t"))
        if match is not None:
            return _seconds(match, now)
    return None


def written(seconds: float) -> str:
    """The moment as an IMF-fixdate; parts of a second are dropped."""
    return formatdate(int(seconds), usegmt=True)


def _seconds(match: re.Match[str], now: float) -> float | None:
    year = int(match["year"])
    if len(match["year"]) == 2:
        year = _full_year(year, now)
    second = 59 if match["second"] == "60" else int(match["second"])  # a leap second; datetime has none
    month = _MONTHS.index(match["month"].title()) + 1
    try:
        moment = datetime(year, month, int(match["day"]), int(match["hour"]), int(match["minute"]), second, tzinfo=UTC)
    except ValueError:
        return None
    return float(calendar.timegm(moment.timetuple()))


def _full_year(year: int, now: float) -> int:
    # RFC 9110 section 5.6.7: a date that seems more than 50 years in the future was in the past century.
    this_year = datetime.fromtimestamp(now, UTC).year
    full = this_year - this_year % 100 + year
    return full - 100 if full > this_year + 50 else full
