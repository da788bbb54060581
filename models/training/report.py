"""Turns measured answers into figures: thresholds per language as JSON, and Markdown tables for the model card.

``python -m models.training.report ANSWERS.jsonl``, the file that ``models.training.score --answers`` wrote.

Must not know: models, tokenizers, training.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sacrebleu

from models.training.confidence import Threshold, Wish, by_quintile, choose, correlation


@dataclass(frozen=True, slots=True)
class Measured:
    """One answer with its confidence (mean log-probability) and its quality (sentence chrF)."""

    german: str
    answer: str
    reference: str
    confidence: float
    quality: float


def read(path: Path) -> dict[str, list[Measured]]:
    """Language -> measured answers."""
    out: dict[str, list[Measured]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        e = json.loads(line)
        quality = float(sacrebleu.sentence_chrf(e["answer"], [e["reference"]]).score)
        out[e["language"]].append(Measured(e["de"], e["answer"], e["reference"], e["confidence"], quality))
    return out


def thresholds(measured: Mapping[str, Sequence[Measured]], wish: Wish) -> dict[str, Threshold]:
    """The threshold of each language."""
    return {
        lang: choose([m.confidence for m in some], [m.quality for m in some], wish) for lang, some in measured.items()
    }


def threshold_table(measured: Mapping[str, Sequence[Measured]], found: Mapping[str, Threshold]) -> str:
    """Markdown: what each threshold does, and how well confidence tells good from bad."""
    lines = [
        "| language | threshold | shown | chrF: all | shown | hidden | correlation | chrF by fifth of confidence |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for lang, t in found.items():
        c, q = [m.confidence for m in measured[lang]], [m.quality for m in measured[lang]]
        fifths = " ".join(f"{quality:.0f}" for _, quality in by_quintile(c, q))
        lines.append(
            f"| {lang} | {t.confidence:.3f} | {t.shown:.0%} | {t.mean_all:.1f} | {t.mean_shown:.1f} "
            f"| {t.mean_hidden:.1f} | {correlation(c, q):.2f} | {fifths} |"
        )
    return "\n".join(lines)


def samples(measured: Sequence[Measured], count: int = 5) -> list[Measured]:
    """Evenly spread over the quality, the worst tenth and the best tenth included; texts of 5 to 20 words."""
    ranked = sorted((m for m in measured if 5 <= len(m.german.split()) <= 20), key=lambda m: m.quality)
    places = [round((0.05 + 0.9 * i / max(1, count - 1)) * (len(ranked) - 1)) for i in range(count)]
    return [ranked[place] for place in places]


def main(arguments: list[str] | None = None) -> int:
    """Command line: the table on standard output, the thresholds as JSON on demand."""
    parser = argparse.ArgumentParser(description="Thresholds of confidence per language out of measured answers.")
    parser.add_argument("answers", type=Path)
    parser.add_argument("--gain", type=float, default=5.0, help="points of chrF over the mean of all")
    parser.add_argument("--least-shown", type=float, default=0.6)
    parser.add_argument("--json", type=Path, help="write the thresholds here")
    parser.add_argument("--samples", type=int, default=0, help="also print so many samples a language")
    given = parser.parse_args(arguments)
    measured = read(given.answers)
    found = thresholds(measured, Wish(given.gain, given.least_shown))
    print(threshold_table(measured, found))
    for lang, some in measured.items() if given.samples else ():
        print(f"\n**{lang}**\n")
        for m in samples(some, given.samples):
            print(f"- {m.german}  \n  {m.answer}  \n  (reference: {m.reference};", end=" ")
            print(f"chrF {m.quality:.0f}, confidence {m.confidence:.2f})")
    if given.json:
        given.json.write_text(
            json.dumps({lang: round(t.confidence, 4) for lang, t in found.items()}, indent=1), encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
