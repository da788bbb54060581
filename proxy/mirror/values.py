"""Which values change in a page that runs from right to left, and how: one small rule a kind of value.

A rule gets the pieces of one value and yields what stands in place of some of them. What it does not understand it
leaves. A rule used twice gives the value it began with; only `a b c` in `border-radius` comes back as `a b c b`, which
means the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import NamedTuple

from proxy.mirror.names import other_side, unprefixed
from proxy.mirror.pieces import Piece, Source


class Change(NamedTuple):
    """`source[start:end]` becomes `text`."""

    start: int
    end: int
    text: str


Rule = Callable[[Source, Sequence[Piece]], Iterable[Change]]

_BLANK = ("whitespace", "comment")
_CURSORS: Mapping[str, str] = MappingProxyType(
    {
        "e-resize": "w-resize",
        "w-resize": "e-resize",
        "ne-resize": "nw-resize",
        "nw-resize": "ne-resize",
        "se-resize": "sw-resize",
        "sw-resize": "se-resize",
        "nesw-resize": "nwse-resize",
        "nwse-resize": "nesw-resize",
    }
)
_NEGATED_CALC = re.compile(r"calc\(-1 \* \((?P<inner>.*)\)\)", re.DOTALL | re.IGNORECASE)
_REMAINDER = re.compile(r"calc\(100% - (?P<inner>[^()]+|\(.*\))\)", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<digits>[\d.]+(?:e[+-]?\d+)?)(?P<unit>.*)", re.IGNORECASE | re.DOTALL)


def changes(source: Source, name: str, value: Sequence[Piece]) -> Iterable[Change]:
    """Yield the changes of a declaration's value; `name` is the property's, in lower case."""
    rule = _RULES.get(unprefixed(name))
    return rule(source, value) if rule is not None else ()


# Words


def _swap(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    """`left` and `right`, alone or in the name of a property: `float`, `text-align`, `transition`."""
    for piece in pieces:
        if piece.kind == "ident" and (other := other_side(piece.name)) != piece.name:
            yield Change(piece.start, piece.end, other)


def _cursor(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    for piece in pieces:
        if piece.kind == "ident" and piece.name in _CURSORS:
            yield Change(piece.start, piece.end, _CURSORS[piece.name])


# Four sides and four corners


def _sides(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    """Top, right, bottom, left: with four values the second and the fourth change places."""
    words = _words(pieces)
    if len(words) == 4:
        right, left = source.text[words[1].start : words[1].end], source.text[words[3].start : words[3].end]
        yield Change(words[1].start, words[1].end, left)
        yield Change(words[3].start, words[3].end, right)


def _corners(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    """Top left, top right, bottom right, bottom left, of both radii (CSS Backgrounds 3, 4.1)."""
    for part in _split(_plain(pieces), "/"):
        words = _words(part)
        texts = [source.text[word.start : word.end] for word in words]
        if len(texts) == 2:
            texts = [texts[1], texts[0]]
        elif len(texts) == 3:
            texts = [texts[1], texts[0], f"{texts[1]} {texts[2]}"]
        elif len(texts) == 4:
            texts = [texts[1], texts[0], texts[3], texts[2]]
        yield from (Change(word.start, word.end, text) for word, text in zip(words, texts, strict=True))


def _clip(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    """`rect(top, right, bottom, left)` is measured from the left edge, so that only `auto` can change sides."""
    for piece in pieces:
        if piece.kind == "function" and piece.name == "rect":
            words = [each for each in _words(source.inside(piece)) if not each.is_literal(",")]
            if len(words) == 4 and "auto" not in (words[1].name, words[3].name):
                return
            yield from _sides(source, words)


# Lengths


def _shadow(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    """The first length of each shadow is how far it lies to the right."""
    for layer in _split(pieces, ","):
        for piece in layer:
            if piece.is_number or (piece.kind == "function" and piece.name == "calc"):
                yield from _negated(source, piece)
                break


def _filter(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    for piece in pieces:
        if piece.kind == "function" and piece.name == "drop-shadow":
            yield from _shadow(source, source.inside(piece))


def _transform(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    """A turned drawing is turned the other way: M T M of CSS Transforms 1, where M mirrors the horizontal axis."""
    for piece in pieces:
        if piece.kind == "function" and piece.name in _NEGATED_ARGUMENTS:
            arguments = [_words(each) for each in _split(source.inside(piece), ",")]
            for number in _NEGATED_ARGUMENTS[piece.name]:
                if number < len(arguments) and len(arguments[number]) == 1:
                    yield from _negated(source, arguments[number][0])


_NEGATED_ARGUMENTS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "translate": (0,),
        "translatex": (0,),
        "translate3d": (0,),
        "rotate": (0,),
        "rotatez": (0,),
        "rotatey": (0,),
        "rotate3d": (0, 3),
        "skew": (0, 1),
        "skewx": (0,),
        "skewy": (0,),
        "matrix": (1, 2, 4),
        "matrix3d": (1, 2, 4, 8, 12),
    }
)


def _first_negated(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    """`translate` and `rotate` as properties (CSS Transforms 2)."""
    words = _words(pieces)
    if words and words[0].kind != "ident":
        yield from _negated(source, words[0])


# Places


def _origin(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    """A point in a box: keywords, shares of its width, and lengths from its left edge."""
    words = _words(pieces)
    horizontal = _horizontal(words)
    if horizontal is None:
        return
    if horizontal.kind == "ident":
        yield from _swap(source, [horizontal])
    else:
        yield from _from_the_other_edge(source, horizontal, lengths=True)


def _position(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    """Places of pictures, in layers. Lengths stay, because they choose a picture out of many on one (sprites)."""
    for layer in _split(pieces, ","):
        words = _words(layer)
        if any(word.name in ("left", "right") for word in words):
            yield from _swap(source, words)
        elif (horizontal := _horizontal(words)) is not None:
            zero = horizontal.kind == "number" and horizontal.token.value == 0
            vertical = words[1] if len(words) > 1 else None
            if zero and vertical is not None and vertical.kind not in ("percentage", "ident"):
                continue  # `0 -44px` and `0 0` are sprites more often than not
            yield from _from_the_other_edge(source, horizontal, lengths=False)


def _background(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    """The shorthand: pictures, and a place in front of `/`."""
    yield from _image(source, pieces)
    for layer in _split(pieces, ","):
        place = _split(layer, "/")[0]
        words = [word for word in _words(place) if word.is_number or word.name in _PLACES]
        yield from _position(source, words)


_PLACES = frozenset({"left", "right", "top", "bottom", "center"})


def _image(source: Source, pieces: Sequence[Piece]) -> Iterator[Change]:
    """Gradients are drawn, so they are turned; pictures by address are not."""
    for piece in pieces:
        if piece.kind != "function" or not piece.name.endswith("gradient"):
            continue
        first = _words(_split(source.inside(piece), ",")[0])
        if not first:
            continue
        if first[0].is_number and "linear" in piece.name:
            if first[0].token.value % 180:
                yield from _negated(source, first[0])
        elif first[0].name == "from":  # conic-gradient(from 45deg at ...): its colours would have to run backwards
            continue
        elif first[0].name == "to" or piece.name.startswith("-"):
            yield from _swap(source, first)
        elif "at" in (names := [word.name for word in first]):
            yield from _position(source, first[names.index("at") + 1 :])


# Helpers


def _words(pieces: Sequence[Piece]) -> list[Piece]:
    """Return a value's components, without white space, comments and what follows `!`."""
    return [piece for piece in _plain(pieces) if piece.kind not in _BLANK]


def _plain(pieces: Sequence[Piece]) -> Sequence[Piece]:
    end = next((number for number, piece in enumerate(pieces) if piece.is_literal("!")), len(pieces))
    return pieces[:end]


def _split(pieces: Sequence[Piece], sign: str) -> list[list[Piece]]:
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.is_literal(sign):
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


def _horizontal(words: Sequence[Piece]) -> Piece | None:
    """Return the horizontal part of a place, the first unless that is vertical; None where it cannot be told."""
    if not words or words[0].name in ("top", "bottom", "var", "inherit"):
        return words[1] if len(words) > 1 and words[1].name in ("left", "right") else None
    return words[0]


def _from_the_other_edge(source: Source, piece: Piece, *, lengths: bool) -> Iterator[Change]:
    text = source.text[piece.start : piece.end]
    if text == _ALL:
        yield Change(piece.start, piece.end, "0")
    elif piece.kind == "percentage":
        yield Change(piece.start, piece.end, _remainder(text))
    elif piece.kind == "number" and piece.token.value == 0:
        yield Change(piece.start, piece.end, _ALL)
    elif lengths and piece.kind == "dimension":
        yield Change(piece.start, piece.end, f"calc(100% - {text})")
    elif lengths and piece.kind == "function" and (match := _REMAINDER.fullmatch(text)):
        yield Change(piece.start, piece.end, match["inner"])


_ALL = "100.0%"  # what becomes of `0`, so that it is told from what becomes of `0%` on the way back


def _remainder(text: str) -> str:
    """Return what is left of 100 %."""
    try:
        rest = Decimal(100) - Decimal(text.removesuffix("%"))
    except InvalidOperation:  # pragma: no cover - tinycss2 gives nothing else
        return text
    return f"{rest.normalize() + 0:f}%" if rest else "0%"


def _negated(source: Source, piece: Piece) -> Iterator[Change]:
    text = source.text[piece.start : piece.end]
    if piece.is_number:
        match = _NUMBER.fullmatch(text)
        if match is not None and piece.token.value != 0:
            sign = "" if match["sign"] == "-" else "-"
            yield Change(piece.start, piece.end, f"{sign}{match['digits']}{match['unit']}")
    elif piece.kind == "function" and piece.name in ("calc", "var", "min", "max", "clamp"):
        yield Change(piece.start, piece.end, _negated_function(text, piece.name))


def _negated_function(text: str, name: str) -> str:
    match = _NEGATED_CALC.fullmatch(text)
    if match is None:
        inner = text[5:-1] if name == "calc" and text.endswith(")") else text
        return f"calc(-1 * ({inner}))"
    inner = match["inner"]
    return inner if _FUNCTION.fullmatch(inner) else f"calc({inner})"


_FUNCTION = re.compile(r"(?:var|min|max|clamp)\([^()]*(?:\([^()]*\)[^()]*)*\)", re.IGNORECASE)

_FOUR_SIDES = "margin padding inset border-width border-style border-color scroll-margin scroll-padding".split()
_WORDS = """
    float clear text-align text-align-last justify-content justify-items justify-self transition transition-property
    will-change
""".split()

_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        **dict.fromkeys(_WORDS, _swap),
        **dict.fromkeys(_FOUR_SIDES, _sides),
        **dict.fromkeys(("transform-origin", "perspective-origin", "object-position"), _origin),
        **dict.fromkeys(("background-position", "background-position-x", "mask-position"), _position),
        **dict.fromkeys(("background", "mask"), _background),
        **dict.fromkeys(("background-image", "mask-image", "border-image", "border-image-source"), _image),
        **dict.fromkeys(("box-shadow", "text-shadow"), _shadow),
        **dict.fromkeys(("filter", "backdrop-filter"), _filter),
        **dict.fromkeys(("translate", "rotate"), _first_negated),
        "border-radius": _corners,
        "clip": _clip,
        "cursor": _cursor,
        "transform": _transform,
    }
)
