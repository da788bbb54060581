"""Makes the run folder that training reads: ``python -m models.training.prepare --help``.

Writes the cut vocabulary and its tokenizer, the texts of each kind (none of them held out for measuring), the weights
to start from with the embeddings of the cut vocabulary, and the pieces that answers are made of.

Must not know: torch, the network, the optimiser.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import sentencepiece

from models.training import base_weights, converted, corpus, tokenizer, vocabulary
from models.training.corpus import KINDS, LANGUAGES, Text
from models.training.tokenizer import BasePieces

OWN_WEIGHT = 5
"""How many times the collection's pieces count against those of general texts when the vocabulary is chosen."""


def gather(data: Path, held_out: Iterable[str]) -> dict[str, list[Text]]:
    """Texts of each kind; a general text whose German is held out is dropped, one in the collection is a mistake."""
    closed = set(held_out)
    collection = corpus.read_collection(data / "corpus" / "train.jsonl")
    overlap = [text.german for text in collection if text.german in closed]
    if overlap:
        message = f"{len(overlap)} held-out texts stand in the collection, the first: {overlap[0]}"
        raise ValueError(message)
    general = corpus.read_general(data / "parallel")
    open_ones = [[text for text in texts if text.german not in closed] for texts in general]
    return dict(zip(KINDS, [collection, *open_ones], strict=True))


def held_out(data: Path) -> Iterator[str]:
    """The German side of everything that is measured on."""
    for text in corpus.read_collection(data / "corpus" / "dev.jsonl"):
        yield text.german
    for line in (data / "ntrex128" / "de.txt").read_text(encoding="utf-8").splitlines():
        yield corpus.squeeze(line)


def choose_vocabulary(base: BasePieces, texts: dict[str, list[Text]], choice: vocabulary.Choice) -> list[str]:
    """The kept pieces, counted with the whole base tokenizer."""
    whole = sentencepiece.SentencePieceProcessor(model_proto=tokenizer.serialise(base.pieces))
    counts: Counter[str] = Counter()
    for kind, some in texts.items():
        lines = [f" {line}" for text in some for line in (text.german, *(answer for _, answer in text.answers))]
        weight = OWN_WEIGHT if kind == "collection" else 1
        for piece, n in vocabulary.count(whole.encode(lines, out_type=str, num_threads=2)).items():
            counts[piece] += weight * n
    prompts = whole.encode([f"{name}:" for name in ("German", *LANGUAGES.values())], out_type=str)
    return vocabulary.choose(base, counts, [piece for prompt in prompts for piece in prompt], choice)


def answer_pieces(texts: Iterable[Sequence[Text]], processor: sentencepiece.SentencePieceProcessor) -> list[int]:
    """The ids of all pieces that occur in answers, sorted: training's soft-max runs over these."""
    found: set[int] = set()
    for some in texts:
        lines = [f" {answer}\n" for text in some for _, answer in text.answers]
        found.update(i for ids in processor.encode(lines, num_threads=2) for i in ids)
    return sorted(found)


def prepare(data: Path, run: Path, gguf_file: Path, start: Path | None, most_pieces: int) -> None:
    """Writes the run folder; ``start`` is a CTranslate2 model to go on from instead of the base weights."""
    run.mkdir(parents=True, exist_ok=True)
    if not gguf_file.exists():
        base_weights.assemble(gguf_file)
    base = base_weights.read_pieces(gguf_file)
    texts = gather(data, held_out(data))
    kept = choose_vocabulary(base, texts, vocabulary.Choice(most_pieces))
    (run / "vocabulary.json").write_text(json.dumps(kept, ensure_ascii=False, indent=0), encoding="utf-8")
    (run / "tokenizer.model").write_bytes(tokenizer.serialise(tokenizer.cut(base, kept)))
    for kind, some in texts.items():
        corpus.write_texts(run / f"{kind}.jsonl", some)
        print(f"{kind}: {len(some)} German texts, {sum(len(text.answers) for text in some)} answers")
    weights = base_weights.read_gguf(gguf_file)
    embedding = weights["embedding"][[base.ids[piece] for piece in kept]]
    if start:
        weights = converted.read_ctranslate2(start)
    np.savez(run / "start.npz", allow_pickle=False, **(weights | {"embedding": embedding}))
    processor = sentencepiece.SentencePieceProcessor(model_file=str(run / "tokenizer.model"))
    pieces = answer_pieces(texts.values(), processor)
    np.save(run / "answer_pieces.npy", np.asarray(pieces, dtype=np.int64))
    print(f"vocabulary: {len(kept)} pieces, {len(pieces)} of them in answers")


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description="Prepares a run folder: vocabulary, tokenizer, texts, starting weights."
    )
    parser.add_argument("data", type=Path, help="folder with corpus/, parallel/ and ntrex128/")
    parser.add_argument("run", type=Path, help="run folder to write")
    parser.add_argument("--gguf", type=Path, default=Path("gemma.gguf"), help="base weights; assembled here if missing")
    parser.add_argument("--start", type=Path, help="model.bin of a converted starter to go on from")
    parser.add_argument("--pieces", type=int, default=50_000, help="size of the cut vocabulary at most")
    given = parser.parse_args(arguments)
    prepare(given.data, given.run, given.gguf, given.start, given.pieces)
    return 0


if __name__ == "__main__":
    sys.exit(main())
