"""Where models lie on this machine: one folder each, named by key and version, several versions side by side.

A folder counts only with its marker, which is written last; what is being built beside it is hidden (its name begins
with a dot). Which folder holds them all is the caller's choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.errors import ModelMissingError

MARKER: Final = ".whole"

_NAME: Final = re.compile(r"(?P<key>[a-z0-9][a-z0-9.-]*)-(?P<version>[A-Za-z0-9.]+)")


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """One version of a model on this machine; `size` in bytes, `since` in seconds of the system's clock."""

    key: str
    version: str
    folder: Path
    size: int
    since: float


class ModelStore:
    """The models in one folder."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`; it need not exist yet."""
        self.folder = folder

    def installed(self) -> tuple[InstalledModel, ...]:
        """Return what is there, by key, the version installed last first."""
        try:
            folders = [each for each in self.folder.iterdir() if each.is_dir()]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        found = [model for each in folders if (model := _model(each))]
        return tuple(sorted(found, key=lambda model: (model.key, -model.since, model.version)))

    def path(self, key: str, version: str = "") -> Path:
        """Return the folder of a model: that version, or the one installed last. Raises `ModelMissingError`."""
        models = self.installed()
        for model in models:
            if model.key == key and version in ("", model.version):
                return model.folder
        there = ", ".join(model.folder.name for model in models) or "nothing"
        wanted = f"{key}-{version}" if version else key
        message = f"the model {wanted} is not in {self.folder} (there is: {there}); see `stadtlotse models list`"
        raise ModelMissingError(message)


def _model(folder: Path) -> InstalledModel | None:
    name = _NAME.fullmatch(folder.name)
    if not name:
        return None
    try:
        since = (folder / MARKER).stat().st_mtime
        size = sum(each.stat().st_size for each in folder.iterdir() if each.is_file())
    except FileNotFoundError:
        # Without its marker it is not a model; or another process is just replacing it.
        return None
    return InstalledModel(name["key"], name["version"], folder, size, since)
