"""Answers whose bytes are ready, but for the few that change with the time. Pure.

Made of an answer that went the full way, so that it is the same but for Date, Age and the time in Cache-Status.
"""

from dataclasses import dataclass
from typing import Final

from proxy.cache_status import CacheStatus
from proxy.headers import Pairs

_HIT: Final = str(CacheStatus(hit=True, ttl=0)).removesuffix("0")
"""How Cache-Status begins on an answer from memory; the seconds follow."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One answer to one kind of request."""

    template: bytes
    """The head, with places for what changes."""
    status: int
    body: bytes

    def head(self, date: bytes, age: float, seconds_left: float) -> bytes:
        """The head as it is to be sent now."""
        return self.template % {b"date": date, b"age": int(age), b"ttl": int(seconds_left)}


def prepared(status_line: str, headers: Pairs, body: bytes, *, dated_here: bool) -> Prepared | None:
    """What can be sent again of an answer; None if it is not one from memory. `dated_here` is whether Date is ours."""
    places = {"age": "%(age)d"} | ({"date": "%(date)b"} if dated_here else {})
    rows = []
    hits = 0
    for name, value in headers:
        lower = name.lower()
        text = places.get(lower, value.replace("%", "%%"))
        if lower == "cache-status":
            if not (value.startswith(_HIT) and value.removeprefix(_HIT).isdigit()):
                return None
            text = f"{_HIT}%(ttl)d"
            hits += 1
        rows.append(f"{name}: {text}\r\n")
    if hits != 1:
        return None
    template = (status_line.replace("%", "%%") + "\r\n" + "".join(rows) + "\r\n").encode()
    return Prepared(template, int(status_line.split(" ", 2)[1]), body)
