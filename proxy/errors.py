"""What can go wrong with a request, and with which status it is answered.

Cut by what the caller does next: answer with `status`, or abort a response that has begun.
"""

from typing import ClassVar


class ProxyError(Exception):
    """Base of all errors of this package."""

    status: ClassVar[int] = 500


class SettingsError(ProxyError):
    """The settings cannot be used; the text says where and why."""


class OriginError(ProxyError):
    """The city's website did not give an answer that can be passed on."""

    status = 502

    def __init__(self, target: str, reason: str) -> None:
        super().__init__(f"{target}: {reason}")
        self.target = target
        self.reason = reason


class OriginDownError(OriginError):
    """No connection could be made."""

    status = 503


class OriginSlowError(OriginError):
    """No answer in time, or a silence longer than the limit within it."""

    status = 504


class OriginBrokenError(OriginError):
    """An answer that is no HTTP, or that ended before its end."""


class VisitorError(ProxyError):
    """The visitor's request cannot be read to its end."""

    status = 400


class VisitorSlowError(VisitorError):
    """The visitor stopped sending a request body."""

    status = 408


class VisitorTooLargeError(VisitorError):
    """The visitor sends more than is allowed."""

    status = 413
