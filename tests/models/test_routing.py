"""The router: the right engine for each segment, a share on trial, falling back and coming back."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from engines import ToyEngine, failing, sure
from hypothesis import given
from hypothesis import strategies as st

from models.canary import in_share
from models.engine import GREEDY, Search
from models.errors import EngineError, ModelDamagedError, ModelError, ModelMissingError
from models.routing import PASSED_OVER, Canary, OneEngine, Router

DAMAGED = ModelDamagedError("weights are gone")


class Clock:
    """A clock that tests turn."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Fickle(ToyEngine):
    """Fails for as long as it is told to."""

    def __init__(self, signature: str, error: ModelError | None = None) -> None:
        self.error = error
        super().__init__(self._say, signature=signature)

    def _say(self, text: str):  # type: ignore[no-untyped-def]
        return failing(self.error)(text) if self.error else sure(f"{self.signature} {text}")


def router(*row: ToyEngine, canary: Canary | None = None) -> tuple[Router, Clock, list[str]]:
    """Return a router into Turkish."""
    clock, heard = Clock(), list[str]()
    return Router({"tr": row}, {"tr": canary} if canary else {}, clock, 60.0, heard.append), clock, heard


def test_each_language_has_its_engine() -> None:
    """And a language that nobody speaks is an error that names those that are spoken."""
    turkish, arabic = Fickle("t"), Fickle("a")
    made = Router({"tr": [turkish], "ar": [arabic]}, {}, Clock(), 60.0, lambda _: None)
    assert [made.route(language, "x").signature for language in ("tr", "ar")] == ["t", "a"]
    assert made.languages() == {"tr", "ar"}
    assert made.translate(["x"], "ar", GREEDY)[0][0].text == "a x"
    with pytest.raises(EngineError, match="no model here speaks 'fr'; there are ways into ar tr"):
        made.route("fr", "x")


def test_a_language_without_a_way_is_refused() -> None:
    """At the start, not at the first visitor."""
    with pytest.raises(ModelMissingError, match="into ar"):
        Router({"tr": [Fickle("t")], "ar": []}, {}, Clock(), 60.0, lambda _: None)


def test_a_damaged_model_is_passed_over_and_tried_again() -> None:
    """With the reason told; what comes after is asked at once, and later the first again."""
    first, second = Fickle("first", DAMAGED), Fickle("second")
    made, clock, heard = router(first, second)
    assert made.translate(["x"], "tr", GREEDY)[0][0].text == "second x"
    assert heard == ["first is passed over for 60 s: weights are gone"]
    assert made.route("tr", "y").signature == "second"
    clock.now += 60.0
    first.error = None
    assert made.route("tr", "y").signature == "first"
    assert made.translate(["x"], "tr", GREEDY)[0][0].text == "first x"
    assert heard[-1] == "first works again"


def test_what_stays_broken_is_tried_ever_more_rarely() -> None:
    """The second wait is twice the first."""
    made, clock, heard = router(Fickle("first", DAMAGED), Fickle("second"))
    for _ in range(2):
        made.translate(["x"], "tr", GREEDY)
        clock.now += 60.0
    assert [line.split(" for ")[1][:5] for line in heard] == ["60 s:", "120 s"]
    assert made.route("tr", "x").signature == "second"


def test_one_odd_text_does_not_turn_a_model_away() -> None:
    """Only several failures running do; a success between them starts the count anew."""
    first, second = Fickle("first", EngineError("odd")), Fickle("second")
    made, _, _ = router(first, second)
    for _ in range(2):
        with pytest.raises(EngineError, match="odd"):
            made.translate(["x"], "tr", GREEDY)
    first.error = None
    made.translate(["x"], "tr", GREEDY)
    first.error = EngineError("odd")
    for _ in range(2):
        with pytest.raises(EngineError, match="odd"):
            made.translate(["x"], "tr", GREEDY)
    assert made.translate(["x"], "tr", GREEDY)[0][0].text == "second x"


def test_where_all_fail_the_first_says_why() -> None:
    """And is tried all the same."""
    made, _, _ = router(Fickle("first", DAMAGED), Fickle("second", DAMAGED))
    for search in (GREEDY, GREEDY, Search(engine="first")):
        with pytest.raises(ModelDamagedError, match="weights are gone"):
            made.translate(["x"], "tr", search)


def test_a_named_engine_answers_or_nobody() -> None:
    """Its signature stands in a key: another's answer must not come under it."""
    first, second = Fickle("first", DAMAGED), Fickle("second")
    made, _, _ = router(first, second)
    assert made.translate(["x"], "tr", Search(engine="second"))[0][0].text == "second x"
    with pytest.raises(ModelDamagedError):
        made.translate(["x"], "tr", Search(engine="first"))
    with pytest.raises(EngineError, match=f"first {PASSED_OVER}"):
        made.translate(["x"], "tr", Search(engine="first"))
    with pytest.raises(EngineError, match="third does not translate into tr here"):
        made.translate(["x"], "tr", Search(engine="third"))


def test_another_process_may_know_more() -> None:
    """What it passes over is passed over here, for the same time."""
    made, clock, _ = router(Fickle("first"), Fickle("second"))
    made.pass_over("first")
    assert made.route("tr", "x").signature == "second"
    clock.now += 60.0
    assert made.route("tr", "x").signature == "first"


def test_the_same_segments_are_on_trial_every_time() -> None:
    """About the share that was asked for; none of them falls to the canary when it fails."""
    trial = Fickle("trial")
    made, _, _ = router(Fickle("stable"), canary=Canary(trial, 20.0))
    texts = [f"Satz {number}" for number in range(1000)]
    chosen = [made.route("tr", text).signature for text in texts]
    assert chosen == [made.route("tr", text).signature for text in texts]
    assert 150 < chosen.count("trial") < 250
    assert made.revision("tr") == "stable+20%trial"
    trial.error = DAMAGED
    with pytest.raises(ModelDamagedError):
        made.translate(["x"], "tr", Search(engine="trial"))
    assert {made.route("tr", text).signature for text in texts} == {"stable"}
    assert made.revision("tr") == "stable"
    assert made.report()["tr"] == {
        "engine": "stable",
        "canary": {"engine": "trial", "percent": 20.0},
        "passed_over": [],
    }


@given(st.text(), st.floats(0, 100), st.floats(0, 100))
def test_a_larger_share_keeps_the_smaller(text: str, one: float, other: float) -> None:
    """So raising it re-translates only what it adds (law 6)."""
    small, large = sorted((one, other))
    assert in_share("tr", text, large) or not in_share("tr", text, small)
    assert not in_share("tr", text, 0.0)
    assert in_share("tr", text, 100.0)


def test_one_engine_is_a_router_too() -> None:
    """For everything."""
    engine = Fickle("only")
    assert OneEngine(engine).route("tr", "x") is engine


def test_many_threads_see_one_state() -> None:
    """All are answered while the first way breaks and comes back; nobody gets a wrong engine's answer by name."""
    first, second = Fickle("first"), Fickle("second")
    made, clock, _ = router(first, second)
    wrong: list[str] = []

    def ask(breaks: Callable[[int], None]) -> None:
        for number in range(300):
            breaks(number)
            signature = made.route("tr", "x").signature
            try:
                answer = made.translate(["x"], "tr", Search(engine=signature))[0][0].text
            except ModelError:
                continue
            if answer != f"{signature} x":
                wrong.append(answer)

    def breaking(number: int) -> None:
        first.error = DAMAGED if number % 3 == 0 else None
        clock.now += 70.0

    threads = [threading.Thread(target=ask, args=(breaking if n == 0 else lambda _: None,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
