"""Counts the lexical tables with which the starter's translations are aligned: `python -m models.training.align_table`.

    python -m models.training.align_table DATA models/alignment_files [--only tr ...]

DATA is laid out as for `prepare`. Sentences become stems; eflomal (Östling and Tiedemann 2016) aligns them in both
directions; what both directions agree on counts whole, what only one says counts little. From the counts come, for
each pair of stems, the chances that one stands for the other; what is rare or improbable is left out. Of the texts out
of packages only these counts are kept. Needs `pip install eflomal`; takes some ten minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import zstandard

from models.alignment import words
from models.alignment_stems import stem
from models.alignment_table import Entry, write_table

LANGUAGES = ("en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr")
_MOST_WORDS = 60
# The collection is what the product translates; the rest is there for the words that it lacks.
_COLLECTION_COUNTS = 4.0
_ONE_SIDED = 0.25
_RARE, _IMPROBABLE = 0.9, 0.04
_MOST_TARGETS = 24

Pair = tuple[str, str, float]
Links = set[tuple[int, int]]


def read_pairs(data: Path, language: str) -> Iterator[Pair]:
    """Yield German text, translation and weight."""
    with (data / "corpus" / "train.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record.get(language):
                yield record["de"], record[language], _COLLECTION_COUNTS
    with (data / "parallel" / f"tatoeba.de-{language}.tsv").open(encoding="utf-8") as lines:
        yield from _tab_separated(lines)
    packed = data / "parallel" / f"packages.de-{language}.tsv.zst"
    with zstandard.open(packed, "rt", encoding="utf-8") as lines:
        yield from _tab_separated(lines)


def _tab_separated(lines: Iterable[str]) -> Iterator[Pair]:
    for line in lines:
        german, tab, translation = line.rstrip("\n").partition("\t")
        if tab and translation:
            yield german, translation, 1.0


def stems(text: str, language: str) -> list[str]:
    """Return the stems of a text's words."""
    return [stem(text[start:end], language) or "_" for start, end in words(text)]


def align(sources: Path, targets: Path, folder: Path) -> tuple[list[Links], list[Links]]:
    """Run eflomal on files with one tokenised sentence a line; return forward and reverse links of each."""
    import eflomal  # noqa: PLC0415 needed here only

    forward, reverse = folder / "forward", folder / "reverse"
    with sources.open(encoding="utf-8") as source, targets.open(encoding="utf-8") as target:
        eflomal.Aligner(model=3).align(
            source, target, links_filename_fwd=str(forward), links_filename_rev=str(reverse), quiet=True
        )
    return _read_links(forward), _read_links(reverse)


def _read_links(file: Path) -> list[Links]:
    with file.open(encoding="ascii") as lines:
        return [{(int(a), int(b)) for a, _, b in (each.partition("-") for each in line.split())} for line in lines]


def count(pairs: Sequence[tuple[list[str], list[str], float]], language: str) -> list[Entry]:
    """Return the table of one language."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources, targets = folder / "source", folder / "target"
        sources.write_text("".join(" ".join(source) + "\n" for source, _, _ in pairs), encoding="utf-8")
        targets.write_text("".join(" ".join(target) + "\n" for _, target, _ in pairs), encoding="utf-8")
        forward, reverse = align(sources, targets, folder)
    joint: Counter[tuple[str, str]] = Counter()
    of_source: Counter[str] = Counter()
    of_target: Counter[str] = Counter()
    for (source, target, weight), ahead, back in zip(pairs, forward, reverse, strict=True):
        for stem_ in source:
            of_source[stem_] += weight  # type: ignore[assignment]
        for stem_ in target:
            of_target[stem_] += weight  # type: ignore[assignment]
        for i, j in ahead | back:
            sure = (i, j) in ahead and (i, j) in back
            joint[source[i], target[j]] += weight * (1.0 if sure else _ONE_SIDED)  # type: ignore[assignment]
    entries = [
        Entry(source, target, min(1.0, number / of_source[source]), min(1.0, number / of_target[target]))
        for (source, target), number in joint.items()
        if number >= _RARE and not source[0].isdigit() and not target[0].isdigit()
    ]
    return _pruned(entries)


def _pruned(entries: Iterable[Entry]) -> list[Entry]:
    """Keep the probable, and of each German stem the best."""
    by_source: dict[str, list[Entry]] = {}
    for entry in entries:
        if max(entry.ahead, entry.back) >= _IMPROBABLE:
            by_source.setdefault(entry.source, []).append(entry)
    return [
        entry
        for each in by_source.values()
        for entry in sorted(each, key=lambda entry: -entry.ahead * entry.back)[:_MOST_TARGETS]
    ]


def main(arguments: Sequence[str]) -> int:
    """Count the tables and write them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--only", nargs="*", default=LANGUAGES)
    chosen = parser.parse_args(arguments)
    chosen.target.mkdir(parents=True, exist_ok=True)
    for language in chosen.only:
        pairs = []
        for german, translation, weight in read_pairs(chosen.data, language):
            source, target = stems(german, "de"), stems(translation, language)
            if 0 < len(source) <= _MOST_WORDS and 0 < len(target) <= _MOST_WORDS:
                pairs.append((source, target, weight))
        entries = count(pairs, language)
        size = write_table(chosen.target / f"{language}.bin", entries)
        print(f"{language}: {len(pairs)} pairs, {len(entries)} entries, {size / 1e6:.2f} MB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
