"""Fuzzing by coverage, by name, as long as you like: `PYTHONPATH=tests python -m fuzz rewriter -max_total_time=600`.

Needs the package atheris, which is no dependency of the project: `pip install atheris`.
"""

from __future__ import annotations

import importlib
import sys


def main() -> None:
    """Fuzz one target; what follows its name are options of libFuzzer."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["proxy", "translation", "cache"]):
        targets = importlib.import_module("fuzz.targets").TARGETS
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in targets:
        sys.exit(f"which target? one of {', '.join(targets)}")
    atheris.Setup([sys.argv[0], *sys.argv[2:]], targets[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
