"""Where and how a model runs: device, kind of numbers, workers and threads, size of a batch. Decisions only.

What the machine can do comes in as values (`cores`, `Gpu`), so that every decision can be looked at without having
the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from models.cores import Cores
from models.errors import ModelMissingError

Device = Literal["auto", "cpu", "cuda"]

DEFAULT_BATCH_TOKENS: Final = 4096
# In the order in which they are wanted where they are there: 8 bits for the weights, sums as fine as the unit can.
_GPU_TYPES: Final = ("int8_float16", "int8_bfloat16", "float16", "bfloat16", "int8", "float32")
# Compute capability 7.0 and later multiply half floats in units of their own; earlier ones are slower with them.
_HALF_SINCE: Final = (7, 0)
_SLOW_HALF: Final = frozenset({"int8_float16", "int8_bfloat16", "float16", "bfloat16"})
# Beside the weights stand the caches of a batch and the libraries' own: a cautious guess, not measured here.
_GPU_ROOM: Final = 1.5


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics processor: compute capability, memory in megabytes (0: not known), what CTranslate2 can do on it."""

    index: int
    types: frozenset[str]
    capability: tuple[int, int] = (0, 0)
    memory_mb: int = 0


@dataclass(frozen=True, slots=True)
class Running:
    """How an engine runs: `workers` translate batches side by side, each with `threads` (0: as many as cores).

    `compute_type` "default" is the kind of numbers that a model was converted to, or the nearest that can be done.
    """

    device: Literal["cpu", "cuda"] = "cpu"
    compute_type: str = "default"
    indexes: tuple[int, ...] = (0,)
    workers: int = 1
    threads: int = 0
    batch_tokens: int = DEFAULT_BATCH_TOKENS

    @property
    def mark(self) -> str:
        """What of it can change an answer, for an engine's signature."""
        return "" if self.compute_type == "default" else f"/{self.compute_type}"

    def options(self) -> dict[str, Any]:
        """Return it as CTranslate2's options for `Translator` and `Generator`."""
        return {
            "device": self.device,
            "device_index": list(self.indexes),
            "compute_type": self.compute_type,
            "inter_threads": self.workers,
            "intra_threads": self.threads,
        }


ON_PROCESSOR: Final = Running()


def plan(wanted: Device, cores: Cores, gpus: Sequence[Gpu], *, threads: int = 0, weights_mb: int = 0) -> Running:
    """Choose where a model of `weights_mb` runs; `threads` limits the cores (0: all that may be used).

    Raises `ModelMissingError` where a graphics processor is wanted and none fits.
    """
    fitting = tuple(each for each in gpus if fits(each, weights_mb))
    if wanted == "cpu" or (wanted == "auto" and not fitting):
        return on_processor(cores, threads)
    if not fitting:
        found = ", ".join(f"{each.index}: {each.memory_mb} MB" for each in gpus) or "none"
        message = (
            f"no graphics processor has room for {weights_mb} MB of weights (found: {found}); "
            "set engine.device to auto or cpu, or choose a smaller model"
        )
        raise ModelMissingError(message)
    kind = gpu_type(fitting[0])
    same = tuple(each.index for each in fitting if gpu_type(each) == kind)
    # One worker a device: CTranslate2 gives each its own copy of the weights.
    return Running("cuda", kind, same, workers=1, threads=1)


def on_processor(cores: Cores, threads: int = 0) -> Running:
    """All cores for one batch: it has the shortest wait; `models tune` may find that more workers do more."""
    return Running(threads=min(threads, 1024) if threads else cores.usable)


def gpu_type(gpu: Gpu) -> str:
    """Return the kind of numbers for a device: half floats only where they have units of their own."""
    half = gpu.capability >= _HALF_SINCE or gpu.capability == (0, 0)
    wanted = [each for each in _GPU_TYPES if half or each not in _SLOW_HALF]
    return next((each for each in wanted if each in gpu.types), "default")


def fits(gpu: Gpu, weights_mb: int) -> bool:
    """Tell whether a model's weights and what it needs besides go into a device's memory."""
    return not gpu.memory_mb or weights_mb * _GPU_ROOM <= gpu.memory_mb


def worker_plans(cores: Cores) -> tuple[tuple[int, int], ...]:
    """Return the (workers, threads) worth trying on these cores: all that use each core once."""
    usable = cores.usable
    return tuple((workers, usable // workers) for workers in range(1, usable + 1) if usable % workers == 0)
