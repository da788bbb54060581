"""A style sheet, or the text of a `style` attribute, turned from left to right into right to left, or back.

Text in, text out: what is not turned stays byte for byte, comments and mistakes included. Selectors are never
touched. Authors keep a rule or a declaration as it is with `/* rtl:ignore */` or `/* @noflip */` in front of it, and
several with `/* rtl:begin:ignore */` and `/* rtl:end:ignore */`; `/* rtl:VALUE */` in a declaration is its value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from proxy.mirror import values
from proxy.mirror.names import other_side
from proxy.mirror.pieces import Piece, Source
from proxy.mirror.values import Change

Address = Callable[[str, bool], str]
"""Gives the address to write for one that stands in a sheet; True for that of an imported sheet."""

# What follows these in braces is rules or declarations of the page's own boxes.
_HOLDERS = frozenset(
    """
    media supports layer container scope document -moz-document starting-style keyframes -webkit-keyframes
    -moz-keyframes -o-keyframes
    """.split()
)
_KEPT = frozenset({"rtl:ignore", "@noflip"})
_ADDRESSES = frozenset({"url", "src"})


def _same(address: str, _is_import: bool) -> str:
    return address


def mirrored(css: str, address: Address = _same) -> str:
    """Return a sheet turned, with its addresses as `address` gives them."""
    source = Source(css)
    return _written(css, _Walk(source, address).rules(source.pieces()))


def mirrored_declarations(css: str) -> str:
    """Return the text of a `style` attribute turned."""
    source = Source(css)
    return _written(css, _Walk(source, _same).declarations(source.pieces()))


def imports(css: str) -> tuple[str, ...]:
    """Return the addresses of the sheets that a sheet imports."""
    found: list[str] = []

    def note(address: str, is_import: bool) -> str:
        if is_import:
            found.append(address)
        return address

    source = Source(css)
    list(_Walk(source, note).rules(source.pieces()))
    return tuple(found)


def _written(css: str, changes: Iterator[Change]) -> str:
    out: list[str] = []
    position = 0
    for change in sorted(changes):
        if change.start < position:
            continue  # an address inside of something that has been written already
        out += css[position : change.start], change.text
        position = change.end
    return "".join((*out, css[position:]))


class _Walk:
    """Goes through one sheet; `address` is asked for every address in it."""

    def __init__(self, source: Source, address: Address) -> None:
        self._source = source
        self._address = address

    def rules(self, pieces: Sequence[Piece]) -> Iterator[Change]:
        """Yield the changes of a row of rules, or of declarations with rules among them (CSS Nesting 1)."""
        kept = Kept()
        statement: list[Piece] = []
        for piece in pieces:
            if piece.kind == "comment" and not statement:
                kept.comment(piece.token.value)
            elif piece.is_literal(";") or piece.kind == "{} block":
                yield from self._statement(statement, piece, keep=kept.statement())
                statement = []
            elif statement or piece.kind not in ("whitespace", "literal") or piece.is_literal(":"):
                statement.append(piece)
        yield from self._statement(statement, None, keep=kept.statement())

    declarations = rules

    def _statement(self, pieces: Sequence[Piece], end: Piece | None, *, keep: bool) -> Iterator[Change]:
        if not pieces:
            return
        yield from self._addresses(pieces)
        first = pieces[0]
        if first.kind == "ident" and first.name.startswith("--"):
            if end is not None and end.kind == "{} block":
                yield from self._addresses([end])
        elif end is not None and end.kind == "{} block":
            yield from self._block(first, end, keep=keep)
        elif first.kind == "ident" and not keep:
            yield from self._declaration(first, pieces)

    def _block(self, first: Piece, block: Piece, *, keep: bool) -> Iterator[Change]:
        if keep or (first.kind == "at-keyword" and first.name not in _HOLDERS):
            yield from self._addresses([block])
        else:
            yield from self.rules(self._source.inside(block))

    def _declaration(self, first: Piece, pieces: Sequence[Piece]) -> Iterator[Change]:
        after = next((number for number, piece in enumerate(pieces) if piece.is_literal(":")), 0)
        if not after:
            return
        value = pieces[after + 1 :]
        for piece in value:
            if piece.kind == "comment" and _directive(piece.token.value).startswith(("rtl:", "@noflip")):
                yield from _as_told(value[0], piece)
                return
        name = first.name
        if (other := other_side(name)) != name:
            yield Change(first.start, first.end, other)
        yield from values.changes(self._source, name, value)

    def _addresses(self, pieces: Sequence[Piece]) -> Iterator[Change]:
        """Ask for the address in every `url()`, and in the text of an `@import`."""
        is_import = pieces[0].kind == "at-keyword" and pieces[0].name == "import"
        if pieces[0].kind == "at-keyword" and pieces[0].name == "namespace":
            return
        for piece in pieces:
            if piece.kind == "url" or (piece.kind == "string" and is_import):
                yield from self._address_change(piece, piece.token.value, is_import=is_import)
                is_import = False
            elif piece.kind == "function" and piece.name in _ADDRESSES:
                texts = [each for each in self._source.inside(piece) if each.kind == "string"]
                if texts:
                    yield from self._address_change(piece, texts[0].token.value, is_import=is_import)
                is_import = False
            elif piece.kind in ("function", "() block", "{} block", "[] block"):
                inside = self._source.inside(piece)
                yield from self._addresses(inside) if inside else ()

    def _address_change(self, piece: Piece, address: str, *, is_import: bool) -> Iterator[Change]:
        wanted = self._address(address, is_import)
        if wanted != address:
            escaped = wanted.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ")
            yield Change(piece.start, piece.end, f'url("{escaped}")')


class Kept:
    """Follows the comments that keep rules and declarations as they are."""

    def __init__(self) -> None:
        """Begin with nothing kept."""
        self._all = self._next = False

    def comment(self, text: str) -> None:
        """Read a comment between statements."""
        text = _directive(text)
        if text in ("rtl:begin:ignore", "rtl:end:ignore"):
            self._all = text == "rtl:begin:ignore"
        self._next = self._next or text in _KEPT

    def statement(self) -> bool:
        """Tell whether the statement that follows is kept."""
        keep, self._next = self._all or self._next, False
        return keep


def _directive(comment: str) -> str:
    return "".join(comment.lower().removeprefix("!").split())


def _as_told(first: Piece, comment: Piece) -> Iterator[Change]:
    """Give a declaration the value that its author has written for right to left, if any."""
    wanted = comment.token.value.strip().removeprefix("!").strip()[len("rtl:") :].strip()
    if _directive(comment.token.value) not in _KEPT and not wanted.startswith(_OTHER_DIRECTIVES):
        yield Change(first.start, comment.end, " " + wanted)


_OTHER_DIRECTIVES = ("append:", "prepend:", "insert:", "remove", "rename", "as:", "raw:", "begin:", "end:", "options")
