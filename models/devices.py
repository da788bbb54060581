"""What CTranslate2 says of this machine's graphics processors; nothing here decides (see `running`)."""

from __future__ import annotations

import shutil
import subprocess
from typing import Final

import ctranslate2

from models.running import Gpu

_QUERY: Final = ("--query-gpu=index,compute_cap,memory.total", "--format=csv,noheader,nounits")
_SECONDS: Final = 5.0


def read_gpus() -> tuple[Gpu, ...]:
    """Return the graphics processors that CTranslate2 can use; none where it was built without them."""
    try:
        count = ctranslate2.get_cuda_device_count()
    except RuntimeError:
        # A driver that does not fit is as good as no device; the log of the start says which device was chosen.
        return ()
    told = _told() if count else {}
    # The driver's tool counts devices that are hidden from this process too: then their numbers mean others.
    told = told if len(told) == count else {}
    return tuple(
        Gpu(index, frozenset(ctranslate2.get_supported_compute_types("cuda", index)), *told.get(index, ((0, 0), 0)))
        for index in range(count)
    )


def understood(answer: str) -> dict[int, tuple[tuple[int, int], int]]:
    """Read the driver's table: index, compute capability such as 8.9, memory in megabytes."""
    found = {}
    for line in answer.splitlines():
        cells = [cell.strip() for cell in line.split(",")]
        try:
            index, (major, minor), memory = int(cells[0]), cells[1].split("."), int(cells[2])
            found[index] = ((int(major), int(minor)), memory)
        except (ValueError, IndexError):
            continue
    return found


def _told() -> dict[int, tuple[tuple[int, int], int]]:
    """Ask the driver's own tool for what CTranslate2 does not tell; without it nothing is known."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return {}
    try:
        done = subprocess.run([tool, *_QUERY], capture_output=True, text=True, timeout=_SECONDS, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return {}
    return understood(done.stdout)
