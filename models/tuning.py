"""Finds by measuring how a model runs best on this machine's cores: workers, threads, tokens in one call.

Every combination translates the same sentences, in calls as the service makes them; they take turns, and the fastest
of each one's turns counts, because whatever else the machine does can only make a turn slower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from models.cores import Cores
from models.engine import GREEDY
from models.keeping import Loadable
from models.measured import Machine, Tuning, running_for
from models.running import Running, worker_plans

CALLS: Final = (128, 256, 384, 768)
"""Tokens in one call that are tried; more lets visitors wait longer than it gains (bench, `docs/performance.md`)."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One combination, and the German words a second of one turn."""

    workers: int
    threads: int
    batch_tokens: int
    words_per_second: float


def tune(
    open_engine: Callable[[Running], Loadable],
    cores: Cores,
    texts: Sequence[str],
    language: str,
    clock: Callable[[], float],
    rounds: int = 2,
) -> Iterator[Trial]:
    """Yield every turn of every combination; one model is in memory at a time. Raises `ModelError`."""
    words = sum(len(text.split()) for text in texts)
    for _ in range(rounds):
        for workers, threads in worker_plans(cores):
            for tokens in CALLS:
                engine = open_engine(running_for(workers, threads, tokens))
                engine.load()
                # Not measured: the first call makes what later ones use again.
                engine.translate(texts[:1], language, GREEDY)
                seconds = _turn(engine, texts, language, tokens, clock)
                engine.unload()
                yield Trial(workers, threads, tokens, words / seconds if seconds else 0.0)


def fastest(turns: Iterable[Trial]) -> tuple[Trial, ...]:
    """Return of each combination its fastest turn."""
    found: dict[tuple[int, int, int], Trial] = {}
    for each in turns:
        known = found.setdefault((each.workers, each.threads, each.batch_tokens), each)
        if each.words_per_second > known.words_per_second:
            found[each.workers, each.threads, each.batch_tokens] = each
    return tuple(found.values())


def is_busy(load: float, cores: Cores) -> bool:
    """Tell whether so much else runs (load average of the last minute) that figures would be of little worth."""
    return load > 0.5 * cores.usable


def best(trials: Sequence[Trial]) -> Trial:
    """Return the fastest; of those within two in a hundred of it the one with the smallest calls."""
    most = max(each.words_per_second for each in trials)
    near = [each for each in trials if each.words_per_second >= 0.98 * most]
    return min(near, key=lambda each: (each.batch_tokens, each.workers))


def tuning(trial: Trial, machine: Machine, signature: str) -> Tuning:
    """Return what is kept of the best trial."""
    speed = round(trial.words_per_second, 1)
    return Tuning(machine, signature, trial.workers, trial.threads, trial.batch_tokens, speed)


def calls(texts: Sequence[str], tokens: int) -> tuple[tuple[str, ...], ...]:
    """Cut texts into calls of about so many tokens, like lengths together, as the service does."""
    made: list[list[str]] = []
    room = 0
    for text in sorted(texts, key=len):
        size = len(text) // 4 + 8
        if not made or size > room:
            made.append([])
            room = tokens
        made[-1].append(text)
        room -= size
    return tuple(tuple(each) for each in made)


def _turn(engine: Loadable, texts: Sequence[str], language: str, tokens: int, clock: Callable[[], float]) -> float:
    started = clock()
    for call in calls(texts, tokens):
        engine.translate(call, language, GREEDY)
    return clock() - started
