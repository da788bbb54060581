"""Plain text and fragments of HTML as segments, and back again with their translations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from proxy.links import SiteLinks
from proxy.page import rewrite
from proxy.translating import PageSettings, glossed_parts
from translation.glossing import Glosses
from translation.outcome import Outcome
from translation.segment import Segment

_LINES: Final = re.compile(r"(\s*\n\s*)")


class Taken(Protocol):
    """A text taken apart."""

    @property
    def segments(self) -> tuple[Segment, ...]:
        """What is to be translated."""

    def written(self, outcomes: Sequence[Outcome], glosses: Glosses) -> str:
        """The text with its translations; what has none stays German."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text whose lines are segments; the white space between and around them stays."""

    pieces: tuple[str, ...]
    """Segments and white space in turn: white space, segment, white space ..."""

    @classmethod
    def of(cls, text: str) -> PlainText:
        """Take a text apart."""
        lead = text[: len(text) - len(text.lstrip())]
        tail = text[len(text.rstrip()) :] if text.strip() else ""
        inner = text[len(lead) : len(text) - len(tail)]
        return cls((lead, *(_LINES.split(inner) if inner else ()), tail))

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The lines."""
        return tuple(Segment((piece,)) for piece in self.pieces[1:-1:2])

    def written(self, outcomes: Sequence[Outcome], glosses: Glosses) -> str:
        """The lines in the other language."""
        left = iter(zip(self.segments, outcomes, strict=True))
        return "".join(
            piece if at % 2 == 0 or at == len(self.pieces) - 1 else _shown(*next(left), glosses)
            for at, piece in enumerate(self.pieces)
        )


@dataclass(frozen=True, slots=True)
class Fragment:
    """A fragment of HTML: only words and the attributes that people read become others."""

    page: rewrite.Page
    links: SiteLinks

    @classmethod
    def of(cls, html: str, settings: PageSettings, links: SiteLinks, selectors: Sequence[str]) -> Fragment:
        """Take a fragment apart."""
        page = rewrite.take_apart(
            html.encode("utf-8", "surrogatepass"),
            "text/html; charset=utf-8",
            settings.source,
            settings.exclusions,
            selectors,
        )
        return cls(page, links)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Running text, then attributes."""
        return self.page.segments

    def written(self, outcomes: Sequence[Outcome], glosses: Glosses) -> str:
        """The fragment in the other language; passages that stay German say so (`lang="de"`)."""
        parts = glossed_parts(self.page.document, outcomes, glosses)
        return rewrite.put_together(self.page, parts, "/", self.links, None).body.decode("utf-8", "surrogatepass")


def _shown(german: Segment, outcome: Outcome, glosses: Glosses) -> str:
    if outcome.parts is None:
        return german.text
    return Segment(tuple(glosses.apply(german, outcome.parts))).text
