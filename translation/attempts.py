"""The ladder for one sentence without tags: from the quickest answer of the engine down to German (law 4).

Each rung (`rungs`) is climbed only where it can help, and each is recorded. A candidate that fails a check is never
shown. Nor is one that does not keep a term, approved or draft: most of these candidates proved wrong
(docs/decisions/0010), and German is not. But a draft is never put in by force.
"""

from __future__ import annotations

from collections.abc import Sequence

from translation.judging import Verdict
from translation.outcome import Layer, Outcome
from translation.rungs import QUICK, RUNGS, WIDE, Task, beam, greedy
from translation.trace import NO_TRACE, Attempt, TermResult, Trace

NO_ANSWER = "the model gave no answer"


async def translate(task: Task) -> Outcome:
    """Go from rung to rung until a candidate is good enough; raises `models.errors.ModelError`."""
    way, verdicts = (WIDE, await beam(task)) if task.wide else (QUICK, await greedy(task))
    if not verdicts:
        return Outcome(None, Layer.GERMAN, NO_ANSWER, trace=Trace((Attempt(way, (NO_ANSWER,)),)))
    first, best = verdicts[0], min(verdicts, key=lambda verdict: verdict.rank)
    attempts = [Attempt(way, best.refused)]
    for rung in RUNGS:
        if rung.way != way and rung.helps(best):
            made = await rung.climb(task, best)
            attempts.append(_attempt(rung.way, made))
            best = min((best, *made), key=lambda verdict: verdict.rank)
    return _outcome(task, first, best, tuple(attempts))


def _attempt(way: str, made: Sequence[Verdict]) -> Attempt:
    if not made:
        return Attempt(way, (NO_ANSWER,))
    return Attempt(way, min(made, key=lambda verdict: verdict.rank).refused)


def _outcome(task: Task, first: Verdict, best: Verdict, attempts: tuple[Attempt, ...]) -> Outcome:
    uses = task.judge.terms.uses(first.violated, best.violated, best.mends)
    plain = not uses and attempts == (Attempt(QUICK),)
    trace = NO_TRACE if plain else Trace(attempts, uses)
    if best.objection:
        return Outcome(None, Layer.GERMAN, best.objection, best.confidence, trace)
    if best.violated:
        reason = f"term: {best.violated[0].term.lemma!r} is not kept"
        return Outcome(None, Layer.GERMAN, reason, best.confidence, trace)
    detail = REVIEW if any(use.result is TermResult.REPLACED for use in uses) else ""
    return Outcome((best.text,), Layer.MODEL, detail, best.confidence, trace)


REVIEW = "a term was put in by force: to be reviewed"
