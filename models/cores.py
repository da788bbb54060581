"""How many cores this process may use: physical ones, less what its affinity and its control group leave of them.

A model's arithmetic fills a core by itself, so a second hardware thread of the same core only gets in its way. What
the system says is read in one function; how it is understood is plain arithmetic.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CGROUPS: Final = Path("/sys/fs/cgroup")
PROCESSORS: Final = Path("/sys/devices/system/cpu")


@dataclass(frozen=True, slots=True)
class Cores:
    """`physical` cores that this process may run on, and its `quota` in processors (infinite: none)."""

    physical: int
    quota: float = math.inf

    @property
    def usable(self) -> int:
        """How many threads may work at once; one at least."""
        return max(1, min(self.physical, math.floor(self.quota) if self.quota < math.inf else self.physical))


def read_cores(processors: Path = PROCESSORS, cgroups: Path = CGROUPS, own: Path = Path("/proc/self/cgroup")) -> Cores:
    """Read what the system says of this process; what it does not say is taken as no limit."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    siblings = {cpu: _text(processors / f"cpu{cpu}" / "topology" / "thread_siblings_list") for cpu in allowed}
    return Cores(physical_cores(siblings.values(), len(allowed)), _quota(cgroups, _text(own)))


def physical_cores(siblings: Iterable[str], logical: int) -> int:
    """Count cores by their lists of hardware threads, such as `0,64`; where there are none, all count."""
    lists = list(siblings)
    return len(set(lists)) if lists and all(lists) else max(1, logical)


def quota_of(cpu_max: str) -> float:
    """Understand `cpu.max` of control groups 2: microseconds of a period, or `max`; or the two numbers of version 1."""
    share, _, period = cpu_max.partition(" ")
    try:
        given, every = float(share), float(period or 100_000)
    except ValueError:
        return math.inf
    return given / every if given > 0 and every > 0 else math.inf


def paths_of(own: str) -> tuple[str, ...]:
    """Return the groups of version 2 that a process is in, from its own up to the root; a limit may stand at any."""
    named = next((line[3:] for line in own.splitlines() if line.startswith("0::")), "/").strip("/")
    parts = [part for part in named.split("/") if part not in ("", "..")]
    return tuple("/".join(parts[:end]) for end in range(len(parts), -1, -1))


def _quota(cgroups: Path, own: str) -> float:
    second = (quota_of(_text(cgroups / path / "cpu.max")) for path in paths_of(own))
    first = cgroups / "cpu"
    old = quota_of(f"{_text(first / 'cpu.cfs_quota_us')} {_text(first / 'cpu.cfs_period_us')}")
    return min(old, *second)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
