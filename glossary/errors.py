"""What can go wrong with terms and overrides; each message says what was wrong, with which value, and what to do.

`overrides` and `marked` have one more each, of the same family.
"""

from __future__ import annotations


class GlossaryError(ValueError):
    """Any failure of this package that a caller may show to an editor."""


class TermError(GlossaryError):
    """An entry says something that no entry can say; `code` names the kind of mistake."""

    def __init__(self, message: str, code: str = "entry") -> None:
        """Keep the `code`."""
        self.code = code
        super().__init__(message)


class StoreError(GlossaryError):
    """The database cannot be opened, read or written."""


class ConflictError(GlossaryError):
    """Somebody else changed it since it was read: read it again, and decide again."""

    def __init__(self, what: str, expected: int, found: int) -> None:
        """Keep the revisions: the one the editor saw and the one that is there (0: not there)."""
        self.expected = expected
        self.found = found
        now = f"it is now at revision {found}" if found else "it is not there any more"
        super().__init__(f"{what} was changed by somebody else: you saw revision {expected}, {now}; read it again")


class RefusedError(GlossaryError):
    """An import has errors; nothing of it was written."""
