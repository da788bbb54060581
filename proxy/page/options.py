"""Finds what the options of a page submit that have no `value`: their text (HTML Standard 4.10.10)."""

from __future__ import annotations

import re

from proxy.page.document import Attribute, Span

_BLANKS = re.compile(r"[ \t\n\r\f]+")


class Options:
    """Collects the text of one option after another."""

    def __init__(self) -> None:
        """Begin with none found."""
        self.found: list[Attribute] = []
        self.is_open = False
        self._tag: Span = (0, 0)
        self._pieces: list[str] = []

    def begin(self, tag: Span) -> None:
        """Begin an option without a `value`."""
        self._tag, self._pieces, self.is_open = tag, [], True

    def text(self, data: str) -> None:
        """Add text to the open option."""
        self._pieces.append(data)

    def end(self) -> None:
        """End the open option, if one is."""
        if self.is_open:
            # A no-break space is no white space here, and is submitted.
            value = _BLANKS.sub(" ", "".join(self._pieces)).strip(" ")
            self.found.append(Attribute(self._tag, "option", "value", value))
            self.is_open = False
