"""Bodies as files: whole or not at all, bounded, readable while they are written."""

import os
import time
from pathlib import Path

import pytest

from cache.bodies import BLOCK_BYTES, Bodies, Body
from cache.errors import DamagedValueError

MANY = os.urandom(BLOCK_BYTES) + b"the rest"


def stored(bodies: Bodies, data: bytes) -> Body:
    """Write these bytes, block by block."""
    writing = bodies.begin()
    for start in range(0, len(data), BLOCK_BYTES):
        writing.append(data[start : start + BLOCK_BYTES])
    body = writing.commit()
    writing.close()
    bodies.added(body)
    return body


def age(folder: Path, seconds: float) -> None:
    """Make every file that old."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - seconds,) * 2)


def test_written_and_read(tmp_path: Path) -> None:
    """What is written is read back block by block, also after it was deleted under the reader."""
    bodies = Bodies(tmp_path, 1 << 30)
    body = stored(bodies, MANY)
    reading = bodies.open(body)
    assert reading is not None
    bodies.remove(body)
    assert reading.block(0) + reading.block(1) == MANY
    reading.close()
    assert bodies.open(body) is None


def test_read_while_written(tmp_path: Path) -> None:
    """What is on disk can be read before the rest has come, and is nowhere to be found if it never comes."""
    bodies = Bodies(tmp_path, 1 << 30)
    writing = bodies.begin()
    writing.append(MANY[:BLOCK_BYTES])
    assert writing.read(5, 10) == MANY[5:15]
    writing.abandon()
    assert writing.read(0, BLOCK_BYTES) == MANY[:BLOCK_BYTES]
    writing.close()
    assert bodies.usage().entries == 0


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: data + b"x", lambda _: b""])
def test_other_size_is_absent(tmp_path: Path, spoil: object) -> None:
    """A file that was cut or grew is no body."""
    bodies = Bodies(tmp_path, 1 << 30)
    body = stored(bodies, MANY)
    path = next(path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    assert bodies.open(body) is None


def test_damaged_block_is_noticed(tmp_path: Path) -> None:
    """A flipped bit is noticed in its block; the others are good."""
    bodies = Bodies(tmp_path, 1 << 30)
    body = stored(bodies, MANY)
    path = next(path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(MANY[:-1] + bytes([MANY[-1] ^ 1]))
    reading = bodies.open(body)
    assert reading is not None
    assert reading.block(0) == MANY[:BLOCK_BYTES]
    with pytest.raises(DamagedValueError):
        reading.block(1)
    reading.close()


def test_the_unused_go_first(tmp_path: Path) -> None:
    """At the limit room is made, and what was used lately stays."""
    bodies = Bodies(tmp_path, 10_000)
    first, second = stored(bodies, b"a" * 4000), stored(bodies, b"b" * 4000)
    age(tmp_path, 3600)
    reading = bodies.open(first)  # notes the use
    assert reading is not None
    reading.close()
    third = stored(bodies, b"c" * 4000)
    assert bodies.open(second) is None
    for body in (first, third):
        reading = bodies.open(body)
        assert reading is not None
        reading.close()
    assert bodies.usage().bytes <= 10_000


def test_what_a_killed_writer_left_goes(tmp_path: Path) -> None:
    """Half a file of long ago is deleted when the folder is looked through; a young one is left alone."""
    bodies = Bodies(tmp_path, 1 << 30)
    old = bodies.begin()
    old.append(b"x")
    old.close()
    age(tmp_path, 7200)
    young = bodies.begin()
    young.close()
    assert bodies.usage().entries == 1


def test_folder_comes_back(tmp_path: Path) -> None:
    """A folder that is removed while running is made anew."""
    bodies = Bodies(tmp_path / "bodies", 1 << 30)
    stored(bodies, b"a")
    bodies.clear()
    assert bodies.usage().entries == 0
    assert bodies.open(stored(bodies, b"b")) is not None
