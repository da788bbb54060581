"""Finding the entries of a glossary of 10,000 in a segment: made-up compounds beside the collection of the package.

The segments are sentences of 200 letters with a handful of terms each, and a page's worth of short ones.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import replace

from bench.measure import Row, interleaved, milliseconds
from glossary.collection import load_collection
from glossary.match import Matcher
from glossary.term import MatchRule, Target, Term

ENTRIES = 10_000
_SEGMENTS = 500
_FIRST = "Bau Stadt Wohn Haus Amts Verkehrs Schul Kinder Sozial Umwelt Wasser Grund Wahl Steuer Personal Pflege".split()
_SECOND = "antrag gebühr stelle plan ordnung prüfung bescheid kosten hilfe register karte behörde aufsicht amt".split()
_PLAIN = "und oder mit für bitte können Sie finden heute morgen unsere Mitarbeiter helfen Ihnen gerne weiter".split()


def glossary(entries: int = ENTRIES) -> tuple[Term, ...]:
    """Return a glossary of this many entries, each with several forms."""
    dice = random.Random(1)  # noqa: S311
    lemmas: dict[str, None] = {}
    while len(lemmas) < entries:
        middle = "".join(dice.choice(_SECOND) for _ in range(dice.randint(1, 3)))
        lemmas[f"{dice.choice(_FIRST)}{middle}"] = None
    known = load_collection()
    made = [
        replace(
            Term(lemma, forms=tuple(f"{lemma}{end}" for end in ("s", "es", "e", "en"))),
            match=MatchRule.COMPOUND if number % 5 == 0 else MatchRule.WORD,
            targets=(Target("tr", f"terim {number}"),),
        )
        for number, lemma in enumerate(lemmas)
    ]
    return (*known, *made[: entries - len(known)])


def segments(terms: Sequence[Term]) -> tuple[str, ...]:
    """Return texts with terms in them."""
    dice = random.Random(2)  # noqa: S311
    texts = []
    for number in range(_SEGMENTS):
        words = [dice.choice(_PLAIN) for _ in range(24 if number % 2 else 4)]
        for _ in range(4 if number % 2 else 1):
            words.insert(dice.randrange(len(words)), dice.choice(dice.choice(terms).german))
        texts.append(" ".join(words))
    return tuple(texts)


def run() -> Sequence[Row]:
    """Measure."""
    terms = glossary()
    started = time.process_time()
    matcher = Matcher(terms)
    built = time.process_time() - started
    texts = segments(terms)
    hyphened = tuple(text.replace("stelle", "\u00adstelle").replace(" Sie", "\u00a0Sie") for text in texts)
    found = sum(len(matcher.find(text)) for text in texts)
    times = interleaved(
        {"plain": lambda: [*map(matcher.find, texts)], "hyphened": lambda: [*map(matcher.find, hyphened)]}, 9
    )
    slowest = max(interleaved({text: lambda text=text: matcher.find(text) for text in texts}, 3).values())  # type: ignore[misc]
    name = f"find {len(terms):,} entries ({len(matcher):,} forms) in a segment ({found / len(texts):.1f} matches)"
    return (
        Row(name, f"{times['plain'] / len(texts) * 1000:.3f} ms", "1 ms"),
        Row(
            "the same with soft hyphens and no-break spaces", f"{times['hyphened'] / len(texts) * 1000:.3f} ms", "1 ms"
        ),
        Row("the slowest segment", f"{slowest * 1000:.3f} ms", "1 ms"),
        Row("build the matcher after a change", milliseconds(built)),
    )
