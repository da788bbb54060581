"""Renames what was built to where it shall lie: at once, so that half of a model is never seen.

Two processes may do it at the same time. It must not know what a model is.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from models.errors import ModelFolderError

_RENAMES: Final = 5
_TAKEN: Final = (errno.ENOTEMPTY, errno.EEXIST)


def put_in_place(built: Path, place: Path, is_enough: Callable[[], bool] = lambda: False) -> None:
    """Rename `built` to `place`, moving aside what lies there, unless `is_enough` says that it may stay.

    Raises `OSError` where the folder cannot be written, `ModelFolderError` where others are always faster.
    """
    for _ in range(_RENAMES):
        try:
            built.rename(place)
        except OSError as error:
            if error.errno not in _TAKEN and not place.exists():
                raise
            if is_enough():
                return
            aside = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
            # A folder may be renamed onto an empty one; another process may have moved it aside already.
            with suppress(FileNotFoundError):
                place.rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
        else:
            return
    message = f"{place} cannot be replaced; remove it and try again"
    raise ModelFolderError(message)
