"""What can go wrong with the single sign-on; for the log, not for who signs in."""

from __future__ import annotations


class SingleSignOnError(Exception):
    """The provider cannot be reached, or what came from it cannot be believed; the message says which and why."""
