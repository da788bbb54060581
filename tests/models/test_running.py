"""Where and how a model runs: cores, control groups, graphics processors; decided from tables."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from models.cores import Cores, paths_of, physical_cores, quota_of, read_cores
from models.devices import understood
from models.errors import ModelMissingError
from models.running import Gpu, Running, gpu_type, plan, worker_plans

ALL = frozenset({"int8_float16", "int8_bfloat16", "float16", "bfloat16", "int8", "int8_float32", "float32"})
OLD = Gpu(0, frozenset({"int8", "int8_float32", "float32", "float16", "int8_float16"}), (6, 1), 8000)
NEW = Gpu(1, ALL, (8, 9), 24000)


@pytest.mark.parametrize(
    ("siblings", "logical", "cores"),
    [(["0,4", "1,5", "0,4", "1,5"], 4, 2), (["0", "1"], 2, 2), (["", ""], 2, 2), ([], 3, 3)],
)
def test_hardware_threads_of_a_core_count_once(siblings: list[str], logical: int, cores: int) -> None:
    """Where the system does not tell, every processor counts."""
    assert physical_cores(siblings, logical) == cores


@pytest.mark.parametrize(
    ("text", "quota"),
    [("150000 100000", 1.5), ("max 100000", math.inf), ("", math.inf), ("-1 100000", math.inf), ("50000", 0.5)],
)
def test_quotas_of_control_groups(text: str, quota: float) -> None:
    """Version 2's file, and the two numbers of version 1."""
    assert quota_of(text) == quota


def test_a_limit_may_stand_at_any_group_above() -> None:
    """From the process's own up to the root."""
    assert paths_of("0::/system.slice/a.service\n") == ("system.slice/a.service", "system.slice", "")
    assert paths_of("3:cpu:/x\n0::/\n") == ("",)
    assert paths_of("") == ("",)


@pytest.mark.parametrize(
    ("cores", "usable"), [(Cores(8), 8), (Cores(8, 2.9), 2), (Cores(8, 0.5), 1), (Cores(2, 16.0), 2)]
)
def test_the_smaller_limit_holds(cores: Cores, usable: int) -> None:
    """One thread at least."""
    assert cores.usable == usable


def test_this_machine_is_read(tmp_path: Path) -> None:
    """From a made-up system: two threads a core, a quota one group up."""
    own = tmp_path / "cgroup"
    own.write_text("0::/box/proxy\n")
    (tmp_path / "groups" / "box").mkdir(parents=True)
    (tmp_path / "groups" / "box" / "cpu.max").write_text("100000 100000\n")
    assert read_cores(tmp_path, tmp_path / "groups", own).quota == 1.0
    assert read_cores().usable >= 1


@pytest.mark.parametrize(
    ("gpu", "kind"),
    [
        (NEW, "int8_float16"),
        (OLD, "int8"),
        (Gpu(0, frozenset({"bfloat16", "float32"}), (8, 0)), "bfloat16"),
        (Gpu(0, ALL), "int8_float16"),
        (Gpu(0, frozenset({"float32"}), (3, 5)), "float32"),
        (Gpu(0, frozenset()), "default"),
    ],
)
def test_numbers_by_capability(gpu: Gpu, kind: str) -> None:
    """Half floats only where the device multiplies them well, or where it is not known that it does not."""
    assert gpu_type(gpu) == kind


@pytest.mark.parametrize(
    ("device", "gpus", "weights", "expected"),
    [
        ("cpu", (NEW,), 100, Running(threads=4)),
        ("auto", (), 100, Running(threads=4)),
        ("auto", (NEW,), 100, Running("cuda", "int8_float16", (1,), 1, 1)),
        ("auto", (NEW,), 20_000, Running(threads=4)),
        ("auto", (OLD, NEW), 100, Running("cuda", "int8", (0,), 1, 1)),
        ("cuda", (NEW, Gpu(2, ALL, (9, 0), 80_000)), 100, Running("cuda", "int8_float16", (1, 2), 1, 1)),
        ("cuda", (OLD, NEW), 9000, Running("cuda", "int8_float16", (1,), 1, 1)),
    ],
)
def test_the_device(device: str, gpus: tuple[Gpu, ...], weights: int, expected: Running) -> None:
    """A graphics processor that has room, all that reckon alike; else the cores."""
    assert plan(device, Cores(4), gpus, weights_mb=weights) == expected  # type: ignore[arg-type]


def test_a_device_that_is_not_there() -> None:
    """Asked for by name it is an error, with what was found."""
    with pytest.raises(ModelMissingError, match=r"room for 9000 MB of weights \(found: 0: 8000 MB\)"):
        plan("cuda", Cores(4), (OLD,), weights_mb=9000)


def test_fewer_threads_where_they_are_asked_for() -> None:
    """The setting wins over the number of cores."""
    assert plan("auto", Cores(8), (), threads=3).threads == 3


def test_what_is_worth_trying() -> None:
    """Every core once."""
    assert worker_plans(Cores(4)) == ((1, 4), (2, 2), (4, 1))
    assert worker_plans(Cores(1)) == ((1, 1),)


def test_the_kind_of_numbers_is_in_the_signature() -> None:
    """It changes answers; threads do not."""
    assert Running(threads=3).mark == ""
    assert Running("cuda", "int8_float16").mark == "/int8_float16"


def test_the_drivers_table() -> None:
    """Lines that are none are left out."""
    assert understood("0, 8.9, 24564\n1, 6.1, 8192\nbroken\n") == {0: ((8, 9), 24564), 1: ((6, 1), 8192)}
