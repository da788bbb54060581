"""Inline markup on the bundled set: are the elements around the right words?

Against a baseline. The translation is the gold one, so only placing is measured; what is not certain counts as wrong.
End to end the same is measured by `markup_whole`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bench.measure import Row
from bench.proportional import proportional
from models.alignment_lexical import LexicalAligner
from models.markup_set import languages, read_set
from proxy.quality.markup import by_alignment, projected
from translation.segment import Part


def at_same_share(german: Sequence[Part], target: str, _language: str) -> tuple[Part, ...]:
    """The baseline: tags at proportional positions."""
    return proportional(german, target)


def run() -> Sequence[Row]:
    """Measure projection alone."""
    cases = read_set()
    aligner = LexicalAligner()
    rows = []
    for language in languages(cases):
        ours = projected(cases, language, by_alignment(aligner.align))
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
