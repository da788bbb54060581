"""Leases: exclusive between processes, given back by the kernel when the holder is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from cache.leases import Leases

HOLDER = """
import sys, time
from pathlib import Path
from cache.leases import Leases
leases = Leases(Path(sys.argv[1]))
with leases.lease(b"page") as held:
    print(held, flush=True)
    sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    return process


def test_only_one_process_holds_a_lease_and_others_are_told_at_once(tmp_path: Path) -> None:
    other = holder(tmp_path / "leases")
    leases = Leases(tmp_path / "leases")
    with leases.lease(b"page") as held:
        assert not held
    with leases.lease(b"another page") as held:
        assert held
    other.communicate("")
    with leases.lease(b"page") as held:
        assert held


def test_a_killed_holder_gives_its_lease_back(tmp_path: Path) -> None:
    other = holder(tmp_path / "leases")
    os.kill(other.pid, signal.SIGKILL)
    other.communicate()
    with Leases(tmp_path / "leases").lease(b"page") as held:
        assert held


def test_a_refused_lease_takes_nothing_from_its_holder(tmp_path: Path) -> None:
    other = holder(tmp_path / "leases")
    leases = Leases(tmp_path / "leases")
    for _ in range(2):
        with leases.lease(b"page") as held:
            assert not held
    other.communicate("")


def test_an_unusable_folder_grants_every_lease(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Leases(tmp_path / "file" / "leases").lease(b"page") as held:
        assert held
