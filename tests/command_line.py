"""The command line as a process of its own, apart from whatever the developer has at home."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]


def environment(folder: Path) -> dict[str, str]:
    """A home of its own for a process, and the sample city within reach."""
    paths = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    caches = {"XDG_CACHE_HOME": str(folder / "cache"), "XDG_DATA_HOME": str(folder / "data")}
    return {**kept, **caches, "PYTHONPATH": paths, "HOME": str(folder), "STADTLOTSE_ENGINE__KIND": "identity"}
