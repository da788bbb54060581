"""Turns texts into the token rows of one pass: the whole collection once, shuffled, with a share of general texts, in
batches.

Must not know: torch, the network, how texts were read.
"""

import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from models.training.corpus import LANGUAGES, PLACEHOLDERS, Noise, Text, reversed_pairs, roughen, varied
from models.training.packing import Branch, Row, batches

Encode = Callable[[list[str]], list[list[int]]]
"""Texts -> ids of the cut vocabulary, without ``<bos>``."""


@dataclass(frozen=True, slots=True)
class Source:
    """Texts of one kind, and the share of all answers' tokens that it should have (the collection takes what is
    left).
    """

    texts: Sequence[Text]
    share: float


@dataclass(frozen=True, slots=True)
class Mixing:
    """How a pass is mixed and cut into batches."""

    tokens_a_batch: int = 3_000
    pool: int = 400
    longest: int = 480
    noise: Noise = field(default_factory=Noise)
    reverse: float = 0.0
    """Share of all tokens that read the other way: the nine languages into German."""


MIXTURE = "mixture.json"


def read_mixing(run: Path) -> Mixing:
    """How the run folder's passes are mixed: as `prepare` wrote it down, in older folders as it always was."""
    try:
        found = json.loads((run / MIXTURE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Mixing()
    return Mixing(noise=Noise(**found["noise"]), reverse=found["reverse"])


def write_mixing(run: Path, mixing: Mixing) -> None:
    """Write down what is mixed in besides the texts themselves."""
    values = {"noise": asdict(mixing.noise), "reverse": mixing.reverse}
    (run / MIXTURE).write_text(json.dumps(values, indent=1), encoding="utf-8")


def rows_of(texts: Sequence[Text], encode: Encode, bos: int, mixing: Mixing, rng: random.Random) -> list[Row]:
    """Encodes texts as rows ``<bos>German: TEXT\\n`` + ``Turkish: ANSWER\\n`` ...; what reaches too far is left out."""
    prompts = {lang: tuple(encode([f"{name}:"])[0]) for lang, name in LANGUAGES.items()}
    texts = [varied(text, mixing.noise, rng) for text in texts]
    prefixes = encode([f"German: {roughen(t.german, mixing.noise, rng)}\n" for t in texts])
    answers = iter(encode([f" {answer}\n" for t in texts for _, answer in t.answers]))
    rows = []
    for text, prefix in zip(texts, prefixes, strict=True):
        branches = tuple(Branch(prompts[lang], tuple(next(answers))) for lang, _ in text.answers)
        row = Row((bos, *prefix), branches)
        if row.reach <= mixing.longest:
            rows.append(row)
    return rows


def one_pass(
    collection: Sequence[Text], others: Sequence[Source], encode: Encode, bos: int, mixing: Mixing, seed: int
) -> list[list[Row]]:
    """All batches of a pass; the same seed gives the same batches, so that a resumed run can skip what it has seen."""
    rng = random.Random(seed)  # noqa: S311 nothing secret
    rows = rows_of(collection, encode, bos, mixing, rng)
    own = sum(row.length for row in rows)
    share = sum(source.share for source in others)
    for source in others:
        budget = own * source.share / (1 - share)
        texts = rng.sample(list(source.texts), len(source.texts))
        taken = 0
        while texts and taken < budget:
            some, texts = texts[:2000], texts[2000:]
            for row in rows_of(some, encode, bos, mixing, rng):
                if taken >= budget:
                    break
                rows.append(row)
                taken += row.length
    if mixing.reverse:
        total = sum(row.length for row in rows)
        rows += _reversed_rows(collection, encode, bos, mixing, total * mixing.reverse / (1 - mixing.reverse), rng)
    rng.shuffle(rows)
    out: list[list[Row]] = []
    for start in range(0, len(rows), mixing.pool):
        some_batches = batches(rows[start : start + mixing.pool], mixing.tokens_a_batch)
        rng.shuffle(some_batches)
        out += some_batches
    return out


def answer_pieces(texts: Iterable[Sequence[Text]], encode: Encode, mixing: Mixing) -> list[int]:
    """The ids of all pieces that occur in answers, sorted: training's soft-max runs over these.

    German ones too where texts are read the other way, and digits and placeholders where they may come in.
    """
    found: set[int] = set()
    for some in texts:
        lines = [f" {answer}\n" for text in some for _, answer in text.answers]
        if mixing.reverse:
            lines += [f" {text.german}\n" for text in some]
        found.update(i for ids in encode(lines) for i in ids)
    if mixing.noise.numbers or mixing.noise.placeholders:
        # Alone and within a sentence, because a piece may hold the blank before it.
        forms = [form.format(number) for form in PLACEHOLDERS for number in range(1, 20)]
        lines = [f" {word} a{word} ({word}), {word}." for word in (*map(str, range(100)), *forms)]
        found.update(i for ids in encode(lines) for i in ids)
    return sorted(found)


def _reversed_rows(
    collection: Sequence[Text], encode: Encode, bos: int, mixing: Mixing, budget: float, rng: random.Random
) -> list[Row]:
    """Rows ``<bos>Turkish: TEXT\\n`` + ``German: TEXT\\n`` of some of the answers, within a budget of tokens."""
    pairs = list(reversed_pairs(collection))
    rng.shuffle(pairs)
    prompt = tuple(encode(["German:"])[0])
    rows: list[Row] = []
    taken = 0
    for start in range(0, len(pairs), 2000):
        some = pairs[start : start + 2000]
        prefixes = encode([f"{LANGUAGES[language]}: {text}\n" for language, text, _ in some])
        answers = encode([f" {german}\n" for _, _, german in some])
        for prefix, answer in zip(prefixes, answers, strict=True):
            if taken >= budget:
                return rows
            row = Row((bos, *prefix), (Branch(prompt, tuple(answer)),))
            if row.reach <= mixing.longest:
                rows.append(row)
                taken += row.length
    return rows
