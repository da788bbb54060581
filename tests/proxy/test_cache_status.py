"""Members of Cache-Status (RFC 9211)."""

import pytest

from proxy.cache_status import OWN, CacheStatus

ROWS = (
    (CacheStatus(hit=True, ttl=30.9), "stadtlotse; hit; ttl=30"),
    (CacheStatus(hit=True, ttl=-5.0), "stadtlotse; hit; ttl=-5"),
    (CacheStatus(forward="uri-miss", stored=True), "stadtlotse; fwd=uri-miss; stored"),
    (CacheStatus(forward="stale", forward_status=304), "stadtlotse; fwd=stale; fwd-status=304"),
    (CacheStatus(forward="uri-miss", collapsed=True), "stadtlotse; fwd=uri-miss; collapsed"),
    (CacheStatus(detail='a "b" \\ ü'), 'stadtlotse; detail="a \\"b\\" \\\\ ?"'),
    (CacheStatus(hit=True, name="stadtlotse-origin"), "stadtlotse-origin; hit"),
)


@pytest.mark.parametrize(("status", "text"), ROWS)
def test_written(status: CacheStatus, text: str) -> None:
    """Each parameter in its form; strings hold printable ASCII only (RFC 8941 3.3.3)."""
    assert str(status) == text


def test_own_answers_say_neither_hit_nor_forwarded() -> None:
    """Nobody was asked, and nothing was stored (RFC 9211 2)."""
    assert "hit" not in str(OWN)
    assert "fwd" not in str(OWN)
