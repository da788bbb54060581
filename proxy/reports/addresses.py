"""Where the form for reports of a page is, and what of a page's address may be kept. Pure."""

from __future__ import annotations

import re
from typing import Final

from proxy.links import RESERVED, SiteLinks

PLACE: Final = "report"

# The number of a page, a year, a date: nobody's name, key or search words are among them.
_SAFE: Final = re.compile(r"[A-Za-z][A-Za-z_-]{0,30}=(?:\d{1,6}|\d{4}-\d\d(?:-\d\d)?)", re.ASCII)
_LONGEST: Final = 1000


def report_path(path: str, links: SiteLinks, code: str) -> str:
    """Return the path of the form for the page at `path`, with query, in a language; "" for a page that has none."""
    kept = kept_path(links.german_path(path))
    return f"/{RESERVED}/{PLACE}/{code}{kept}" if len(kept) <= _LONGEST else ""


def kept_path(path: str) -> str:
    """Return what may be kept of a page's path with its query: of the query only numbers and dates."""
    bare, _, query = path.partition("#")[0].partition("?")
    safe = [pair for pair in query.split("&") if _SAFE.fullmatch(pair)]
    return f"{bare}?{'&'.join(safe)}" if safe else bare
