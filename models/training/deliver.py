"""Exports a run's checkpoint as a starter: ``python -m models.training.deliver RUN TARGET``.

Must not know: torch, training, measuring.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from models.training.converted import Floats
from models.training.export import export


def read_run(run: Path, part: str = "average") -> tuple[dict[str, Floats], list[str]]:
    """The embeddings, weights (``average`` or ``weights`` of the checkpoint) and vocabulary of a run folder."""
    with np.load(run / "start.npz") as start:
        weights: dict[str, Floats] = {"embedding": start["embedding"]}
    weights |= load_file(run / "checkpoint" / f"{part}.safetensors")
    pieces: list[str] = json.loads((run / "vocabulary.json").read_text(encoding="utf-8"))
    return weights, pieces


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description="Exports a run's checkpoint as a CTranslate2 model with its tokenizer."
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--part", choices=("average", "weights"), default="average", help="which weights")
    parser.add_argument("--quantization", default="int8")
    given = parser.parse_args(arguments)
    weights, pieces = read_run(given.run, given.part)
    export(weights, pieces, given.target, given.quantization)
    shutil.copy(given.run / "tokenizer.model", given.target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
