"""HTML as a row of tokens with exact source positions.

turbohtml's tokenizer (WHATWG) says line and column of every token; this module turns them into offsets, so that
whoever edits a page can splice the source and leave the rest as it was. It knows no elements. Tokens are plain
tuples because a page has thousands of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

import turbohtml
from turbohtml import TokenType

_LINE_END = re.compile(r"\r\n?|\n")

_PIECE = 16_384

TEXT, START, END, OTHER = TokenType.TEXT, TokenType.START_TAG, TokenType.END_TAG, TokenType.COMMENT

Token = tuple[TokenType, tuple[int, int], turbohtml.Token | None, str]
"""Kind, span (`source[start:end]` is the token as sent), the tag's token, and decoded text or the tag as written."""


def tokens(source: str, place: tuple[int, int] | None = None, lines: Sequence[int] = ()) -> Iterator[Token]:
    """Yield the tokens of `source`, or of a `place` in it that begins as text, in order and without gaps.

    Text reaches from one piece of markup to the next. A tag that the end of the file cuts off is no token to the
    tokenizer and comes as OTHER, like comments, declarations and processing instructions.
    `lines` are the `line_starts` of `source`, where the caller has them.
    """
    position, last = place or (0, len(source))
    lines = lines or line_starts(source)
    if place is None:
        found, line, column = turbohtml.tokenize(source, capture_source=True), 0, 0
    else:
        line = bisect_right(lines, position) - 1
        found, column = _piecewise(source, position, last), position - lines[line]
    # Bound once: what follows runs for every token of every page.
    start_tag, end_tag, follows, returns = START, END, source.startswith, "\r" in source
    text: str | None = None
    for token in found:
        verbatim = token.source
        if verbatim is None:
            text = (token.data or "") if text is None else text + (token.data or "")
            continue
        start = position
        if text is not None or not follows(verbatim, position):
            # The tokenizer tells where text begins, but not where it ends; nor of `</>`, which leaves no trace.
            start = lines[line + token.line - 1] + token.col + (column if token.line == 1 else 0)
            if start > position:
                yield OTHER if text is None else TEXT, (position, start), None, text or ""
            text = None
        position = start + len(verbatim)
        if returns and "\n" in verbatim:
            position = _end(source, start, verbatim)
        kind = token.type
        if kind is start_tag or kind is end_tag:
            yield kind, (start, position), token, verbatim
        else:
            yield OTHER, (start, position), None, ""
    if position < last:
        yield (OTHER if text is None else TEXT), (position, last), None, text or ""


def _piecewise(source: str, start: int, end: int) -> Iterator[turbohtml.Token]:
    """Tokenize a place without copying all of it, because whoever starts in the middle may do so often."""
    tokenizer = turbohtml.Tokenizer(capture_source=True)
    for piece in range(start, end, _PIECE):
        yield from tokenizer.feed(source[piece : min(piece + _PIECE, end)])
    yield from tokenizer.close()


def line_starts(source: str) -> list[int]:
    """Return the offsets at which the lines of `source` start, as the tokenizer counts lines."""
    if "\r" in source:
        return [0, *(match.end() for match in _LINE_END.finditer(source))]
    return [0, *accumulate(len(line) + 1 for line in source.split("\n"))]


def _end(source: str, start: int, verbatim: str) -> int:
    """Return where a token of several lines ends: the tokenizer has turned CR LF inside it into LF."""
    if source.startswith(verbatim, start):
        return start + len(verbatim)
    position = start
    for character in verbatim:
        position += 2 if character == "\n" and source.startswith("\r\n", position) else 1
    return position
