"""Parts of segments as short texts, for tests of inline markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hypothesis import strategies as st

from translation.segment import Part, Tag, TagKind

VOIDS = ("br", "img", "wbr")


def parts_of(text: str) -> list[Part]:
    """Read `<a>`, `</a>`, `<br>`, `<=atom>` as tags."""
    parts: list[Part] = []
    stack: list[tuple[str, int]] = []
    number = 0
    for piece in re.split(r"(<[^>]*>)", text):
        if piece.startswith("</"):
            name, own = stack.pop()
            parts.append(Tag(TagKind.CLOSE, name, own))
        elif piece.startswith("<"):
            kind = TagKind.ATOM if piece[1] == "=" else TagKind.VOID if piece[1:-1] in VOIDS else TagKind.OPEN
            parts.append(Tag(kind, piece.strip("<=>"), number, piece[2:-1] if kind is TagKind.ATOM else ""))
            if kind is TagKind.OPEN:
                stack.append((piece[1:-1], number))
            number += 1
        elif piece:
            parts.append(piece)
    return parts


def written(parts: Iterable[Part]) -> str:
    """Write parts as `parts_of` reads them."""
    marks = {TagKind.OPEN: "<{}>", TagKind.CLOSE: "</{}>", TagKind.VOID: "<{}>", TagKind.ATOM: "<={}>"}
    return "".join(part if isinstance(part, str) else marks[part.kind].format(part.name) for part in parts)


def tags_of(parts: Iterable[Part]) -> list[str]:
    """Return the tags in an order of their own."""
    return sorted(repr(part) for part in parts if isinstance(part, Tag))


WORDS = "Haus Amt Straße 12,50 Termin heute Antrag Dom 115 Rat".split()


@st.composite
def tagged(draw: st.DrawFn) -> list[Part]:
    """Make words with elements around some of them, nested, empty and void ones and footnote marks too."""
    parts: list[Part] = []
    number = 0
    open_: list[tuple[str, int]] = []
    for word in draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9)):
        if draw(st.booleans()):
            name = draw(st.sampled_from(["a", "b", "sup"]))
            parts.append(Tag(TagKind.OPEN, name, number))
            open_.append((name, number))
            number += 1
        parts.append(draw(st.sampled_from([f"{word} ", f" {word}", f"„{word}“, ", word, "1", ""])))
        closing: bool = draw(st.booleans())
        while open_ and closing:
            parts.append(Tag(TagKind.CLOSE, *open_.pop()))
            closing = draw(st.booleans())
        if draw(st.integers(0, 4)) == 0:
            kind = draw(st.sampled_from([TagKind.VOID, TagKind.ATOM]))
            parts.append(Tag(kind, "img", number, draw(st.sampled_from(["", "DVG"])) if kind is TagKind.ATOM else ""))
            number += 1
    parts.extend(Tag(TagKind.CLOSE, *each) for each in reversed(open_))
    return parts
