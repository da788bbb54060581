"""A mark in a folder that says: forget what you keep in memory of what lies here. One process sets it, all see it.

Looking costs one `stat`, a microsecond or two, so that it can be done for every request. Must not know what is kept.
"""

import os
from contextlib import suppress
from pathlib import Path


class PurgeMark:
    """The mark of one folder, as one process saw it last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = str(path)
        self._seen = self._state()

    def has_moved(self) -> bool:
        """Was the mark set since the last look?"""
        state = self._state()
        if state == self._seen:
            return False
        self._seen = state
        return True

    def move(self) -> None:
        """Set the mark; without a folder there is nothing to forget."""
        with suppress(OSError):
            beside = self._path.with_suffix(f".{os.getpid()}")
            beside.touch(mode=0o600)
            beside.replace(self._path)  # another inode, whatever the clock says

    def _state(self) -> tuple[int, int]:
        try:
            status = os.stat(self._name)
        except OSError:
            return 0, 0
        return status.st_ino, status.st_mtime_ns
