"""Makes the run folder that training reads: ``python -m models.training.prepare --help``.

Writes the cut vocabulary and its tokenizer, the texts of each kind (none of them held out for measuring), the weights
to start from with the embeddings of the cut vocabulary, and the pieces that answers are made of.

Must not know: torch, the network, the optimiser.
"""

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sentencepiece

from models.training import base_weights, converted, corpus, tokenizer, vocabulary
from models.training.corpus import LANGUAGES, Noise, Text
from models.training.gathering import Sources, gather, held_out
from models.training.mixture import Mixing, answer_pieces, write_mixing
from models.training.tokenizer import BasePieces

OWN_WEIGHT = 5
"""How many times the collection's pieces count against those of general texts when the vocabulary is chosen."""


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


@dataclass(frozen=True, slots=True)
class Beginning:
    """The base's weights, a CTranslate2 model to go on from instead, and how many pieces are kept at most."""

    gguf_file: Path
    start: Path | None = None
    most_pieces: int = 50_000


def prepare(sources: Sources, run: Path, beginning: Beginning, mixing: Mixing) -> None:
    """Writes the run folder."""
    gguf_file, start = beginning.gguf_file, beginning.start
    run.mkdir(parents=True, exist_ok=True)
    if not gguf_file.exists():
        base_weights.assemble(gguf_file)
    base = base_weights.read_pieces(gguf_file)
    texts = gather(sources, held_out(sources.data))
    kept = choose_vocabulary(base, texts, vocabulary.Choice(beginning.most_pieces))
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
    pieces = answer_pieces(texts.values(), processor.encode, mixing)
    write_mixing(run, mixing)
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
    parser.add_argument("--more", type=Path, action="append", default=[], help="another file of the collection's form")
    parser.add_argument("--reverse", type=float, default=0.0, help="share of tokens that read nine languages to German")
    parser.add_argument("--numbers", type=float, default=0.0, help="share of texts whose numbers become others")
    parser.add_argument("--placeholders", type=float, default=0.0, help="share of texts with placeholders for numbers")
    parser.add_argument("--soft-hyphens", type=float, default=0.0, help="share of German texts with soft hyphens")
    given = parser.parse_args(arguments)
    noise = Noise(soft_hyphens=given.soft_hyphens, numbers=given.numbers, placeholders=given.placeholders)
    prepare(
        Sources(given.data, tuple(given.more)),
        given.run,
        Beginning(given.gguf, given.start, given.pieces),
        Mixing(noise=noise, reverse=given.reverse),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
