"""Whether a browser says that another site sends a request (Fetch Metadata; Origin, RFC 6454)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


def comes_from_elsewhere(headers: Mapping[str, str], host: str) -> bool:
    """Tell it of a request to `host`; who says nothing is no browser, or an old one."""
    if headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc.lower() != host
