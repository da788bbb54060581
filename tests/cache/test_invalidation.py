"""What unsafe requests make stale (RFC 9111 section 4.4)."""

import pytest

from cache.invalidation import invalidated

URL = "https://stadt.example/a/b?c"

ROWS: tuple[tuple[str, str, int, dict[str, str], tuple[str, ...]], ...] = (
    ("POST", "POST", 200, {}, (URL,)),
    ("redirect", "PUT", 303, {}, (URL,)),
    ("method that is not known", "M-SEARCH", 204, {}, (URL,)),
    ("methods are case-sensitive", "get", 200, {}, (URL,)),
    ("GET is safe", "GET", 200, {"location": "/x"}, ()),
    ("HEAD is safe", "HEAD", 200, {}, ()),
    ("OPTIONS is safe", "OPTIONS", 200, {}, ()),
    ("errors change nothing", "POST", 404, {}, ()),
    ("nor do failures", "DELETE", 500, {}, ()),
    ("Location", "POST", 201, {"location": "/neu"}, (URL, "https://stadt.example/neu")),
    ("Content-Location", "POST", 200, {"content-location": "d"}, (URL, "https://stadt.example/a/d")),
    ("absolute", "POST", 302, {"location": "https://STADT.example/x"}, (URL, "https://STADT.example/x")),
    ("other host", "POST", 302, {"location": "https://anders.example/x"}, (URL,)),
    ("other scheme", "POST", 302, {"location": "http://stadt.example/x"}, (URL,)),
    ("other port", "POST", 302, {"location": "https://stadt.example:444/x"}, (URL,)),
    ("fragment", "POST", 302, {"location": "/x#y"}, (URL, "https://stadt.example/x")),
    ("no address", "POST", 302, {"location": "http://[x"}, (URL,)),
)


@pytest.mark.parametrize(
    ("method", "status", "headers", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_invalidated(method: str, status: int, headers: dict[str, str], expected: tuple[str, ...]) -> None:
    """The target, and what the answer names on the same origin."""
    assert invalidated(method, URL, status, headers) == expected
