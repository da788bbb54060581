"""Packs a trained starter for the package: `python -m models.pack_starter SOURCE DESTINATION [--facts FILE]`.

SOURCE holds `model.bin`, `config.json`, `vocabulary.json`, `tokenizer.model` and, unless FILE is given, the facts
of the training in `starter.json`. The weights are cut into parts that every git host takes; sizes and checksums
are added to the facts, the licence's notice and terms beside them. A developer's step, never needed to serve.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from models.errors import ModelDamagedError, ModelError, ModelMissingError
from models.starter import FACTS, LEGAL, NEEDED, PACKAGED, WEIGHTS, StarterFacts, parse_facts, verify

# GitHub warns from 50 MiB and refuses 100 MiB; others refuse earlier.
PART_BYTES: Final = 48 << 20
_COMPUTED: Final = ("sha256", "files", "parts")


def pack_starter(
    source: Path, destination: Path, facts: Mapping[str, object], *, part_bytes: int = PART_BYTES
) -> StarterFacts:
    """Write the package's starter to `destination`, replacing what is there; return its facts.

    `facts` are those of `StarterFacts` without checksum, files and parts, which are computed here.
    Raises `ModelMissingError`, or `ModelDamagedError` if what was packed does not verify.
    """
    missing = [name for name in NEEDED if name not in LEGAL and not (source / name).is_file()]
    if missing:
        message = f"{source} lacks {', '.join(missing)}; a trained starter has {' '.join(NEEDED[:4])}"
        raise ModelMissingError(message)
    destination.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{destination.name}-", dir=destination.parent))
    try:
        packed = _fill(building, source, facts, part_bytes)
        problems = verify(building)
        if problems:
            message = "; ".join(f"{each.file} {each.what}" for each in problems)
            raise ModelDamagedError(message)
        building.chmod(0o755)
        shutil.rmtree(destination, ignore_errors=True)
        building.rename(destination)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return packed


def _fill(building: Path, source: Path, facts: Mapping[str, object], part_bytes: int) -> StarterFacts:
    for name in NEEDED:
        if name not in (WEIGHTS, *LEGAL):
            # Copied without its mode: what training wrote may be read-only.
            shutil.copyfile(source / name, building / name)
    shutil.copyfile(PACKAGED / "GEMMA_TERMS.md", building / "GEMMA_TERMS.md")
    (building / "NOTICE").write_text(_notice(facts), encoding="utf-8")
    weights, parts = _cut(source / WEIGHTS, building, part_bytes)
    whole = {key: value for key, value in facts.items() if key not in _COMPUTED}
    whole["sha256"] = weights["sha256"]
    whole["files"] = [weights if name == WEIGHTS else _file(building / name) for name in NEEDED]
    whole["parts"] = parts
    text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    packed = parse_facts(text, str(source / FACTS))
    (building / FACTS).write_text(text, encoding="utf-8")
    return packed


def _cut(weights: Path, building: Path, part_bytes: int) -> tuple[dict[str, object], list[dict[str, object]]]:
    digest = hashlib.sha256()
    parts = []
    size = 0
    with weights.open("rb") as file:
        for number, data in enumerate(iter(lambda: file.read(part_bytes), b"")):
            digest.update(data)
            size += len(data)
            part = building / f"{WEIGHTS}.{number:02}"
            part.write_bytes(data)
            parts.append(_file(part))
    return {"name": WEIGHTS, "size": size, "sha256": digest.hexdigest()}, parts


def _file(path: Path) -> dict[str, object]:
    data = path.read_bytes()
    return {"name": path.name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _notice(facts: Mapping[str, object]) -> str:
    return (
        "Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms\n\n"
        f"This folder holds a Model Derivative of {facts.get('base')}: the starter model of Stadtlotse,\n"
        f"version {facts.get('version')} of {facts.get('date')}.\n\n"
        "MODIFIED FILES: model.bin (here in parts), config.json, vocabulary.json and tokenizer.model were\n"
        f"changed by {facts.get('changed_by')}: the weights were fine-tuned for translation from\n"
        "German, the vocabulary was cut to the pieces that are needed, and the result was quantised to\n"
        "8 bits for CTranslate2.\n\n"
        "Whoever uses, changes or passes on these files is bound by the Gemma Terms of Use (a copy is\n"
        "beside this file: GEMMA_TERMS.md), above all by the use restrictions of its section 3.2 and by the\n"
        "Gemma Prohibited Use Policy (ai.google.dev/gemma/prohibited_use_policy), and passes them on.\n\n"
        "The Apache License of Stadtlotse covers the program, not these files.\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Pack from the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.pack_starter", description="pack a trained starter")
    parser.add_argument("source", type=Path)
    parser.add_argument("destination", type=Path)
    parser.add_argument("--facts", type=Path, help=f"JSON with the facts of the training; default SOURCE/{FACTS}")
    given = parser.parse_args(arguments)
    try:
        facts = json.loads((given.facts or given.source / FACTS).read_bytes())
        packed = pack_starter(given.source, given.destination, facts)
    except (OSError, ValueError, ModelError) as error:
        sys.stderr.write(f"not packed: {error}\n")
        return 1
    size = sum(each.size for each in packed.files) / 1e6
    sys.stdout.write(f"{packed.folder}: {size:.1f} MB in {len(packed.parts)} parts in {given.destination}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
