"""A segment as editors see it: text with numbered marks for its inline elements.

`Das {a:1}Formular{/a:1} bis {b:2}Mai{/b:2}{br:3/}` — an element opens and closes with its name and number, a void one
has a slash at the end, and what must not be translated stands in its mark: `{code:4=x = 1}`. Braces of the text itself
are doubled, those in such a mark are `{(` and `{)`. It is plain text, which every format and every translator's
tool carries unharmed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from enum import Enum
from typing import Final, NamedTuple

from glossary.errors import GlossaryError


class MarkupError(GlossaryError):
    """The marks of a text are broken, or are not those of its source."""


class MarkKind(Enum):
    """What a mark does."""

    OPEN = "open"
    CLOSE = "close"
    VOID = "void"
    ATOM = "atom"


class Mark(NamedTuple):
    """One mark; OPEN and CLOSE of an element share name and number; an ATOM has a text."""

    kind: MarkKind
    name: str
    number: int
    text: str = ""


Piece = str | Mark

_TOKEN: Final = re.compile(
    r"\{\{|\}\}|\{(?P<close>/)?(?P<name>[^\s{}=/:][^\s{}=/]*):(?P<number>\d{1,9})"
    r"(?:(?P<void>/)|=(?P<atom>(?:[^{}]|\{[()])*))?\}|[{}]"
)


def render(pieces: Iterable[Piece]) -> str:
    """Return the pieces as marked text."""
    return "".join(_escaped(piece) if isinstance(piece, str) else _mark(piece) for piece in pieces)


def parse(marked: str) -> tuple[Piece, ...]:
    """Return the pieces of a marked text; raises `MarkupError`."""
    pieces: list[Piece] = []
    words: list[str] = []
    at = 0
    for token in _TOKEN.finditer(marked):
        words.append(marked[at : token.start()])
        at = token.end()
        if token[0] in ("{{", "}}"):
            words.append(token[0][0])
            continue
        if token["name"] is None or (token["close"] and (token["void"] or token["atom"] is not None)):
            message = f"{marked!r}: {token[0]!r} is no mark; write braces of the text twice"
            raise MarkupError(message)
        _add(pieces, "".join(words))
        words.clear()
        pieces.append(_read(token))
    words.append(marked[at:])
    _add(pieces, "".join(words))
    return tuple(pieces)


def texts(marked: str) -> str:
    """Return the words alone, those in atoms too."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in parse(marked))


def check_marks(source: str, target: str) -> None:
    """Refuse a target that has not every mark of its source exactly once, balanced; raises `MarkupError`."""
    wanted, found = _marks(source), _marks(target)
    if wanted != found:
        strange = next(iter((wanted - found) or (found - wanted)))
        problem = "is missing" if wanted - found else "is not in the German text, or stands there less often"
        message = f"the mark {_mark(strange)} {problem}"
        raise MarkupError(message)
    open_: list[tuple[str, int]] = []
    for piece in parse(target):
        if isinstance(piece, str):
            continue
        if piece.kind is MarkKind.OPEN:
            open_.append((piece.name, piece.number))
        elif piece.kind is MarkKind.CLOSE and (not open_ or open_.pop() != (piece.name, piece.number)):
            message = f"the mark {_mark(piece)} closes what is not open, or not the last that was opened"
            raise MarkupError(message)


def _marks(marked: str) -> Counter[Mark]:
    return Counter(piece for piece in parse(marked) if isinstance(piece, Mark))


def _read(token: re.Match[str]) -> Mark:
    kind = MarkKind.OPEN
    if token["close"]:
        kind = MarkKind.CLOSE
    elif token["void"]:
        kind = MarkKind.VOID
    elif token["atom"] is not None:
        kind = MarkKind.ATOM
    inner = (token["atom"] or "").replace("{)", "}").replace("{(", "{")
    return Mark(kind, token["name"], int(token["number"]), inner)


def _mark(mark: Mark) -> str:
    name = f"{mark.name}:{mark.number}"
    if mark.kind is MarkKind.CLOSE:
        return f"{{/{name}}}"
    end = {MarkKind.VOID: "/", MarkKind.ATOM: f"={_inner(mark.text)}"}.get(mark.kind, "")
    return f"{{{name}{end}}}"


def _inner(text: str) -> str:
    """The text of an atom: the first closing brace has to be the mark's own."""
    return text.replace("{", "{(").replace("}", "{)")


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _add(pieces: list[Piece], text: str) -> None:
    if text:
        pieces.append(text)
