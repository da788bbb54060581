"""Models in memory: loaded when used, let go of when unused longest, never while they work."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from engines import ToyEngine, sure

from models.engine import GREEDY, Candidate, Search
from models.errors import ModelDamagedError
from models.keeping import Keeper, KeptEngine, resident_bytes

MB = 1_000_000


class Memory:
    """What the process holds; models add to it."""

    used = 50 * MB

    def __call__(self) -> int:
        return self.used


class Model(ToyEngine):
    """A model of a size, which must be in memory to answer."""

    def __init__(self, name: str, memory: Memory, size: int = 100 * MB) -> None:
        super().__init__(lambda text: sure(f"{name} {text}"), signature=name)
        self.memory = memory
        self.size = size
        self.loads = 0
        self.loaded = False
        self.damaged = False

    def load(self) -> None:
        if self.damaged:
            message = "damaged"
            raise ModelDamagedError(message)
        assert not self.loaded
        self.loads += 1
        self.loaded = True
        self.memory.used += self.size

    def unload(self) -> None:
        assert self.loaded
        self.loaded = False
        self.memory.used -= self.size

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        assert self.loaded
        return super().translate(texts, language, search)


def kept(budget_mb: int, *names: str) -> tuple[Keeper, list[Model], list[KeptEngine], list[str]]:
    """Return a keeper with models of 100 MB that are thought to have 80."""
    memory, heard = Memory(), list[str]()
    keeper = Keeper(budget_mb * MB, memory, heard.append)
    models = [Model(name, memory) for name in names]
    return keeper, models, [keeper.keep(model, 80 * MB) for model in models], heard


def test_loaded_when_used_and_measured() -> None:
    """Not before; and what it takes is what the process grew by."""
    keeper, (model,), (engine,), heard = kept(0, "a")
    assert keeper.loaded() == {}
    assert engine.translate(["x"], "tr", GREEDY) == [sure("a x")]
    engine.translate(["x"], "tr", GREEDY)
    assert model.loads == 1
    assert keeper.loaded() == {"a": 100 * MB}
    assert heard == ["loaded a: 100 MB"]


def test_the_one_unused_longest_goes() -> None:
    """Using one again keeps it."""
    keeper, models, (a, b, c), heard = kept(210, "a", "b", "c")
    for engine in (a, b, a, c):
        engine.translate(["x"], "tr", GREEDY)
    assert list(keeper.loaded()) == ["a", "c"]
    assert [model.loaded for model in models] == [True, False, True]
    assert "unloaded b, unused longest: room for 80 MB" in heard
    b.translate(["x"], "tr", GREEDY)
    assert list(keeper.loaded()) == ["c", "b"]
    assert models[1].loads == 2


def test_what_works_is_not_let_go_of() -> None:
    """Then the budget is exceeded, and that is told."""
    keeper, models, (a, b), heard = kept(150, "a", "b")
    models[0].free.clear()
    working = threading.Thread(target=a.translate, args=(["x"], "tr", GREEDY))
    working.start()
    assert models[0].called.wait(5)
    b.translate(["x"], "tr", GREEDY)
    assert set(keeper.loaded()) == {"a", "b"}
    assert any("are needed at once, engine.memory_megabytes allows 150" in line for line in heard)
    models[0].free.set()
    working.join()


def test_a_model_that_cannot_be_loaded_is_tried_again() -> None:
    """Its error is the caller's, and nothing stays taken."""
    keeper, (model,), (engine,), _ = kept(0, "a")
    model.damaged = True
    with pytest.raises(ModelDamagedError):
        engine.translate(["x"], "tr", GREEDY)
    assert keeper.loaded() == {}
    model.damaged = False
    assert engine.translate(["x"], "tr", GREEDY) == [sure("a x")]


def test_many_threads_and_little_room() -> None:
    """Every answer is right, no model is used while it is away, and at rest the budget holds."""
    keeper, models, engines, _ = kept(210, "a", "b", "c", "d")
    wrong: list[object] = []

    def work(first: int) -> None:
        for number in range(60):
            engine = engines[(first + number) % 4]
            try:
                if engine.translate(["x"], "tr", GREEDY) != [sure(f"{engine.signature} x")]:
                    wrong.append(engine.signature)
            except AssertionError as error:
                wrong.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    engines[0].translate(["x"], "tr", GREEDY)
    engines[1].translate(["x"], "tr", GREEDY)
    engines[2].translate(["x"], "tr", GREEDY)
    assert len(keeper.loaded()) == sum(model.loaded for model in models) == 2


def test_the_process_tells_its_size() -> None:
    """It is more than a few megabytes, where the system tells it."""
    assert resident_bytes() > 5 * MB
