"""The seed translation memory: municipal strings translated by hand, in the state *unreviewed*.

It comes before any model, so that the commonest strings of a city's site are right whatever the model. A string
counts only where the whole German text is the same, apart from soft hyphens and white space.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path

_DROPPED = str.maketrans({"\u00ad": None, "\u200b": None, "\u00a0": " "})


class SeedError(ValueError):
    """A line of the seed cannot be read."""


class SeedMemory:
    """German text to its translations, in memory."""

    def __init__(self, entries: Iterable[Mapping[str, str]], languages: Iterable[str]) -> None:
        """Take `entries` with a key a language (`de` is the source)."""
        self._texts: dict[str, dict[str, str]] = {code: {} for code in languages}
        for entry in entries:
            source = normal(entry["de"])
            for code, texts in self._texts.items():
                if code in entry:
                    texts.setdefault(source, entry[code])

    def __len__(self) -> int:
        """Return the number of German texts of the language that has most."""
        return max((len(texts) for texts in self._texts.values()), default=0)

    def lookup(self, text: str, language: str) -> str | None:
        """Return the translation of `text`, or None."""
        texts = self._texts.get(language)
        return texts.get(normal(text)) if texts else None


def normal(text: str) -> str:
    """Return the text as it is compared."""
    return " ".join(text.translate(_DROPPED).split())


def load_seed(languages: Iterable[str], path: Path | None = None) -> SeedMemory:
    """Read the seed that comes with the package, or the JSON Lines file at `path`; raises `SeedError`."""
    codes = tuple(languages)
    if path is not None:
        return SeedMemory(_entries(path.read_text("utf-8"), str(path)), codes)
    folder = resources.files("glossary") / "seed_data"
    entries: list[Mapping[str, str]] = []
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".jsonl"):
            entries.extend(_entries(file.read_text("utf-8"), file.name))
    return SeedMemory(entries, codes)


def _entries(text: str, name: str) -> Iterable[Mapping[str, str]]:
    # Not `splitlines`: a text may hold the line separators of Unicode.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            message = f"{name}, line {number}: not JSON ({error})"
            raise SeedError(message) from error
        if (
            not isinstance(entry, dict)
            or "de" not in entry
            or not all(isinstance(each, str) for each in entry.values())
        ):
            message = f"{name}, line {number}: not a JSON object of texts with one under 'de'"
            raise SeedError(message)
        yield entry
