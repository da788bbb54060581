"""An engine that writes down what it answered, so that a measurement of what is done with answers can be repeated.

One JSON object a line: language, text, search, candidates, seconds. A file belongs to one model: its signature is in
every line, and answers of other models are passed over.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

from models.delegating import DelegatingEngine
from models.engine import Candidate, Engine, Search

Key = tuple[str, str, tuple[object, ...]]


class DecodedEngine(DelegatingEngine):
    """Asks `engine` only what is not in `file` yet; safe for one thread."""

    def __init__(self, engine: Engine, file: Path) -> None:
        """Read what is there."""
        super().__init__(engine)
        self._file = file
        self.seconds = (
            0.0  # of the processor, for decoding all that was asked since it was set to nothing, be it now or earlier
        )
        self.answered: list[tuple[str, tuple[Candidate, ...]]] = []
        self._known: dict[Key, tuple[tuple[Candidate, ...], float]] = {}
        for line in file.read_text("utf-8").splitlines() if file.exists() else ():
            record = json.loads(line)
            if record["model"] == self.signature:
                answer = tuple(Candidate(text, score, whole) for text, score, whole in record["candidates"])
                search = tuple(tuple(each) if isinstance(each, list) else each for each in record["search"])
                self._known[record["language"], record["text"], search] = (answer, record["seconds"])

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        """Translate; raises `models.errors.EngineError`."""
        how = (search.beam, search.candidates, search.suppress)
        keys: list[Key] = [(language, text, how) for text in texts]
        new = [text for text, key in zip(texts, keys, strict=True) if key not in self._known]
        if new:
            started = time.process_time()
            answers = super().translate(new, language, search)
            self._write(new, language, search, answers, (time.process_time() - started) / len(new))
        self.answered.extend((text, self._known[key][0]) for text, key in zip(texts, keys, strict=True))
        self.seconds += sum(self._known[key][1] for key in keys)
        return [self._known[key][0] for key in keys]

    def _write(
        self, texts: list[str], language: str, search: Search, answers: list[tuple[Candidate, ...]], each: float
    ) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            for text, answer in zip(texts, answers, strict=True):
                how = (search.beam, search.candidates, search.suppress)
                self._known[language, text, how] = (answer, each)
                plain = [[one.text, one.confidence, one.complete] for one in answer]
                record = {"model": self.signature, "language": language, "text": text, "search": how}
                file.write(json.dumps({**record, "candidates": plain, "seconds": each}, ensure_ascii=False) + "\n")
