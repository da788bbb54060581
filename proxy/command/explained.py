"""Explanations as text for a terminal: a segment, what it became, and the reasons below."""

from __future__ import annotations

from collections.abc import Iterable

from translation.explain import Explanation


def lines_of(each: Explanation) -> Iterable[str]:
    """Yield the lines of one explanation."""
    yield each.german
    yield f"  -> {each.german if each.text is None else each.text}"
    facts = [each.layer or "not remembered", each.reason]
    if each.confidence is not None:
        facts.append(f"confidence {each.confidence:.3f}")
    if each.markup:
        facts.append(f"tags: {each.markup}")
    if each.seconds is not None:
        facts.append(f"made in {each.seconds:.3f} s by {each.model}")
    yield f"     [{'; '.join(fact for fact in facts if fact)}]"
    for use in each.terms:
        yield f"     term {use.lemma} (here: {use.surface}): {use.result.value}"
    for attempt in each.attempts:
        yield f"     tried {attempt.way}: {'; '.join(attempt.refused) or 'good'}"
    if each.stale_override is not None:
        yield f"     stale override of {each.stale_override.german!r}: {each.stale_override.text}"
