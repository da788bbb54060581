"""Whole values or none: a frame of mark, checksum and length around each stored value.

A value torn by a crash, a full disk or a flipped bit is a miss, never a wrong answer. The checksum covers the
key too, so that a value that got under another key is a miss as well. It guards against accidents, not
against somebody who can write into the folder.
"""

import struct
from hashlib import blake2b

from cache.errors import DamagedValueError

_MARK = b"SL\x01"
_CHECKSUM_BYTES = 8  # an accident slips through once in 2**64
_HEAD = struct.Struct(f">3s{_CHECKSUM_BYTES}sQ")


def framed(key: bytes, value: bytes) -> bytes:
    """The bytes to store for this value under this key."""
    return _HEAD.pack(_MARK, _checksum(key, value), len(value)) + value


def unframed(key: bytes, stored: bytes) -> bytes:
    """The value of the stored bytes; `DamagedValueError` if they are not exactly what was written."""
    if len(stored) < _HEAD.size:
        message = f"{len(stored)} bytes are less than the frame of a value"
        raise DamagedValueError(message)
    mark, checksum, length = _HEAD.unpack_from(stored)
    value = stored[_HEAD.size :]
    if mark != _MARK or length != len(value) or checksum != _checksum(key, value):
        message = f"value of {len(value)} bytes does not match its frame of {length} bytes"
        raise DamagedValueError(message)
    return value


def _checksum(key: bytes, value: bytes) -> bytes:
    digest = blake2b(len(key).to_bytes(8, "big"), digest_size=_CHECKSUM_BYTES)
    digest.update(key)
    digest.update(value)
    return digest.digest()
