"""The tokens of a style sheet with their places in its source.

tinycss2 tells line and column of every token and not where it ends; but tokens stand without gaps, so that each ends
where the next begins, and the last one where that ends which holds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import tinycss2

# CSS Syntax 3, 3.3: these are one line end each.
_LINE_END = re.compile(r"\r\n|[\r\n\f]")


class Piece(NamedTuple):
    """A token and where it stands: `source[start:end]`."""

    token: Any
    start: int
    end: int

    @property
    def kind(self) -> str:
        """What tinycss2 calls the token's type."""
        kind: str = self.token.type
        return kind

    @property
    def name(self) -> str:
        """The lower-case name of an identifier, at-keyword or function, else ""."""
        return getattr(self.token, "lower_value", "") or getattr(self.token, "lower_name", "") or ""

    @property
    def is_number(self) -> bool:
        """Whether this is a number, with or without a unit."""
        return self.kind in ("number", "percentage", "dimension")

    def is_literal(self, sign: str) -> bool:
        """Whether this is one delimiter."""
        return self.kind == "literal" and self.token.value == sign


class Source:
    """A sheet taken to pieces."""

    def __init__(self, text: str) -> None:
        """Read `text`; nothing in it is refused (CSS Syntax 3 knows no fatal error)."""
        self.text = text
        self._lines = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def pieces(self) -> list[Piece]:
        """Return the pieces of the whole sheet; those inside of blocks by `inside`."""
        return self._placed(tinycss2.parse_component_value_list(self.text), len(self.text))

    def inside(self, piece: Piece) -> list[Piece]:
        """Return the pieces inside a block or a function."""
        token = piece.token
        tokens = token.arguments if piece.kind == "function" else token.content
        closed = self.text[piece.end - 1 : piece.end] in (")", "]", "}")
        return self._placed(tokens, piece.end - 1 if closed else piece.end)

    def _placed(self, tokens: Sequence[Any], end: int) -> list[Piece]:
        if not tokens:
            return []
        lines = self._lines
        starts = [lines[token.source_line - 1] + token.source_column - 1 for token in tokens]
        ends = [*starts[1:], end]
        return [Piece(*each) for each in zip(tokens, starts, ends, strict=True)]
