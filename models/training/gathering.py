"""Gathers the texts of a run, and keeps out of them whatever models are measured by.

Must not know: tokenizers, torch, weights.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.training import corpus
from models.training.corpus import KINDS, Text

HELD_OUT = "dev.jsonl"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where texts come from: the data folder, and further files of the collection's form."""

    data: Path
    more: tuple[Path, ...] = ()

    @property
    def collections(self) -> tuple[Path, ...]:
        """The collection's files in order: ``train.jsonl`` first, never the development part."""
        found = sorted((self.data / "corpus").glob("*.jsonl"), key=lambda path: (path.name != "train.jsonl", path.name))
        return (*(path for path in found if path.name != HELD_OUT), *self.more)


def gather(sources: Sources, held_out: Iterable[str]) -> dict[str, list[Text]]:
    """Texts of each kind; a general text whose German is held out is dropped, one in the collection is a mistake.

    Of several texts of the collection with the same German the first stays.
    """
    closed = set(held_out)
    first: dict[str, Text] = {}
    for text in read_collections(sources):
        first.setdefault(text.german, text)
    collection = list(first.values())
    overlap = [text.german for text in collection if text.german in closed]
    if overlap:
        message = f"{len(overlap)} held-out texts stand in the collection, the first: {overlap[0]}"
        raise ValueError(message)
    general = corpus.read_general(sources.data / "parallel")
    open_ones = [[text for text in texts if text.german not in closed] for texts in general]
    return dict(zip(KINDS, [collection, *open_ones], strict=True))


def read_collections(sources: Sources) -> list[Text]:
    """All texts of the collection's files, one file after the other."""
    return [text for path in sources.collections for text in corpus.read_collection(path)]


def held_out(data: Path) -> Iterator[str]:
    """The German side of everything that is measured on."""
    for text in corpus.read_collection(data / "corpus" / HELD_OUT):
        yield text.german
    for line in (data / "ntrex128" / "de.txt").read_text(encoding="utf-8").splitlines():
        yield corpus.squeeze(line)
