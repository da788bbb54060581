"""Which bytes a Range header asks for: RFC 9110 section 14. Pure; must not know where the bytes are."""

import re
from dataclasses import dataclass

_MOST = 32  # ranges in one header; more are an attack or a mistake (section 17.15)
_SPEC = re.compile(r"([0-9]{0,18})-([0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1

    def content_range(self, size: int) -> str:
        """The Content-Range of this part of a whole of `size` bytes: section 14.4."""
        return f"bytes {self.first}-{self.last}/{size}"


def spans(value: str, size: int) -> tuple[Span, ...] | None:
    """The bytes asked for, in order of position, overlapping and adjacent ones joined.

    None for a header that is to be ignored (other unit, not readable, too many ranges: section 14.2);
    () where none of the ranges lies within `size` bytes: 416.
    """
    unit, equals, rest = value.partition("=")
    specs = [spec.strip(" \t") for spec in rest.split(",") if spec.strip(" \t")]
    if unit.strip(" \t").lower() != "bytes" or not equals or not 0 < len(specs) <= _MOST:
        return None
    found: list[Span] = []
    for spec in specs:
        match = _SPEC.fullmatch(spec)
        if match is None or spec == "-" or (match[1] and match[2] and int(match[2]) < int(match[1])):
            return None
        span = _within(match[1], match[2], size)
        if span is not None:
            found.append(span)
    return _joined(found)


def _within(first: str, last: str, size: int) -> Span | None:
    """Section 14.1.2; None for what lies outside."""
    if not first:  # the last bytes
        return Span(max(0, size - int(last)), size - 1) if int(last) and size else None
    start = int(first)
    return Span(start, min(int(last), size - 1) if last else size - 1) if start < size else None


def _joined(found: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(found, key=lambda each: each.first):
        if joined and span.first <= joined[-1].last + 1:
            joined[-1] = Span(joined[-1].first, max(joined[-1].last, span.last))
        else:
            joined.append(span)
    return tuple(joined)
