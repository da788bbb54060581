"""How texts with marks are shown: words, and chips in the place of marks. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from glossary import marked
from glossary.marked import Mark, MarkKind
from translation.languages import LANGUAGES

# Around each mark in a field of text that runs from right to left: else braces and numbers change places (UAX #9).
_ISOLATE: Final = "\u2066"
_END: Final = "\u2069"
_ISOLATED: Final = re.compile(f"{_ISOLATE}(\\{{[^{{}}]*(?:\\{{[()][^{{}}]*)*\\}}){_END}?")


@dataclass(frozen=True, slots=True)
class Shown:
    """Words, or a chip: then `mark` is how it is written, and `key` names what it is in the desk's wording."""

    text: str
    mark: str = ""
    key: str = ""
    number: int = 0


_KINDS = {
    "a": "link", "b": "bold", "strong": "bold", "em": "italic", "i": "italic", "br": "break", "img": "image",
    "abbr": "abbreviation", "code": "code", "sup": "raised", "sub": "lowered", "svg": "image", "picture": "image",
    "time": "time",
}  # fmt: skip


def shown_pieces(text: str) -> tuple[Shown, ...]:
    """Return a marked text as words and chips; one that only looks as if it had marks is words alone."""
    try:
        pieces = marked.parse(text)
    except marked.MarkupError:
        return (Shown(text),)
    return tuple(Shown(piece) if isinstance(piece, str) else _chip(piece) for piece in pieces)


def in_field(text: str, language: str) -> str:
    """Return a marked text as it stands in a field where it is written."""
    if LANGUAGES[language].direction == "ltr":
        return text
    try:
        pieces = marked.parse(text)
    except marked.MarkupError:
        return text
    return "".join(
        f"{_ISOLATE}{marked.render((piece,))}{_END}" if isinstance(piece, Mark) else marked.render((piece,))
        for piece in pieces
    )


def from_field(text: str) -> str:
    """Return what was written in a field as it is kept."""
    return _ISOLATED.sub(r"\1", text.replace("\r\n", "\n")).strip()


def chips_of(text: str) -> tuple[Shown, ...]:
    """Return the chips alone."""
    return tuple(piece for piece in shown_pieces(text) if piece.mark)


def _chip(mark: marked.Mark) -> Shown:
    word = f"texts.chip.{_KINDS.get(mark.name, 'part')}"
    shape = {MarkKind.OPEN: "open", MarkKind.CLOSE: "close"}.get(mark.kind, "void")
    return Shown(mark.text or shape, marked.render((mark,)), word, mark.number)
