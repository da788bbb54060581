"""The bundled markup test set: German segments with inline elements, and their translations with the same elements.

A line of `markup_set.jsonl` holds `topic`, `de` and the languages. Elements are written `<b>...</b>`; a number tells
several of a name apart (`<b2>`); `<br>`, `<img>` and `<wbr>` have no end. Written by hand for this project, unreviewed
by native speakers, CC0; in no training data and in no memory. With it a model's alignment is measured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from models.alignment import Alignment, Span, words
from models.errors import ModelDamagedError

PACKAGED: Final = Path(__file__).with_name("markup_set.jsonl")
VOID: Final = frozenset({"br", "img", "wbr"})
SOURCE: Final = "de"
_TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>[a-z]+)(?P<number>\d*)>")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its tags, and the place of each element by name and number; that of a void one has no width.

    A line break is a new line of the text too, so that no two words meet.
    """

    text: str
    places: Mapping[str, Span]

    @property
    def covered(self) -> Mapping[str, frozenset[Span]]:
        """The words of each element; a word that it shares with its neighbour counts if it has half of its letters."""
        found = words(self.text)
        return {
            name: frozenset(
                (start, end) for start, end in found if 2 * (min(end, place[1]) - max(start, place[0])) >= end - start
            )
            for name, place in self.places.items()
        }


@dataclass(frozen=True, slots=True)
class Case:
    """A German segment as it is written in the set, and its translations by language."""

    topic: str
    german: str
    translations: Mapping[str, str]


def read_set(file: Path = PACKAGED) -> tuple[Case, ...]:
    """Read a markup set; raises `ModelDamagedError`."""
    cases = []
    try:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                topic, german = record.pop("topic"), record.pop(SOURCE)
                cases.append(Case(topic, german, MappingProxyType(record)))
    except (OSError, ValueError, KeyError) as error:
        message = f"the markup set {file} cannot be read: {error!r}; install the package anew"
        raise ModelDamagedError(message) from error
    return tuple(cases)


def read_marked(written: str) -> Marked:
    """Read the tags of a text; raises `ValueError` where they do not nest or one stands twice."""
    text = ""
    places: dict[str, Span] = {}
    open_: list[tuple[str, int]] = []
    position = 0
    for match in _TAG.finditer(written):
        text += written[position : match.start()]
        position = match.end()
        name = match["name"] + match["number"]
        if match["end"]:
            opened, start = open_.pop() if open_ else ("", 0)
            if opened != name:
                message = f"</{name}> ends <{opened}> in {written!r}"
                raise ValueError(message)
            places[name] = start, len(text)
        elif name in places or any(name == opened for opened, _ in open_):
            message = f"<{name}> stands twice in {written!r}"
            raise ValueError(message)
        elif match["name"] in VOID:
            places[name] = len(text), len(text)
            text += "\n" if name.startswith("br") else ""
        else:
            open_.append((name, len(text)))
    if open_:
        message = f"<{open_[-1][0]}> has no end in {written!r}"
        raise ValueError(message)
    return Marked(text + written[position:], places)


def alignment_score(german: Marked, translation: Marked, alignment: Alignment) -> tuple[float, float]:
    """Return how far links keep to elements: weight of links that stay within or without each, and of all links.

    A link errs where one of its words is in an element and the other is not.
    """
    right = whole = 0.0
    inside, within = german.covered, translation.covered
    for name in inside.keys() & within.keys():
        if inside[name] and within[name]:
            for link in alignment:
                if link.source in inside[name] or link.target in within[name]:
                    whole += link.weight
                    right += link.weight * (link.source in inside[name] and link.target in within[name])
    return right, whole


def languages(cases: Sequence[Case]) -> tuple[str, ...]:
    """Return the languages that all cases have."""
    first = cases[0].translations if cases else {}
    return tuple(code for code in first if all(code in case.translations for case in cases))
