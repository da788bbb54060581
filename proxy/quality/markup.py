"""Inline markup with one model, on the markup set: are links and emphasis around the right words?

Two figures. End to end: the service translates each segment as it does for visitors, and what is shown is compared with
the gold translation. Placing alone: the gold translations are taken, and their elements placed by the model's own word
alignment; what is not clear counts as wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from models.alignment import Alignment
from models.engine import Engine
from models.markup_set import Case
from proxy.quality.measure import through_service
from proxy.quality.placing import Score, is_whole, lines, other_text, parts_of, same_text, written
from proxy.quality.result import MarkupResult
from translation.markup import Node, Span, take_out, write
from translation.projection import Projection
from translation.segment import Part, Segment

Align = Callable[[str, str, str], Alignment]
"""Aligns a German text with its translation into a language."""
Way = Callable[[Sequence[Part], str, str], tuple[Part, ...]]
"""Puts the tags of German parts into a translation in a language; leaves out what it is not sure of."""


def measure_markup(
    engine: Engine, cases: Sequence[Case], language: str, advance: Callable[[int], None], *, wide: bool = False
) -> MarkupResult:
    """Return how well elements are placed; as for `measure`. Raises `models.errors.ModelError`."""
    sources = [parts_of(case.german) for case in cases]
    outcomes = through_service(engine, [Segment(each.parts) for each in sources], language, advance, wide=wide)
    total, shown, broken = Score(), 0, 0
    for case, source, outcome in zip(cases, sources, outcomes, strict=True):
        if outcome.parts is None:
            continue
        shown += 1
        if is_whole(source.parts, outcome.parts):
            total += other_text(written(outcome.parts, source.names), case.translations[language], language)
        else:
            broken += 1
    alone = projected(cases, language, by_alignment(lambda german, text, code: engine.align([(german, text)], code)[0]))
    return MarkupResult(
        segments=len(cases),
        shown=shown / len(cases),
        elements=total.elements,
        f1=total.f1 / total.elements if total.elements else None,
        placing_elements=alone.elements,
        placing_f1=alone.f1 / alone.elements if alone.elements else None,
        broken=broken,
    )


def by_alignment(align: Align) -> Way:
    """Return the product's way without its lower rungs."""

    def way(german: Sequence[Part], target: str, language: str) -> tuple[Part, ...]:
        source, nodes = take_out(german)
        projection = Projection(source, target, align(source, target, language))
        placed = projection.place(nodes, {})
        sure: dict[Node, Span] = {}
        return write(target, _pruned(nodes, placed.places, sure), sure)

    return way


def _pruned(nodes: Sequence[Node], places: Mapping[Node, Span], sure: dict[Node, Span]) -> tuple[Node, ...]:
    """Return the elements that have a place, and write these places down."""
    kept = []
    for node in nodes:
        if node in places:
            pruned = replace(node, children=_pruned(node.children, places, sure))
            sure[pruned] = places[node]
            kept.append(pruned)
    return tuple(kept)


def projected(cases: Sequence[Case], language: str, way: Way) -> Score:
    """Measure a way on the gold translations, line by line."""
    total = Score()
    for case in cases:
        made, gold = [], case.translations[language]
        for german, target in zip(lines(case.german), lines(gold), strict=True):
            source = parts_of(german)
            text, _ = take_out(parts_of(target).parts)
            made.append(written(way(source.parts, text, language), source.names))
        total += same_text("\n".join(made), "\n".join(lines(gold)))
    return total
