"""The rungs of the ladder for one sentence: each is one more way to ask, or to mend what was answered.

A rung is a function of the sentence and the best candidate so far; `RUNGS` says in which order they are climbed, and
when one can help.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from models.alignment import Alignment
from models.engine import GREEDY, Candidate, Search
from translation import masking, repair, sentences
from translation.judging import CUT_OFF, UNSURE, Judge, Verdict
from translation.terms import approved, names, with_targets
from translation.trace import TermResult

QUICK, WIDE = "greedy", "beam"  # the ways to begin
BEAM = Search(beam=4, candidates=4)
# What a model cannot get wrong once it is out of its hands.
_MASKABLE = frozenset({"numbers", "addresses", "laws", "order", "streets"})


@dataclass(frozen=True, slots=True)
class Tools:
    """The engine, for one language: `ask` for candidates of a text, `align` a text with its translation."""

    ask: Callable[[str, Search], Awaitable[Sequence[Candidate]]]
    align: Callable[[str, str], Awaitable[Alignment]]


@dataclass(frozen=True, slots=True)
class Task:
    """One German sentence: who judges its translations, and what they are made with."""

    judge: Judge
    tools: Tools
    wide: bool = False
    """Whether to begin with the wide search, not with the quickest."""

    @property
    def text(self) -> str:
        """The German."""
        return self.judge.source

    @property
    def language(self) -> str:
        """The language asked for."""
        return self.judge.terms.language

    def judged(self, candidates: Sequence[Candidate], mends: TermResult = TermResult.HONOURED) -> tuple[Verdict, ...]:
        """Judge candidates that came by a way that `mends` terms so."""
        return tuple(self.judge.judge(candidate, mends) for candidate in candidates)


@dataclass(frozen=True, slots=True)
class Rung:
    """A way, when it can help with what is wrong with the best candidate so far, and how it is gone."""

    way: str
    helps: Callable[[Verdict], bool]
    climb: Callable[[Task, Verdict], Awaitable[Sequence[Verdict]]]


async def greedy(task: Task) -> Sequence[Verdict]:
    """Ask for the engine's quickest answer."""
    return task.judged(await task.tools.ask(task.text, GREEDY))


async def beam(task: Task) -> Sequence[Verdict]:
    """Ask for the best answers of a wide search."""
    return task.judged(await task.tools.ask(task.text, BEAM), TermResult.RERANKED)


async def _beam(task: Task, _best: Verdict) -> Sequence[Verdict]:
    return await beam(task)


async def _terms_given(task: Task, best: Verdict) -> Sequence[Verdict]:
    """Ask with the German words of the terms replaced by the words that shall stand for them."""
    asked = with_targets(task.text, best.violated, task.language)
    if asked == task.text:
        return ()
    return task.judged(await task.tools.ask(asked, BEAM), TermResult.REDECODED)


async def _word_suppressed(task: Task, best: Verdict) -> Sequence[Verdict]:
    """Ask again without the words that stand where the terms should."""
    alignment = await task.tools.align(task.text, best.text)
    places = [repair.words_for(match, best.text, alignment) for match in best.violated]
    words = {word for place in places if place for word in best.text[place[0] : place[1]].split()}
    if not words:
        return ()
    search = replace(BEAM, suppress=tuple(sorted(words)))
    return task.judged(await task.tools.ask(task.text, search), TermResult.REDECODED)


async def _masked(task: Task, _best: Verdict) -> Sequence[Verdict]:
    """Ask with signs for numbers, addresses and names, and put them back."""
    spans = [(match.start, match.end) for match in names(task.judge.terms.matches)]
    masked = masking.mask(task.text, task.language, spans)
    if masked is None:
        return ()
    answers = await task.tools.ask(masked.text, BEAM)
    restored = ((answer, masking.unmask(masked, answer.text)) for answer in answers)
    return task.judged(
        [replace(answer, text=text) for answer, text in restored if text is not None], TermResult.PROTECTED
    )


async def _number_repaired(task: Task, best: Verdict) -> Sequence[Verdict]:
    """Put the one number right that was copied wrongly."""
    mended = repair.with_number(task.text, best.text, await task.tools.align(task.text, best.text))
    return task.judged([Candidate(mended, best.confidence, complete=True)], best.mends) if mended else ()


async def _clause_by_clause(task: Task, _best: Verdict) -> Sequence[Verdict]:
    """Ask for the clauses one by one, where punctuation says what they are."""
    pieces = sentences.clauses(task.text)
    if len(pieces) < 2:
        return ()
    answers = [await task.tools.ask(piece.text, GREEDY) for piece in pieces]
    if not all(answers):
        return ()
    best = [answer[0] for answer in answers]
    text = "".join(
        f"{_as_clause(piece.text, each.text)}{piece.space}" for piece, each in zip(pieces, best, strict=True)
    )
    joined = Candidate(text, min(each.confidence for each in best), all(each.complete for each in best))
    return task.judged([joined], TermResult.REDECODED)


async def _term_replaced(task: Task, best: Verdict) -> Sequence[Verdict]:
    """Put approved terms, in their base form, in the place of what stands for them; to be reviewed."""
    text = best.text
    for match in approved(best.violated):
        mended = repair.with_term(match, text, await task.tools.align(task.text, text), task.language)
        text = mended or text
    if text == best.text:
        return ()
    return task.judged([Candidate(text, best.confidence, complete=True)], TermResult.REPLACED)


def _is_wrong(best: Verdict) -> bool:
    """Tell whether a check or a term speaks against it; what is only unsure does not get surer by looking wider."""
    return bool(best.violated) or best.objection not in ("", UNSURE)


def _misses_terms(best: Verdict) -> bool:
    return bool(best.violated)


def _miscopies(best: Verdict) -> bool:
    return bool(names(best.violated)) or not _MASKABLE.isdisjoint(best.checks)


def _miscounts(best: Verdict) -> bool:
    return best.checks == ("numbers",)


def _fails(best: Verdict) -> bool:
    return bool(best.checks) or best.objection == CUT_OFF


def _lacks_only_terms(best: Verdict) -> bool:
    return bool(approved(best.violated)) and not best.objection


RUNGS: tuple[Rung, ...] = (
    Rung(WIDE, _is_wrong, _beam),
    Rung("terms given", _misses_terms, _terms_given),
    Rung("word suppressed", _misses_terms, _word_suppressed),
    Rung("masked", _miscopies, _masked),
    Rung("number repaired", _miscounts, _number_repaired),
    Rung("clause by clause", _fails, _clause_by_clause),
    Rung("term replaced", _lacks_only_terms, _term_replaced),
)

_OPEN_END = re.compile(r"[,;:–—-]$")


def _as_clause(german: str, text: str) -> str:
    """Return a clause's translation as it stands within a sentence: its stop and its first letter are the German's."""
    end = _OPEN_END.search(german)
    if end:
        text = text.rstrip(" .,;:،؛") + end[0]
    first, second = text[:1], text[1:2]
    if german[:1].islower() and first.isupper() and second.islower():
        text = first.lower() + text[1:]
    return text
