"""Bodies of any size as plain files: written block by block beside their place, then renamed; read block by block.

Every block has a checksum, so that what a crash, a full disk or a flipped bit spoiled is noticed before it is sent.
The files are the truth about how much is stored: several processes may use one folder, whoever writes makes room,
and what was not used for longest goes. Calls wait for the disk: an event loop calls them in a thread.
Must not know what a body is of; which of them are still wanted, nobody needs to say: the unused go by themselves.
"""

import logging
import os
import shutil
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from cache.errors import DamagedValueError

log = logging.getLogger(__name__)

BLOCK_BYTES = 128 * 1024
_PART = ".part"
_PART_SECONDS = 3600.0  # nobody writes to one file for that long without a byte; the writer was killed
_NOTE_USE_AFTER = 600.0  # seconds; a hit should cost no write
_SCAN_SHARE = 16  # the folder is looked through whenever this part of the limit was added
_ROOM = 0.9  # so much of the limit stays in use when room is made


@dataclass(frozen=True, slots=True)
class Body:
    """A stored body: the file's name, its size and the CRC-32 of each block."""

    name: str
    size: int
    checks: tuple[int, ...]


EMPTY = Body("", 0, ())


@dataclass(frozen=True, slots=True)
class Usage:
    """What lies in the folder."""

    entries: int
    bytes: int


class _File:
    """A file descriptor that is never used once it is closed, whatever thread still wants to."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def write(self, data: bytes) -> None:
        """Write all at the end."""
        view = memoryview(data)
        with self._lock:
            while view:
                view = view[os.write(self._descriptor, view) :]

    def read(self, start: int, most: int) -> bytes:
        """Up to `most` bytes."""
        with self._lock:
            return os.pread(self._descriptor, most, start)

    def close(self) -> None:
        """Close; what comes later is an `OSError`."""
        with self._lock:
            if self._descriptor >= 0:
                os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        """A request that was given up while a thread opened the file leaves it to nobody."""
        self.close()


class Writing:
    """A body that is being written; it can be read meanwhile."""

    def __init__(self, folder: Path, name: str) -> None:
        self._name = name
        self._path = folder / name[:2] / name
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._part = self._path.with_suffix(_PART)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        self._file = _File(os.open(self._part, flags, 0o600))
        self._checks: list[int] = []
        self.size = 0

    def append(self, block: bytes) -> None:
        """Write the next block: `BLOCK_BYTES`, fewer only for the last. Raises `OSError`."""
        self._file.write(block)
        self._checks.append(zlib.crc32(block))
        self.size += len(block)

    def read(self, start: int, most: int) -> bytes:
        """Up to `most` bytes of those written."""
        return self._file.read(start, most)

    def commit(self) -> Body:
        """Put the file in its place; it may be read on. Raises `OSError`."""
        self._part.rename(self._path)
        return Body(self._name, self.size, tuple(self._checks))

    def abandon(self) -> None:
        """Take the file away, if it is not in its place yet; it may be read on."""
        with suppress(OSError):
            self._part.unlink()

    def close(self) -> None:
        """Nobody reads on."""
        self._file.close()


class Reading:
    """A stored body, open: it can be read to its end even if it is deleted meanwhile."""

    def __init__(self, file: int, body: Body) -> None:
        self._file = _File(file)
        self._body = body

    def block(self, number: int) -> bytes:
        """One block; `DamagedValueError` if it is not what was written."""
        data = self._file.read(number * BLOCK_BYTES, BLOCK_BYTES)
        if zlib.crc32(data) != self._body.checks[number]:
            message = f"block {number} of {self._body.name} is not what was written"
            raise DamagedValueError(message)
        return data

    def close(self) -> None:
        """Done."""
        self._file.close()


class Bodies:
    """The bodies in one folder, bounded."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self.limit = limit_bytes
        self._folder = folder
        self._lock = threading.Lock()
        self._added = limit_bytes  # the first body has the folder looked through
        self._usage: Usage | None = None

    def begin(self) -> Writing:
        """Begin a body. Raises `OSError`."""
        return Writing(self._folder, uuid4().hex)

    def open(self, body: Body) -> Reading | None:
        """The body for reading, None if it is gone or of another size."""
        path = self._folder / body.name[:2] / body.name
        try:
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return None
        status = os.fstat(file)
        if status.st_size != body.size:
            os.close(file)
            return None
        if time.time() - status.st_mtime > _NOTE_USE_AFTER:
            with suppress(OSError):
                os.utime(path)
        return Reading(file, body)

    def remove(self, body: Body) -> None:
        """Delete the file; whoever reads it can go on."""
        if body.name:
            with suppress(OSError):
                (self._folder / body.name[:2] / body.name).unlink()
                if self._usage is not None:
                    self._usage = Usage(self._usage.entries - 1, self._usage.bytes - body.size)

    def added(self, body: Body) -> int:
        """Note a new body, and make room where that is needed; answers how many files had to go."""
        with self._lock:
            self._added += body.size
            if self._usage is not None:
                self._usage = Usage(self._usage.entries + 1, self._usage.bytes + body.size)
            if self._added < self.limit // _SCAN_SHARE:
                return 0
            self._added = 0
        return self._make_room()

    def usage(self) -> Usage:
        """What lies in the folder, for all processes when it was looked through last, since then for this one."""
        if self._usage is None:
            sizes = [size for _, size, _ in self._files()]
            self._usage = Usage(len(sizes), sum(sizes))
        return self._usage

    def clear(self) -> None:
        """Delete everything."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._usage = None

    def _make_room(self) -> int:
        files = sorted(self._files())
        used = sum(size for _, size, _ in files)
        gone = 0
        for _, size, path in files:
            if used <= self.limit * (_ROOM if gone else 1.0):
                break
            with suppress(OSError):
                os.unlink(path)
                used -= size
                gone += 1
        self._usage = Usage(len(files) - gone, used)
        return gone

    def _files(self) -> Iterator[tuple[float, int, str]]:
        """Time of last use, size and path of every body; what a killed writer left is deleted."""
        now = time.time()
        for path in _paths(str(self._folder)):
            try:
                status = os.stat(path, follow_symlinks=False)
            except OSError:
                continue
            if path.endswith(_PART) and now - status.st_mtime > _PART_SECONDS:
                with suppress(OSError):
                    os.unlink(path)
                continue
            yield status.st_mtime, status.st_size, path


def _paths(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            below = [(entry.path, entry.is_dir(follow_symlinks=False)) for entry in entries]
    except OSError:
        return
    for path, is_folder in below:
        if is_folder:
            yield from _paths(path)
        else:
            yield path
