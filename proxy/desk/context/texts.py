"""The segments of a page as editors read them: German, translation, state, and why it reads so. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from proxy.composed_page import Composed
from proxy.desk.texts.ids import segment_id
from proxy.desk.texts.noting import noted_explanations
from proxy.desk.texts.reading import TextState
from proxy.reports.quotes import plain
from translation.explain import Explanation, explain
from translation.overriding import marked_text


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `term` where it is the words of a term."""

    text: str
    term: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One segment where it stands on a page; `number` is its place in the page's order."""

    number: int
    id: str
    kind: str
    """`text` for running text, else the name of the element or attribute: `title`, `alt`, `placeholder` ..."""
    explanation: Explanation
    state: TextState
    editable: bool

    @property
    def german(self) -> str:
        """The German, without marks."""
        return plain(self.explanation.german)

    @property
    def shown(self) -> str:
        """What is read: the translation, or the German that stayed; without marks."""
        return self.german if self.explanation.text is None else plain(self.explanation.text)

    @property
    def is_german(self) -> bool:
        """Whether it stays German."""
        return self.explanation.text is None

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The German with the words of its terms."""
        return _pieces(self.german, [use.surface for use in self.explanation.terms])


def texts_of(page: Composed) -> tuple[Text, ...]:
    """Return the segments of a page, texts first, then attributes."""
    document, place = page.taken.document, page.order.place
    kinds = [_kind(unit.holder_name) for unit in document.texts]
    kinds += [unit.name for unit in document.attributes]
    pairs = list(zip(page.taken.segments, page.outcomes, strict=True))
    explained = [explain(segment, outcome, place, page.state) for segment, outcome in pairs]
    noted = noted_explanations(place.path, place, explained, page.state.overrides)
    states = {reading.segment: reading.state for reading in noted.readings}
    texts = []
    for number, (kind, each, (segment, _)) in enumerate(zip(kinds, explained, pairs, strict=True)):
        name = segment_id(each.german)
        state = states.get(name, TextState.MACHINE)
        texts.append(Text(number, name, kind, each, state, marked_text(segment) is not None))
    return tuple(texts)


def chosen(texts: Sequence[Text], name: str, number: int | None) -> Text | None:
    """Return the text of an id; where it stands several times, the one of that number if it is one of them."""
    named = [each for each in texts if each.id == name]
    return next((each for each in named if each.number == number), named[0] if named else None)


def _kind(holder: str) -> str:
    return holder if holder in ("title", "option") else "text"


def _pieces(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """Cut a text at the first place of each of the words that no other has taken."""
    taken: list[tuple[int, int]] = []
    for word in sorted(set(words), key=len, reverse=True):
        at = text.find(word) if word else -1
        while at >= 0 and any(at < end and start < at + len(word) for start, end in taken):
            at = text.find(word, at + 1)
        if at >= 0:
            taken.append((at, at + len(word)))
    pieces: list[Piece] = []
    position = 0
    for start, end in sorted(taken):
        pieces += [Piece(text[position:start]), Piece(text[start:end], term=True)]
        position = end
    pieces.append(Piece(text[position:]))
    return tuple(each for each in pieces if each.text)
