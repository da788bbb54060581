"""Inline markup on the bundled set: are the elements around the right words?

Two settings, each against baselines. Projection alone: the translation is the gold one, so only placing is measured;
what is not certain counts as wrong. End to end (`run_whole`): the starter translates, and the words within an element
are compared, by their stems, with those of the gold translation's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bench.markup_cases import Score, lines, parts_of, proportional, same_text, written
from bench.measure import Row
from models.alignment_lexical import LexicalAligner
from models.markup_set import Case, languages, read_set
from translation.markup import Node, Span, take_out, write
from translation.projection import Projection
from translation.segment import Part

Way = Callable[[Sequence[Part], str, str], tuple[Part, ...]]
"""Puts the tags of German parts into a translation in a language; leaves out what it is not sure of."""


def by_alignment(aligner: LexicalAligner) -> Way:
    """Return the product's way without its lower rungs."""

    def way(german: Sequence[Part], target: str, language: str) -> tuple[Part, ...]:
        source, nodes = take_out(german)
        projection = Projection(source, target, aligner.align(source, target, language))
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


def at_same_share(german: Sequence[Part], target: str, _language: str) -> tuple[Part, ...]:
    """The baseline: tags at proportional positions."""
    return proportional(german, target)


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


def run() -> Sequence[Row]:
    """Measure projection alone."""
    cases = read_set()
    aligner = LexicalAligner()
    rows = []
    for language in languages(cases):
        ours = projected(cases, language, by_alignment(aligner))
        share = projected(cases, language, at_same_share)
        rows.append(
            Row(
                f"{language}: {ours.elements} elements on gold translations, projected",
                f"F1 {ours.f1 / ours.elements:.3f}, exact {ours.exact / ours.elements:.0%}, "
                f"links {ours.links_exact / ours.links:.0%}, placed {ours.placed / ours.elements:.0%}",
                f"over {share.f1 / share.elements:.3f} (proportional; links {share.links_exact / share.links:.0%})",
            )
        )
    return tuple(rows)
