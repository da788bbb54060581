"""Leads each text to an engine: per language the first way that works, a share of segments to a model on trial.

A way that cannot be loaded, or fails several times running, is passed over for a while, with the reason told; then
it is tried again. Whoever remembers translations asks `route` for the engine of a segment and keeps its signature in
the key (law 6): a fall-back or a canary then changes exactly the segments that it translates. Safe under threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from models.alignment import Alignment
from models.canary import in_share
from models.delegating import DelegatingEngine
from models.engine import Candidate, Engine, Search
from models.errors import EngineError, ModelError, ModelMissingError

PASSED_OVER: Final = "is passed over for now"
_FAILURES: Final = 3  # of an engine that is loaded: one odd text shall not turn all others away
_LONGEST: Final = 12  # times the first wait: what stays broken is tried ever more rarely


class Routes(Protocol):
    """Says which engine translates a segment."""

    def route(self, language: str, text: str) -> Engine:
        """Return the engine for a segment's `text` into `language`; its signature belongs into the segment's key."""

    def pass_over(self, signature: str) -> None:
        """Hear that an engine is passed over in the process where it runs."""


@dataclass(frozen=True, slots=True)
class OneEngine:
    """The same engine for everything."""

    engine: Engine

    def route(self, _language: str, _text: str) -> Engine:
        """Return it."""
        return self.engine

    def pass_over(self, signature: str) -> None:
        """There is no other."""


@dataclass(frozen=True, slots=True)
class Canary:
    """A model on trial for one language, and for how many in a hundred segments."""

    engine: Engine
    percent: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted for one language, whatever the router was made with; engines by their names (`name_of`)."""

    engine: str
    trial: str = ""
    """On trial for `percent` of the segments; none if empty."""
    percent: float = 0.0


def name_of(signature: str) -> str:
    """The name of an engine by its signature: KEY@VERSION, or two of them by way of English (A@1>B@2)."""
    return ">".join(leg.partition("|")[0].partition("#")[0] for leg in signature.split(">"))


@dataclass(slots=True)
class _State:
    failures: int = 0
    strikes: int = 0
    until: float = 0.0
    """Passed over until then, in the clock's seconds."""


class Router:
    """Ways by language, each a ranked row of engines; itself an engine that goes the best way for each text."""

    def __init__(
        self,
        ways: Mapping[str, Sequence[Engine]],
        canaries: Mapping[str, Canary],
        clock: Callable[[], float],
        retry_seconds: float,
        report: Callable[[str], None],
    ) -> None:
        """`report` hears of every fall-back and its end; an engine that failed is tried again after `retry_seconds`."""
        empty = sorted(language for language, row in ways.items() if not row)
        if empty or not ways:
            message = f"no installed model translates into {' '.join(empty) or 'any language'}; see `models list`"
            raise ModelMissingError(message)
        self._clock = clock
        self._retry = retry_seconds
        self._report = report
        self._lock = threading.Lock()
        watched: dict[int, _Watched] = {}
        engines = [*(each for row in ways.values() for each in row), *(each.engine for each in canaries.values())]
        for each in engines:
            watched.setdefault(id(each), _Watched(each, self._failed, self._worked))
        self._ways = {language: tuple(watched[id(each)] for each in row) for language, row in ways.items()}
        self._canaries = {
            language: (watched[id(each.engine)], each.percent) for language, each in canaries.items() if each.percent
        }
        self._made = self._ways, self._canaries
        self._states: dict[str, _State] = {}

    # What is wanted

    def choose(self, choices: Mapping[str, Choice]) -> tuple[str, ...]:
        """Follow these choices from now on, and for languages without one what the router was made with.

        Nothing is loaded before it is used. Answers what cannot be followed, for people: that part is as it was made.
        """
        ways, canaries = dict(self._made[0]), dict(self._made[1])
        troubles: list[str] = []
        for language, choice in choices.items():
            known = {name_of(each.signature): each for each in ways.get(language, ())}
            unknown = [name for name in (choice.engine, choice.trial) if name and name not in known]
            if unknown or language not in ways:
                troubles.append(f"{language}: {', '.join(unknown) or choice.engine} does not translate into it here")
                continue
            first = known[choice.engine]
            ways[language] = (first, *(each for each in ways[language] if each is not first))
            canaries.pop(language, None)
            if choice.trial and choice.percent:
                canaries[language] = known[choice.trial], choice.percent
        self._ways, self._canaries = ways, canaries
        return tuple(troubles)

    def candidates(self, language: str) -> tuple[str, ...]:
        """The names of the engines that can be chosen for a language, in the order of falling back."""
        return tuple(name_of(each.signature) for each in self._ways.get(language, ()))

    def now(self, language: str) -> Choice:
        """What holds for a language at the moment, with signatures in place of names."""
        on_trial = self._canaries.get(language)
        trial = (on_trial[0].signature, on_trial[1]) if on_trial else ("", 0.0)
        return Choice(self._stable(language).signature, *trial)

    def passed_over(self, language: str) -> tuple[str, ...]:
        """The signatures of the engines that are passed over for a while."""
        return tuple(each.signature for each in self._ways.get(language, ()) if not self._is_open(each))

    # Which engine

    def route(self, language: str, text: str) -> Engine:
        """Return the engine for a segment's `text`; raises `EngineError` for a language that nobody speaks."""
        stable = self._stable(language)
        on_trial = self._canaries.get(language)
        if on_trial and in_share(language, text, on_trial[1]) and self._is_open(on_trial[0]):
            return on_trial[0]
        return stable

    def revision(self, language: str) -> str:
        """Return what a page in `language` depends on: the engine in use, and the one on trial with its share."""
        stable = self._stable(language)
        on_trial = self._canaries.get(language)
        if on_trial is None or not self._is_open(on_trial[0]):
            return stable.signature
        return f"{stable.signature}+{on_trial[1]:g}%{on_trial[0].signature}"

    def report(self) -> dict[str, dict[str, object]]:
        """Return for each language the engine in use, what is on trial, and what is passed over."""
        shown: dict[str, dict[str, object]] = {}
        for language in self._ways:
            on_trial = self._canaries.get(language)
            shown[language] = {
                "engine": self._stable(language).signature,
                "canary": {"engine": on_trial[0].signature, "percent": on_trial[1]} if on_trial else None,
                "passed_over": list(self.passed_over(language)),
            }
        return shown

    def _stable(self, language: str) -> _Watched:
        try:
            row = self._ways[language]
        except KeyError as error:
            message = f"no model here speaks {language!r}; there are ways into {' '.join(sorted(self._ways))}"
            raise EngineError(message) from error
        # If all are passed over the first is asked: it says why, and the texts stay German.
        return next((each for each in row if self._is_open(each)), row[0])

    def _is_open(self, engine: _Watched) -> bool:
        with self._lock:
            state = self._states.get(engine.signature)
            return state is None or self._clock() >= state.until

    def pass_over(self, signature: str) -> None:
        """Pass an engine over, because the process where it runs does."""
        with self._lock:
            state = self._states.setdefault(signature, _State())
            state.until = max(state.until, self._clock() + self._retry)

    def _failed(self, engine: _Watched, error: ModelError) -> None:
        """Count; an engine that cannot even be loaded is passed over at once."""
        with self._lock:
            state = self._states.setdefault(engine.signature, _State())
            state.failures += 1
            broken = not isinstance(error, EngineError) or state.failures >= _FAILURES
            if broken:
                state.strikes += 1
                seconds = self._retry * min(state.strikes, _LONGEST)
                state.failures, state.until = 0, self._clock() + seconds
        if broken:
            self._report(f"{engine.signature} is passed over for {seconds:.0f} s: {error}")

    def _worked(self, engine: _Watched) -> None:
        with self._lock:
            state = self._states.pop(engine.signature, None)
        if state and state.until:
            self._report(f"{engine.signature} works again")

    # As an engine

    faithful = False

    @property
    def signature(self) -> str:
        """What translations into any of the languages depend on."""
        return "; ".join(f"{language}={self.revision(language)}" for language in sorted(self._ways))

    @property
    def max_tokens(self) -> int:
        """Longest source that every engine may be given."""
        return min(each.max_tokens for row in self._ways.values() for each in row)

    def languages(self) -> frozenset[str]:
        """Return the target languages."""
        return frozenset(self._ways)

    def confidence(self, language: str) -> float:
        """Return the threshold of the engine in use."""
        return self._stable(language).confidence(language)

    def count(self, text: str) -> int:
        """Return how many tokens the first language's engine makes of `text`."""
        return next(iter(self._ways.values()))[0].count(text)

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        """Translate with the engine that `search` names, and no other; else by the best way that answers.

        Raises `ModelError`; of a named engine also where it is passed over (the message says so).
        """
        if search.engine:
            return self._named(search.engine, language).translate(texts, language, search)
        return self._translate(self._stable(language), texts, language, search)

    def align(self, pairs: Sequence[tuple[str, str]], language: str) -> list[Alignment]:
        """Align words with the engine in use."""
        return self._stable(language).align(pairs, language)

    def _named(self, signature: str, language: str) -> _Watched:
        trials = (each[language][0] for each in (self._canaries, self._made[1]) if language in each)
        known: tuple[_Watched, ...] = (*self._ways.get(language, ()), *trials)
        engine = next((each for each in known if each.signature == signature), None)
        # Where all are passed over, the one that `route` names all the same is tried.
        if engine is None or not (self._is_open(engine) or engine is self._stable(language)):
            message = f"{signature} {PASSED_OVER if engine else f'does not translate into {language} here'}"
            raise EngineError(message)
        return engine

    def _translate(
        self, engine: Engine, texts: Sequence[str], language: str, search: Search
    ) -> list[tuple[Candidate, ...]]:
        try:
            return engine.translate(texts, language, search)
        except ModelError:
            after = self._stable(language)
            if after is engine:
                raise
            return self._translate(after, texts, language, search)


class _Watched(DelegatingEngine):
    """An engine whose failures are told; else as the engine itself."""

    def __init__(
        self,
        engine: Engine,
        failed: Callable[[_Watched, ModelError], None],
        worked: Callable[[_Watched], None],
    ) -> None:
        super().__init__(engine)
        self._failed = failed
        self._worked = worked

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        try:
            answers = super().translate(texts, language, search)
        except ModelError as error:
            self._failed(self, error)
            raise
        self._worked(self)
        return answers
