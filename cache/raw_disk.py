"""How diskcache reads and writes keys and values here: raw bytes in SQLite, and never pickle, either way.

diskcache's own `Disk` unpickles what it finds, which lets whoever can write into the cache folder run code in
this process. It also opens and deletes the files that rows name, whatever path they give. This one knows one
kind of row (blob key, blob value, no file) and takes every other for absent.
"""

import sqlite3
from typing import NoReturn

import diskcache
from diskcache.core import MODE_RAW, UNKNOWN


class ForeignRowError(OSError):
    """A row that this program did not write. An `OSError`: diskcache takes those for "not there"."""


class RawDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache has no types
    """Bytes in, bytes out."""

    def put(self, key: object) -> tuple[memoryview, bool]:
        """The key as stored."""
        if type(key) is not bytes:
            message = f"keys are bytes, not {type(key).__name__}"
            raise TypeError(message)
        return sqlite3.Binary(key), True

    def get(self, key: object, raw: object) -> bytes:
        """The key as given; of other programs' rows there is none."""
        if not raw or type(key) is not bytes:
            raise ForeignRowError
        return key

    def store(self, value: object, read: bool, key: object = UNKNOWN) -> tuple[int, int, None, memoryview]:
        """The value as stored: in the database, never in a file beside it.

        Files would outlive their rows when the process is killed between the two; `size` counts files only.
        """
        if read or type(value) is not bytes:
            message = f"values are bytes, not {type(value).__name__}"
            raise TypeError(message)
        return 0, MODE_RAW, None, sqlite3.Binary(value)

    def fetch(self, mode: object, filename: object, value: object, read: bool) -> bytes:
        """The value as given; what is not a blob in the database is not ours."""
        if mode != MODE_RAW or filename is not None or read or type(value) is not bytes:
            raise ForeignRowError
        return value

    def remove(self, file_path: object) -> None:
        """Delete nothing: no row of ours has a file, and one that names a file is not ours to obey."""

    def filename(self, key: object = UNKNOWN, value: object = UNKNOWN) -> NoReturn:
        """Name no file: nothing is stored in files."""
        raise ForeignRowError
