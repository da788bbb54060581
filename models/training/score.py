"""Translates held-out texts with an exported model and measures chrF per language, speed, load time, memory and
confidence.

``python -m models.training.score MODEL SET``; SET is a JSON Lines file with ``de`` and the languages, or a folder
with ``de.txt`` etc.

Must not know: torch, training, checkpoints.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import sacrebleu
import sentencepiece

from models.training.corpus import LANGUAGES, squeeze
from models.training.vocabulary import NEWLINE

CHUNK = 256
"""Texts of like length that are handed over at once; CTranslate2 cuts them into batches for its workers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A translation and the mean log-probability of its pieces, the one that ends it included."""

    text: str
    confidence: float


class Starter:
    """An exported model with its tokenizer."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        began = time.perf_counter()
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer.model"))
        self.generator = ctranslate2.Generator(str(folder), compute_type="int8", inter_threads=threads, intra_threads=1)
        self.load_seconds = time.perf_counter() - began

    def translate(self, texts: Sequence[str], language: str, batch_tokens: int = 2048) -> list[Answer]:
        """Greedy translations, in the order of the texts."""
        prompts = [["<bos>", *self.pieces.encode(f"German: {t}\n{LANGUAGES[language]}:", out_type=str)] for t in texts]
        # Answers of very short texts may be longer than the text; of long ones hardly ever three times as long.
        longest = [24 + 2 * len(p) for p in prompts]
        out: list[Answer | None] = [None] * len(texts)
        order = sorted(range(len(texts)), key=lambda i: len(prompts[i]))
        for start in range(0, len(order), CHUNK):
            some = order[start : start + CHUNK]
            results = self.generator.generate_batch(
                [prompts[i] for i in some], max_batch_size=batch_tokens, batch_type="tokens",
                max_length=max(longest[i] for i in some), end_token=NEWLINE, include_prompt_in_result=False,
                return_scores=True, sampling_topk=1,
            )  # fmt: skip
            for i, result in zip(some, results, strict=True):
                # The score is the mean over the pieces with the one that ends the answer (checked against torch).
                text = self.pieces.decode(list(result.sequences[0])).strip()
                out[i] = Answer(text, float(result.scores[0]))
        return [answer for answer in out if answer is not None]


def chrf(answers: Sequence[str], references: Sequence[str]) -> float:
    """Corpus chrF2 as sacrebleu computes it by default."""
    return float(sacrebleu.corpus_chrf(list(answers), [list(references)]).score)


def read_set(path: Path) -> dict[str, list[str]]:
    """Language -> texts, line by line parallel."""
    if path.is_dir():
        return {
            lang: [squeeze(x) for x in (path / f"{lang}.txt").read_text(encoding="utf-8").splitlines()]
            for lang in ("de", *LANGUAGES)
        }
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {lang: [squeeze(entry[lang]) for entry in entries] for lang in ("de", *LANGUAGES)}


def spread(texts: Mapping[str, list[str]], count: int) -> dict[str, list[str]]:
    """An evenly spread subset of ``count`` lines, always the same one (0: all)."""
    total = len(texts["de"])
    chosen = range(total) if not count else [i * total // count for i in range(count)]
    return {lang: [lines[i] for i in chosen] for lang, lines in texts.items()}


def main(arguments: list[str] | None = None) -> int:
    """Command line: one JSON object with chrF per language, the mean and words per second."""
    parser = argparse.ArgumentParser(description="Measures chrF of an exported starter model.")
    parser.add_argument("model", type=Path)
    parser.add_argument("set", type=Path)
    parser.add_argument("--count", type=int, default=0, help="lines, evenly spread over the set (0: all)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--answers", type=Path, help="write the translations here, JSON Lines")
    given = parser.parse_args(arguments)
    texts = spread(read_set(given.set), given.count)
    starter = Starter(given.model, given.threads)
    began, scores, lines = time.perf_counter(), {}, []
    for lang in LANGUAGES:
        answers = starter.translate(texts["de"], lang)
        scores[lang] = round(chrf([a.text for a in answers], texts[lang]), 2)
        lines += [
            json.dumps(
                {"language": lang, "de": de, "answer": a.text, "reference": ref, "confidence": round(a.confidence, 4)},
                ensure_ascii=False,
            )
            for de, a, ref in zip(texts["de"], answers, texts[lang], strict=True)
        ]
    seconds = time.perf_counter() - began
    words = sum(len(t.split()) for t in texts["de"]) * len(LANGUAGES)
    if given.answers:
        given.answers.write_text("\n".join(lines) + "\n", encoding="utf-8")
    mean = round(sum(scores.values()) / len(scores), 2)
    print(
        json.dumps(
            {
                "mean": mean,
                **scores,
                "words_per_second": round(words / seconds, 1),
                "load_seconds": round(starter.load_seconds, 2),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
