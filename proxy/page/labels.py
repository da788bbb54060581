"""What one sees on a control stays in the name that it is known by, also in translation (WCAG 2.5.3).

A control's text and its `aria-label` are translated each for itself, so that a name that held the text may hold it no
longer, and nobody could say it to the computer. Only names that held the text in German are touched, and no word is
invented: the same text gets the same translation, and any other name the text in front of it. `title` is left alone,
because it names only what has no text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from proxy.page.contents import Contents, Label, Translations
from proxy.page.document import Document, Span
from translation.segment import Part


@dataclass(frozen=True, slots=True)
class Agreed:
    """What becomes of names: `names` by the tags of their elements; `german` are the tags of elements all in German."""

    names: dict[Span, str]
    german: frozenset[Span]


def agreed(document: Document, translations: Translations) -> Agreed:
    """Return the names that must hold what one sees, and the elements that can say by `lang` that they stayed German.

    `translations` are those of the page's texts, then of its attributes; None for what stays German.
    """
    named = list(zip(document.attributes, translations[len(document.texts) :], strict=True))
    wanted = [
        (unit, parts)
        for unit, parts in named
        if unit.control or (parts is None and not unit.void and unit.element not in _OF_THE_VISITOR)
    ]
    if not wanted:
        return Agreed({}, frozenset())
    captions = {
        unit.tag: Label(unit.segment.text, _text(parts))
        for unit, parts in named
        if unit.element == "input" and unit.name == "value" and parts is not None
    }
    contents = Contents(document, translations)
    names: dict[Span, str] = {}
    german: set[Span] = set()
    for unit, parts in wanted:
        label = None
        if unit.control:
            label = captions.get(unit.tag) if unit.void else contents.label(unit.tag, unit.element)
        held = label if label is not None and _holds(unit.segment.text, label.german) else None
        if not unit.void and (held or parts is None) and contents.is_german(unit.tag, unit.element):
            german.add(unit.tag)
        elif held is not None:
            name = unit.segment.text if parts is None else _text(parts)
            if not _holds(name, held.shown):
                names[unit.tag] = _joined(name, held, same=_folded(unit.segment.text) == _folded(held.german))
    return Agreed(names, frozenset(german))


# What will stand in it is in nobody knows which language.
_OF_THE_VISITOR = frozenset({"textarea"})


def _joined(name: str, label: Label, *, same: bool) -> str:
    """Return a name that holds the label: the label alone where that is all it was, else the label, then the name.

    The label comes first, because whoever speaks to the computer begins with it (WCAG technique G208).
    """
    shown = " ".join(label.shown.split())
    return shown if same else f"{shown} \u2013 {name}"


def _holds(name: str, label: str) -> bool:
    """Tell whether a name holds a label that has words in it."""
    words = _folded(label)
    return bool(words) and words in _folded(name)


def _folded(text: str) -> str:
    """Return the words of a text in small letters: marks between them, as signs do, say nothing to speech input."""
    return " ".join(_WORD.findall(text.replace("\u00ad", "").casefold()))


_WORD = re.compile(r"\w+")


def _text(parts: Sequence[Part]) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in parts)
