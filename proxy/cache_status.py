"""What Cache-Status says of one answer (RFC 9211). Pure."""

import re
from dataclasses import dataclass
from typing import Final

from proxy.headers import VIA

_NOT_STRING: Final = re.compile(r"[^\x20-\x7e]")  # RFC 8941 3.3.3: printable ASCII only


@dataclass(frozen=True, slots=True)
class CacheStatus:
    """One member of the list; `hit` and `forward` exclude each other (RFC 9211 2.1, 2.2)."""

    hit: bool = False
    forward: str = ""
    """Why the website was asked: bypass, method, uri-miss, vary-miss, request or stale."""
    forward_status: int | None = None
    ttl: float | None = None
    """Seconds of freshness left; negative if stale."""
    stored: bool = False
    collapsed: bool = False
    """Answered together with another request."""
    detail: str = ""
    name: str = VIA

    def __str__(self) -> str:
        """The member as it is sent."""
        parts = [self.name]
        if self.hit:
            parts.append("hit")
        if self.forward:
            parts.append(f"fwd={self.forward}")
        if self.forward_status is not None:
            parts.append(f"fwd-status={self.forward_status}")
        if self.ttl is not None:
            parts.append(f"ttl={int(self.ttl)}")
        if self.stored:
            parts.append("stored")
        if self.collapsed:
            parts.append("collapsed")
        if self.detail:
            text = _NOT_STRING.sub("?", self.detail).replace("\\", "\\\\").replace('"', '\\"')
            parts.append(f'detail="{text}"')
        return "; ".join(parts)


OWN: Final = CacheStatus(detail="made by the proxy itself")
"""Of an answer that nobody was asked for."""
