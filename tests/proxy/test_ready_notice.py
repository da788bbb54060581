"""The notice of readiness, heard on real sockets."""

import socket
from pathlib import Path

import pytest

from proxy.ready_notice import tell_ready


@pytest.mark.parametrize("abstract", [False, True])
def test_the_service_manager_hears_it(tmp_path: Path, abstract: bool) -> None:
    name = f"@stadtlotse-{tmp_path.name}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + name[1:] if abstract else name)
        assert tell_ready({"NOTIFY_SOCKET": name})
        assert manager.recv(100) == b"READY=1"


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_without_a_service_manager_nothing_happens(environment: dict[str, str]) -> None:
    assert not tell_ready(environment)
