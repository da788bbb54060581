"""The file of a lexical table: which stems of a language stand for which German stems, and how surely.

Stems are kept as hashes, chances as logarithms of one byte, so that a language takes a few hundred kilobytes, is read
at once and needs no unpacking. Layout, little-endian: `HEADER`, then German stems (u32, ascending), where each one's
entries begin (u32, one more), hashes of the other stems (u16), chances ahead (u8), chances back (u8).
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.alignment_stems import REVISION
from models.errors import ModelDamagedError

_HEADER: Final = struct.Struct("<8sIII")  # magic, revision of the stems, German stems, entries
_MAGIC: Final = b"SLALIGN1"
_STEPS: Final = 32.0  # steps of a chance's byte for each factor of e: 255 is one in 2,900


@dataclass(frozen=True, slots=True)
class Entry:
    """`ahead` is the chance that a German stem is translated so, `back` that the translation came from it."""

    source: str
    target: str
    ahead: float
    back: float


def _source_key(stem: str) -> int:
    return zlib.crc32(stem.encode())


def _target_key(stem: str) -> int:
    return zlib.crc32(stem.encode()) & 0xFFFF


def _byte(chance: float) -> int:
    return min(255, round(-math.log(max(chance, 1e-9)) * _STEPS))


def write_table(file: Path, entries: Iterable[Entry]) -> int:
    """Write a table; return its size in bytes."""
    rows = sorted((_source_key(e.source), _target_key(e.target), _byte(e.ahead), _byte(e.back)) for e in entries)
    keys, counts = np.unique(np.array([row[0] for row in rows], dtype="<u4"), return_counts=True)
    starts = np.concatenate(([0], np.cumsum(counts))).astype("<u4")
    content = b"".join(
        (
            _HEADER.pack(_MAGIC, REVISION, len(keys), len(rows)),
            keys.astype("<u4").tobytes(),
            starts.tobytes(),
            np.array([row[1] for row in rows], dtype="<u2").tobytes(),
            np.array([row[2] for row in rows], dtype="u1").tobytes(),
            np.array([row[3] for row in rows], dtype="u1").tobytes(),
        )
    )
    file.write_bytes(content)
    return len(content)


class LexicalTable:
    """A table in memory; safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        """Read `file`; raises `ModelDamagedError`."""
        try:
            content = file.read_bytes()
            magic, revision, sources, entries = _HEADER.unpack_from(content)
        except (OSError, struct.error) as error:
            message = f"the lexical table {file} cannot be read: {error}; install the package anew"
            raise ModelDamagedError(message) from error
        size = _HEADER.size + 4 * sources + 4 * (sources + 1) + 4 * entries
        if magic != _MAGIC or revision != REVISION or len(content) != size:
            message = f"{file} is no lexical table of this version; install the package anew"
            raise ModelDamagedError(message)
        place = _HEADER.size

        def read(kind: str, count: int) -> npt.NDArray[Any]:
            nonlocal place
            array: npt.NDArray[Any] = np.frombuffer(content, kind, count, place)
            place += array.nbytes
            return array

        self._keys = read("<u4", sources)
        self._starts = read("<u4", sources + 1)
        self._targets = read("<u2", entries)
        self._ahead = read("u1", entries)
        self._back = read("u1", entries)

    def __contains__(self, stem: str) -> bool:
        """Tell whether a German stem has entries."""
        return self._place(stem) >= 0

    def _place(self, stem: str) -> int:
        key = _source_key(stem)
        place = int(np.searchsorted(self._keys, key))
        return place if place < len(self._keys) and self._keys[place] == key else -1

    def chances(self, stem: str, targets: Sequence[str]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return the chances ahead and back of a German stem with each target stem; 0 where there is no entry."""
        ahead, back = np.zeros(len(targets)), np.zeros(len(targets))
        place = self._place(stem)
        if place >= 0:
            start, end = int(self._starts[place]), int(self._starts[place + 1])
            known = self._targets[start:end]
            for number, target in enumerate(targets):
                found = np.flatnonzero(known == _target_key(target))
                if found.size:
                    ahead[number] = math.exp(-int(self._ahead[start + found[0]]) / _STEPS)
                    back[number] = math.exp(-int(self._back[start + found[0]]) / _STEPS)
        return ahead, back
