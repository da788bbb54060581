"""A tiny training run: it learns, it can be stopped, and goes on as if it had not been."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from models.training.converted import Floats
from models.training.corpus import KINDS, LANGUAGES, Text, write_texts
from models.training.schedule import Plan
from models.training.tokenizer import BasePieces, cut, serialise
from models.training.vocabulary import Choice, choose

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from safetensors.numpy import load_file  # noqa: E402

from models.training import checkpoint  # noqa: E402
from models.training.averaging import Average, mean  # noqa: E402
from models.training.train import Settings, train  # noqa: E402

MakeWeights = Callable[[int], dict[str, Floats]]


@pytest.fixture
def prepare(tmp_path: Path, base: BasePieces, make_weights: MakeWeights) -> Callable[[str], Path]:
    """Makes run folders with the same few texts and weights."""

    def make(name: str) -> Path:
        run = tmp_path / name
        run.mkdir()
        kept = choose(base, {}, ["▁Hund", "und"], Choice(most=0))
        (run / "tokenizer.model").write_bytes(serialise(cut(base, kept)))
        (run / "vocabulary.json").write_text(json.dumps(kept), encoding="utf-8")
        for kind in KINDS:
            texts = [Text(f"{kind} {i}", tuple((lang, f"{lang} {i}") for lang in LANGUAGES)) for i in range(9)]
            write_texts(run / f"{kind}.jsonl", texts)
        np.savez(run / "start.npz", allow_pickle=False, **make_weights(len(kept)))
        np.save(run / "answer_pieces.npy", np.arange(len(kept)))
        return run

    return make


def settings(run: Path, steps: int, **more: Any) -> Any:
    """Of a short run."""
    return Settings(run, Plan(peak=2e-3, warm_up=0), threads=1, most_steps=steps, fused=False, others=50, **more)


def weights(run: Path, part: str = "weights") -> dict[str, Any]:
    """Of its checkpoint."""
    return dict(load_file(run / "checkpoint" / f"{part}.safetensors"))


def test_stopped_and_resumed_is_the_same_as_unbroken(prepare: Callable[[str], Path]) -> None:
    """Weights, average and progress, also across the end of a pass."""
    whole, broken = prepare("whole"), prepare("broken")
    train(settings(whole, 8), Event())
    for steps in (3, 4, 1):
        train(settings(broken, steps), Event())
    progress = [json.loads((run / "checkpoint" / "progress.json").read_text()) for run in (whole, broken)]
    assert [p.pop("seconds") >= 0 for p in progress] == [True, True]
    assert progress[0] == progress[1]
    assert progress[0]["steps"] == progress[0]["averaged"] == 8
    assert progress[0]["turn"] > 0
    for part in ("weights", "average"):
        first, second = weights(whole, part), weights(broken, part)
        assert all(np.array_equal(first[name], second[name]) for name in first)


def test_it_learns(prepare: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    """The loss falls."""
    train(settings(prepare("run"), 40), Event())
    losses = [
        float(line.split("loss ")[1].split()[0]) for line in capsys.readouterr().out.splitlines() if "loss" in line
    ]
    assert len(losses) == 4
    assert losses[-1] < losses[0] - 0.3


def test_an_end_that_is_asked_for_saves(prepare: Callable[[str], Path]) -> None:
    """After the step that is being done."""
    run, ended = prepare("run"), Event()
    ended.set()
    train(settings(run, 100), ended)
    assert json.loads((run / "checkpoint" / "progress.json").read_text())["steps"] == 1


def test_a_stop_between_the_moves_of_saving_loses_nothing(prepare: Callable[[str], Path]) -> None:
    """Then only the old checkpoint is there."""
    run = prepare("run")
    train(settings(run, 1), Event())
    (run / "checkpoint").rename(run / "checkpoint.old")
    assert checkpoint.newest(run / "checkpoint") == run / "checkpoint.old"
    train(settings(run, 1), Event())
    assert json.loads((run / "checkpoint" / "progress.json").read_text())["steps"] == 2


def test_the_average_of_checkpoints() -> None:
    """Early on the running average is the plain mean."""
    steps = [{"w": torch.tensor([float(i), 1.0])} for i in range(4)]
    average = Average(steps[0], decay=0.99)
    for step in steps[1:]:
        average.update(step)
    assert torch.allclose(average.weights["w"], mean(steps)["w"])
    assert torch.allclose(mean(steps)["w"], torch.tensor([1.5, 1.0]))
