"""Keeps the desk's cookies between the browser and the desk: the website neither sees nor sets them. Pure."""

from __future__ import annotations

import re
from typing import Final

from proxy.headers import Pairs

PREFIX: Final = "stadtlotse-"
"""Begins the name of every cookie of the desk, after what browsers give a meaning to."""

_OURS: Final = re.compile(r"\s*(?:__Secure-|__Host-)?stadtlotse-", re.IGNORECASE)


def is_ours(cookie: str) -> bool:
    """Whether a cookie, written as in either header, is one of the desk."""
    return _OURS.match(cookie) is not None


def without_ours(headers: Pairs) -> Pairs:
    """A request's headers with all cookies but those of the desk; others stay as they were written."""
    if not any(name.lower() == "cookie" and PREFIX in value.lower() for name, value in headers):
        return headers
    rows: list[tuple[str, str]] = []
    for name, value in headers:
        kept = _others(value) if name.lower() == "cookie" else value
        if kept or name.lower() != "cookie":
            rows.append((name, kept))
    return tuple(rows)


def _others(value: str) -> str:
    return ";".join(crumb for crumb in value.split(";") if not is_ours(crumb)).strip()
