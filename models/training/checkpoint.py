"""Saves and loads the state of a training so that it can go on after a stop at any moment.

A checkpoint folder holds ``weights.safetensors``, ``average.safetensors``, ``moments.safetensors`` (Adam's two
moments) and ``progress.json``. It is written beside the old one and moved into its place, so that there is always a
whole one.

Must not know: the network's layout, the data.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.optim import AdamW

from models.training.averaging import Average


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands: optimiser steps, flat tokens and answer pieces seen, pass over the collection, batches done
    in that pass.
    """

    steps: int = 0
    tokens: int = 0
    answers: int = 0
    turn: int = 0
    batches: int = 0
    seconds: float = 0.0


def save(folder: Path, network: nn.Module, optimiser: AdamW, average: Average, progress: Progress) -> None:
    """Writes the checkpoint whole or not at all."""
    part, old = folder.with_name(folder.name + ".part"), folder.with_name(folder.name + ".old")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    named = dict(network.named_parameters())
    save_file({name: value.detach() for name, value in named.items()}, part / "weights.safetensors")
    save_file(average.weights, part / "average.safetensors")
    moments: dict[str, Tensor] = {}
    for name, parameter in named.items():
        state = optimiser.state.get(parameter, {})
        moments |= {f"{name}:{key}": state[key].float() for key in ("exp_avg", "exp_avg_sq", "step") if key in state}
    save_file(moments, part / "moments.safetensors")
    (part / "progress.json").write_text(json.dumps(asdict(progress) | {"averaged": average.updates}), encoding="utf-8")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def newest(folder: Path) -> Path | None:
    """The whole checkpoint, if there is one: a stop between the two moves leaves only the old one."""
    for candidate in (folder, folder.with_name(folder.name + ".old")):
        if (candidate / "progress.json").exists():
            return candidate
    return None


def load(folder: Path, network: nn.Module, optimiser: AdamW, average: Average) -> Progress:
    """Puts the saved state into network, optimiser and average."""
    named = dict(network.named_parameters())
    _copy(load_file(folder / "weights.safetensors"), {name: value.data for name, value in named.items()})
    _copy(load_file(folder / "average.safetensors"), average.weights)
    for key, value in load_file(folder / "moments.safetensors").items():
        name, kind = key.rsplit(":", 1)
        optimiser.state[named[name]][kind] = value
    values = json.loads((folder / "progress.json").read_text(encoding="utf-8"))
    average.updates = values.pop("averaged")
    return Progress(**values)


def _copy(saved: Mapping[str, Tensor], into: Mapping[str, Tensor]) -> None:
    for name, value in into.items():
        value.copy_(saved[name])
