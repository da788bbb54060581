"""Unpacks an archive of a converted model (.tar, .tar.zst) that came from elsewhere, trusting nothing in it.

Only plain files with plain names are taken, out of one folder at most; links, devices and paths are refused. Blocks
are read one by one, so that neither a header that claims too much nor a compressed bomb fills memory or disk.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import zstandard

from models.errors import ObtainingError
from models.files import write
from models.install import folder_errors

SUFFIXES: Final = (".tar", ".tar.zst")

_BLOCK: Final = 512
_CHUNK: Final = 1 << 20
_MOST_FILES: Final = 64
# Times of files and the like, which some programs write before each file, and nobody needs here.
_EXTENDED: Final = (tarfile.XHDTYPE, tarfile.XGLTYPE)
_MOST_EXTENDED: Final = 1 << 16
_NAME: Final = re.compile(r"(?:\./)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)?(?P<name>\.?[A-Za-z0-9_][A-Za-z0-9_.-]*)")


def unpack(archive: Path, folder: Path, limit: int) -> None:
    """Write the files of `archive` into `folder`, `limit` bytes at most; raises `ObtainingError`."""
    try:
        with _opened(archive) as stream:
            _unpack(archive, stream, folder, limit)
    except (OSError, EOFError, ValueError, tarfile.TarError, zstandard.ZstdError) as error:
        message = f"{archive} cannot be unpacked: {error}; copy it anew"
        raise ObtainingError(message) from error


@contextmanager
def _opened(archive: Path) -> Iterator[IO[bytes]]:
    with archive.open("rb") as file:
        if archive.name.endswith(".zst"):
            # 128 MB of window is what `zstd --long` needs, and all that it gets.
            with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(file) as stream:
                yield io.BufferedReader(stream)
        else:
            yield file


def _unpack(archive: Path, stream: IO[bytes], folder: Path, limit: int) -> None:
    left, names = limit, set[str]()
    while (header := _exactly(stream, _BLOCK)).strip(b"\0"):
        info = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
        size = info.size
        if info.type in _EXTENDED and size <= _MOST_EXTENDED:
            _exactly(stream, _padded(size))
            continue
        if info.isdir() and not size:
            continue
        name = _plain_name(archive, info)
        if name in names or len(names) >= _MOST_FILES:
            message = f"{archive} holds {info.name!r} twice, or more than {_MOST_FILES} files: not a model's archive"
            raise ObtainingError(message)
        left -= size
        if left < 0:
            message = f"{archive} holds more than {limit / 1e6:.0f} MB, which is more than this model can have"
            raise ObtainingError(message)
        names.add(name)
        with folder_errors(folder):
            write(folder / name, _content(stream, size))
        _exactly(stream, _padded(size) - size)


def _plain_name(archive: Path, info: tarfile.TarInfo) -> str:
    match = _NAME.fullmatch(info.name)
    if match is None or not info.isreg():
        message = f"{archive} holds {info.name!r}, which is not a plain file in one folder: not a model's archive"
        raise ObtainingError(message)
    return match["name"]


def _content(stream: IO[bytes], size: int) -> Iterator[bytes]:
    while size:
        part = _exactly(stream, min(size, _CHUNK))
        size -= len(part)
        yield part


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        message = "it ends too early"
        raise EOFError(message)
    return data


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK
