"""Why an audit cannot be made; each says what to do."""

from __future__ import annotations

from proxy.errors import ProxyError


class AuditError(ProxyError):
    """The audit cannot be made at all."""


class PageUnreachableError(AuditError):
    """A page did not answer, or with an error, or is no HTML."""

    def __init__(self, url: str, reason: str) -> None:
        """Keep the `url`."""
        super().__init__(f"{url}: {reason}")
        self.url = url
