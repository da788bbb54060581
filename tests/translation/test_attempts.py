"""The ladder for one sentence: which rung helps with what, and what stays German."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest
from entries import names, term

from glossary.live import make_snapshot
from glossary.term import Place, State, Term
from models.alignment import Alignment, Link, words
from models.engine import GREEDY, Candidate, Search
from translation import attempts
from translation.judging import UNSURE, Judge
from translation.outcome import Layer, Outcome
from translation.rungs import BEAM, Task, Tools
from translation.terms import terms_of
from translation.trace import TermResult

SENTENCE = "Das Fundbüro öffnet am Montag um 8 Uhr."
RIGHT = "Kayıp eşya bürosu pazartesi günü saat 8'de açılır."
WRONG_WORD = "Buluşma bürosu pazartesi günü saat 8'de açılır."
WRONG_NUMBER = "Kayıp eşya bürosu pazartesi günü saat 9'da açılır."
OFFICE = term("Fundbüro", tr="kayıp eşya bürosu")
APPROVED = replace(OFFICE, state=State.APPROVED)


@dataclass
class Model:
    """An engine that answers what `answer` says, and writes down what it was asked."""

    answer: Callable[[str, Search], Sequence[str]]
    alignment: Callable[[str, str], Alignment] = lambda _source, _target: ()
    asked: list[tuple[str, Search]] = field(default_factory=list)
    confidence: float = 0.0

    async def ask(self, text: str, search: Search) -> Sequence[Candidate]:
        """Answer."""
        self.asked.append((text, search))
        return [Candidate(answer, self.confidence, complete=True) for answer in self.answer(text, search)]

    async def align(self, source: str, target: str) -> Alignment:
        """Align."""
        return self.alignment(source, target)


async def climb(model: Model, *terms: Term, german: str = SENTENCE, least: float = -1.0) -> Outcome:
    """Send a sentence up the ladder."""
    judge = Judge(german, terms_of(german, make_snapshot(terms, (), ["tr"]), Place("", "tr")), least)
    return await attempts.translate(Task(judge, Tools(model.ask, model.align)))


def ways(outcome: Outcome) -> list[str]:
    """Return the names of the rungs that were climbed."""
    return [attempt.way for attempt in outcome.trace.attempts]


def result(outcome: Outcome) -> TermResult:
    """Return what became of the one term."""
    (use,) = outcome.trace.terms
    return use.result


async def test_a_good_answer_is_taken() -> None:
    """The engine is asked once, and there is nothing to tell."""
    model = Model(lambda _text, _search: [RIGHT])
    assert await climb(model) == Outcome((RIGHT,), Layer.MODEL)
    assert model.asked == [(SENTENCE, GREEDY)]


async def test_a_term_that_the_model_knows() -> None:
    """That it was honoured is told."""
    outcome = await climb(Model(lambda _text, _search: [RIGHT]), OFFICE)
    assert outcome.text == RIGHT
    assert result(outcome) is TermResult.HONOURED


async def test_another_candidate_has_the_term() -> None:
    """Of several candidates without findings the one with the term is shown, be the entry a draft or not."""
    model = Model(lambda _text, search: [WRONG_WORD, RIGHT] if search == BEAM else [WRONG_WORD])
    outcome = await climb(model, OFFICE)
    assert (outcome.text, result(outcome), ways(outcome)) == (RIGHT, TermResult.RERANKED, ["greedy", "beam"])


async def test_the_term_is_given() -> None:
    """Asked with the term in the place of the German word, the model leaves it there."""
    model = Model(lambda text, _search: [RIGHT if "kayıp eşya bürosu" in text else WRONG_WORD])
    outcome = await climb(model, OFFICE)
    assert (outcome.text, result(outcome)) == (RIGHT, TermResult.REDECODED)
    assert model.asked[-1] == ("Das kayıp eşya bürosu öffnet am Montag um 8 Uhr.", BEAM)


def aligned(source: str, target: str) -> Alignment:
    """Align the first two words of the target with `Fundbüro`."""
    here, there = words(source), words(target)
    return tuple(Link(here[1], each, 0.9) for each in there[:2])


async def test_the_wrong_word_is_suppressed() -> None:
    """If that does not help, the words in the term's place are forbidden."""
    model = Model(lambda _text, search: [RIGHT if search.suppress else WRONG_WORD], aligned)
    outcome = await climb(model, OFFICE)
    assert (outcome.text, result(outcome)) == (RIGHT, TermResult.REDECODED)
    assert model.asked[-1] == (SENTENCE, replace(BEAM, suppress=("Buluşma", "bürosu")))


async def test_an_approved_term_is_put_in() -> None:
    """The last rung for an approved entry: its base form, marked for review."""
    outcome = await climb(Model(lambda _text, _search: [WRONG_WORD], aligned), APPROVED)
    assert outcome.text == RIGHT
    assert outcome.detail == attempts.REVIEW
    assert result(outcome) is TermResult.REPLACED


@pytest.mark.parametrize("entry", [OFFICE, APPROVED], ids=["draft", "approved"])
async def test_without_the_term_german(entry: Term) -> None:
    """A draft is never put in by force, an approved one not without alignment; what lacks the term is not shown."""
    model = Model(lambda _text, _search: [WRONG_WORD], aligned if entry is OFFICE else lambda _s, _t: ())
    outcome = await climb(model, entry)
    assert outcome.parts is None
    assert outcome.detail == "term: 'Fundbüro' is not kept"
    assert result(outcome) is TermResult.VIOLATED


async def test_numbers_are_masked() -> None:
    """A wrong number is taken out of the model's hands and put back exactly."""
    masked = "Kayıp eşya bürosu pazartesi günü saat X1'de açılır."
    model = Model(lambda text, _search: [masked if "X1" in text else WRONG_NUMBER])
    outcome = await climb(model)
    assert outcome.text == RIGHT
    assert ways(outcome) == ["greedy", "beam", "masked"]
    assert outcome.trace.attempts[0].refused == ("check numbers: numbers differ: lost 8; new 9",)


async def test_a_name_is_masked() -> None:
    """A name that the model translates comes out exactly."""
    german = "Das Rathaus steht in Mitte."

    def answer(text: str, _search: Search) -> list[str]:
        return ["Belediye binası X1 semtindedir." if "X1" in text else "Belediye binası ortadadır."]

    outcome = await climb(Model(answer), *names("Mitte"), german=german)
    assert outcome.text == "Belediye binası Mitte semtindedir."
    assert result(outcome) is TermResult.PROTECTED


async def test_a_number_is_repaired() -> None:
    """Where masking fails and alignment proves it, the one wrong number is put right."""

    def by_number(source: str, target: str) -> Alignment:
        here, there = words(source), words(target)
        return (Link(here[6], next(span for span in there if target[span[0]] == "9"), 0.9),)

    outcome = await climb(Model(lambda _text, _search: [WRONG_NUMBER], by_number))
    assert outcome.text == "Kayıp eşya bürosu pazartesi günü saat 8'da açılır."
    assert ways(outcome)[-1] == "number repaired"


async def test_clause_by_clause() -> None:
    """A sentence that cannot be translated whole is translated by its clauses, with their stops and small letters."""
    german = "Das Amt ist heute zu, weil es keinen Strom gibt."
    clauses = {
        "Das Amt ist heute zu,": ["Daire bugün kapalı."],
        "weil es keinen Strom gibt.": ["Çünkü elektrik yok."],
    }
    outcome = await climb(Model(lambda text, _search: clauses.get(text, [german])), german=german)
    assert outcome.text == "Daire bugün kapalı, çünkü elektrik yok."
    assert ways(outcome)[-1] == "clause by clause"


async def test_unsure_stays_german() -> None:
    """What is only unsure is not asked for again, and not shown."""
    model = Model(lambda _text, _search: [RIGHT], confidence=-2.0)
    outcome = await climb(model)
    assert (outcome.parts, outcome.detail) == (None, UNSURE)
    assert model.asked == [(SENTENCE, GREEDY)]


async def test_no_answer() -> None:
    """An engine without an answer leaves the German."""
    outcome = await climb(Model(lambda _text, _search: []))
    assert (outcome.parts, outcome.detail) == (None, attempts.NO_ANSWER)


async def test_all_fails() -> None:
    """The last reason is told, and every way that was tried."""
    outcome = await climb(Model(lambda _text, _search: [WRONG_NUMBER]))
    assert outcome.detail.startswith("check numbers")
    assert ways(outcome) == ["greedy", "beam", "masked", "number repaired", "clause by clause"]
