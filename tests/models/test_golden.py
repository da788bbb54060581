"""The first look at a model: what is plainly wrong with an answer, and how fast it came."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest

from models.alignment import Alignment
from models.engine import Candidate, Search
from models.errors import EngineError
from models.golden import SENTENCE, WORDS, look, problem_of, words_per_second


class ScriptedEngine:
    """Answers with what it was given for each language; fails for the others."""

    signature = "scripted"
    faithful = False
    max_tokens = 100

    def __init__(self, answers: dict[str, Candidate]) -> None:
        self._answers = answers

    def languages(self) -> frozenset[str]:
        return frozenset(self._answers)

    def confidence(self, _language: str) -> float:
        return -1.0

    def count(self, text: str) -> int:
        return len(text)

    def translate(self, texts: Sequence[str], language: str, _search: Search) -> list[tuple[Candidate, ...]]:
        if language not in self._answers:
            message = "no such language"
            raise EngineError(message)
        return [(self._answers[language],) for _ in texts]

    def align(self, pairs: Sequence[tuple[str, str]], _language: str) -> list[Alignment]:
        return [() for _ in pairs]


@pytest.mark.parametrize(
    ("answer", "language", "problem"),
    [
        ("You can apply for it.", "en", ""),
        ("يمكنكم طلب البطاقة", "ar", ""),
        ("Картата се заявява в Bürgerbüro.", "bg", ""),
        ("You can apply for it.", "uk", "the answer is not in Cyrillic letters"),
        ("Вы можете", "tr", "the answer is not in Latin letters"),
        ("12. 3.", "en", "the answer has no letters"),
        ("", "fr", "the answer has no letters"),
        (SENTENCE, "fr", "the answer is the German sentence"),
    ],
)
def test_what_is_plainly_wrong(answer: str, language: str, problem: str) -> None:
    """Script, emptiness and an untranslated sentence are seen without knowing the language."""
    assert problem_of(answer, language) == problem


def test_a_look_goes_through_all_languages() -> None:
    """Each answer comes with its confidence, whether it would be shown, and its problem; failures do not end it."""
    engine = ScriptedEngine(
        {
            "en": Candidate("Good.", -0.5, complete=True),
            "fr": Candidate("Peut-être.", -1.5, complete=True),
            "tr": Candidate("Ve ve ve", -0.1, complete=False),
        }
    )
    ticks = count(0, 2)
    answers = list(look(engine, ["en", "fr", "tr", "xx"], lambda: float(next(ticks))))
    assert [each.shown for each in answers] == [True, False, True, False]
    assert [each.problem for each in answers] == ["", "", "the answer does not end", "no such language"]
    assert words_per_second(answers) == WORDS / 2


def test_no_answers_no_speed() -> None:
    """Nothing translated is no division by zero."""
    assert words_per_second([]) == 0.0
