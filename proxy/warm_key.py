"""The key with which this machine's own warming proves itself: a file that only the proxy's user can read."""

import os
import secrets
from pathlib import Path
from typing import Final

_NAME: Final = "warm.key"
_BYTES: Final = 32


def warm_key(folder: Path) -> str:
    """The key in a cache folder, made if there is none; one of its own where the folder cannot be written."""
    path = folder / _NAME
    for _ in range(2):
        try:
            key = path.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            key = ""
        if len(key) >= _BYTES:
            return key
        made = secrets.token_urlsafe(_BYTES)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            beside = folder / f"{_NAME}.{os.getpid()}.{secrets.token_hex(4)}"
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(made)
            _put(beside, path, broken=bool(key) or path.exists())
        except OSError:
            return made
    return made


def _put(beside: Path, path: Path, *, broken: bool) -> None:
    """Move the new file to its place; of several processes that do so at once, the first one wins."""
    try:
        if broken:
            beside.replace(path)
        else:
            os.link(beside, path)
            beside.unlink()
    except FileExistsError:
        beside.unlink()
