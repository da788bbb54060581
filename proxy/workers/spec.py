"""What a process is told when it is started: on its standard input, so that nothing shows in the list of processes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from proxy.settings import Settings


class Role(StrEnum):
    """What a process is there for."""

    ENGINE = "engine"
    WEB = "web"


@dataclass(frozen=True, slots=True)
class Spec:
    """`name` is what it is called in metrics; the descriptors are inherited files, -1: none."""

    role: Role
    settings: dict[str, Any]
    engine_socket: str
    hub_socket: str
    name: str = ""
    settings_places: dict[str, str] = field(default_factory=dict)
    """Where settings that are no defaults were set, for the desk to show."""
    ready_fd: int = -1
    listen_fd: int = -1
    ops_fd: int = -1

    def encode(self) -> bytes:
        """Return the spec as bytes."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, told: bytes) -> Spec:
        """Return what was encoded; raises `ValueError`, `TypeError`."""
        fields = json.loads(told)
        return cls(**(fields | {"role": Role(fields["role"])}))

    def read_settings(self) -> Settings:
        """Return the settings; they were valid where they were written."""
        return Settings.model_validate(self.settings)


def plain(settings: Settings) -> dict[str, Any]:
    """Return settings as a spec carries them."""
    written: dict[str, Any] = settings.model_dump(mode="json")
    return written
