"""Trains the starter: ``python -m models.training.train --help``.

Reads the prepared run folder (see ``prepare``), goes on from its checkpoint if there is one, and writes a checkpoint
every few minutes. ``plan.json`` in the run folder is read again every ten steps, so that the end can be moved while
it runs.

Must not know: CTranslate2, how weights and texts were obtained, measuring.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import numpy as np
import sentencepiece
import torch

from models.training import checkpoint, schedule
from models.training.averaging import Average
from models.training.checkpoint import Progress
from models.training.corpus import KINDS, read_texts
from models.training.loss import answer_loss, sample
from models.training.mixture import Source, one_pass, read_mixing
from models.training.network import Layout, Network, Shape, fuse
from models.training.packing import Row, pack


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs; times in seconds."""

    run: Path
    plan: schedule.Plan
    seed: int = 1
    threads: int = 2
    save_every: float = 600.0
    most_steps: int = 0
    fused: bool = True
    others: int = 12_000
    decay: float = 0.98
    weight_decay: float = 0.01
    clip: float = 1.0
    tatoeba: float = 0.08
    sentences: float = 0.08
    labels: float = 0.03


def stream(settings: Settings, start: Progress) -> Iterator[tuple[int, int, list[Row]]]:
    """(pass, number of the batch in it, batch) from where a run stands, pass after pass."""
    processor = sentencepiece.SentencePieceProcessor(model_file=str(settings.run / "tokenizer.model"))
    texts = {name: read_texts(settings.run / f"{name}.jsonl") for name in KINDS}
    others = [Source(texts[name], getattr(settings, name)) for name in KINDS[1:]]
    mixing = read_mixing(settings.run)
    turn, skip = start.turn, start.batches
    while True:
        seed = settings.seed * 1000 + turn
        found = one_pass(texts[KINDS[0]], others, processor.encode, processor.bos_id(), mixing, seed)
        for number, batch in enumerate(found[skip:], skip):
            yield turn, number, batch
        turn, skip = turn + 1, 0


class Run:
    """Network, optimiser and average of one run."""

    def __init__(self, settings: Settings) -> None:
        with np.load(settings.run / "start.npz") as start:
            weights = dict(start)
        self.settings = settings
        self.network = Network(Shape.of(weights), len(weights["embedding"]))
        self.network.fill(weights)
        matrices = [p for p in self.network.parameters() if p.ndim > 1]
        gains = [p for p in self.network.parameters() if p.ndim == 1]
        groups = [
            {"params": matrices, "weight_decay": settings.weight_decay},
            {"params": gains, "weight_decay": 0.0},
        ]
        self.optimiser = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), fused=True)
        self.average = Average(dict(self.network.named_parameters()), settings.decay)
        self.progress = Progress()
        self.answer_pieces = torch.from_numpy(np.load(settings.run / "answer_pieces.npy"))
        self.rows = self.network.embedding[self.answer_pieces]
        self.place = torch.full((len(weights["embedding"]),), -1)
        self.place[self.answer_pieces] = torch.arange(len(self.answer_pieces))
        found = checkpoint.newest(settings.run / "checkpoint")
        if found:
            self.progress = checkpoint.load(found, self.network, self.optimiser, self.average)

    def step(self, batch: list[Row], rate: float) -> float:
        """One optimiser step; returns the loss."""
        layout = Layout.of(pack(batch))
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        # Seeded by the step, so that a resumed run draws what an unbroken one would have drawn.
        generator = torch.Generator().manual_seed(self.settings.seed + 1_000_003 * self.progress.steps)
        wanted = self.place[layout.answers]
        if bool((wanted < 0).any()):
            message = f"{self.settings.run}: answers hold pieces that answer_pieces.npy lacks; prepare the folder anew"
            raise ValueError(message)
        ids, places, bias = sample(wanted, len(self.rows), self.settings.others, generator)
        loss = answer_loss(self.network(layout), self.rows[ids], places, bias=bias)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.settings.clip, foreach=True)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.average.update(dict(self.network.named_parameters()))
        p = self.progress
        self.progress = replace(
            p,
            steps=p.steps + 1,
            tokens=p.tokens + len(layout.tokens),
            answers=p.answers + len(layout.answers),
        )
        return float(loss.detach())

    def save(self) -> None:
        """Writes the checkpoint."""
        checkpoint.save(self.settings.run / "checkpoint", self.network, self.optimiser, self.average, self.progress)


def train(settings: Settings, ended: Event) -> None:
    """Runs until the plan is over, ``most_steps`` steps are done or ``ended`` is set; then saves."""
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    if settings.fused:
        fuse()
    run = Run(settings)
    plan_file = settings.run / "plan.json"
    plan = schedule.read(plan_file, settings.plan)
    print(
        f"goes on at step {run.progress.steps}, {run.progress.tokens} tokens, soft-max over {len(run.rows)} pieces",
        flush=True,
    )
    losses: list[float] = []
    saved, first = time.monotonic(), run.progress.steps
    for turn, number, batch in stream(settings, run.progress):
        began = time.monotonic()
        losses.append(run.step(batch, plan.rate(run.progress.tokens)))
        seconds = run.progress.seconds + time.monotonic() - began
        run.progress = replace(run.progress, turn=turn, batches=number + 1, seconds=seconds)
        if run.progress.steps % 10 == 0:
            plan = schedule.read(plan_file, settings.plan)
            report(run.progress, losses, plan)
        enough = run.progress.steps - first == settings.most_steps
        over = enough or ended.is_set() or plan.is_over(run.progress.tokens)
        if over or time.monotonic() - saved > settings.save_every:
            run.save()
            saved = time.monotonic()
            print(f"saved at step {run.progress.steps}, {run.progress.tokens} tokens", flush=True)
        if over:
            break


def report(progress: Progress, losses: list[float], plan: schedule.Plan) -> None:
    """One line of the log: loss of the last ten and hundred steps, tokens, rate, seconds of work."""
    p, ten, hundred = progress, np.mean(losses[-10:]), np.mean(losses[-100:])
    print(
        f"{time.strftime('%H:%M:%S')} step {p.steps} pass {p.turn} tokens {p.tokens} loss {ten:.3f} ({hundred:.3f})",
        f"rate {plan.rate(p.tokens):.2e} seconds {p.seconds:.0f} cpu {time.process_time():.0f}",
        f"tok/s {p.tokens / max(p.seconds, 1):.0f}",
        flush=True,
    )


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description="Trains the starter model in a prepared run folder; goes on where it was stopped."
    )
    parser.add_argument("run", type=Path, help="run folder made by models.training.prepare")
    parser.add_argument("--peak", type=float, default=6e-5, help="highest learning rate (only for a new plan.json)")
    parser.add_argument(
        "--end",
        type=int,
        default=2_500_000,
        help="tokens after which the run is over (only for a new plan.json)",
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-every", type=float, default=600.0, help="seconds between checkpoints")
    parser.add_argument("--most-steps", type=int, default=0, help="stop after so many steps (0: no limit)")
    parser.add_argument(
        "--plain", action="store_true", help="do not compile the element-wise parts (needs no C++ compiler, slower)"
    )
    given = parser.parse_args(arguments)
    plan = schedule.Plan(peak=given.peak, end=given.end)
    (given.run / "train.pid").write_text(str(os.getpid()), encoding="ascii")
    ended = Event()
    signal.signal(signal.SIGTERM, lambda number, frame: ended.set())
    settings = Settings(
        given.run, plan, threads=given.threads, save_every=given.save_every, most_steps=given.most_steps,
        fused=not given.plain,
    )  # fmt: skip
    train(settings, ended)
    return 0


if __name__ == "__main__":
    sys.exit(main())
