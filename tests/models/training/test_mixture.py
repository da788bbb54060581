"""A pass over the texts."""

from __future__ import annotations

import random
from pathlib import Path

from models.training.corpus import LANGUAGES, Noise, Text
from models.training.mixture import Mixing, Source, one_pass, read_mixing, rows_of, write_mixing
from models.training.packing import Row

# What the first version of `one_pass` gave for the texts of the test below.
FIRST_OF_OLD = [
    ["German: Satz 15 um 10.15 Uhr\n", "English: Sentence 15 at 10.15\n"],
    ["German: Satz 20 um 10.15 Uhr\n", "English: Sentence 20 at 10.15\n"],
]
QUIET = Mixing(tokens_a_batch=200, pool=10, noise=Noise(0, 0, 0))


def encode(texts: list[str]) -> list[list[int]]:
    """A token a character."""
    return [[ord(c) for c in text] for text in texts]


def decoded(row: Row) -> list[str]:
    """Prefix, then prompt and answer of each branch."""
    branches = ["".join(map(chr, branch.prompt + branch.answer)) for branch in row.branches]
    return ["".join(map(chr, row.prefix[1:])), *branches]


def test_the_prompt_is_exactly_that_of_serving() -> None:
    """``German: TEXT\\nTurkish: ANSWER\\n`` behind the first piece."""
    rows = rows_of([Text("Ja", (("tr", "Evet"), ("en", "Yes")))], encode, 2, QUIET, random.Random(0))  # noqa: S311
    assert rows[0].prefix[0] == 2
    assert decoded(rows[0]) == ["German: Ja\n", "Turkish: Evet\n", "English: Yes\n"]


def test_what_reaches_too_far_is_left_out() -> None:
    """The sliding window must not matter, and the answers of other texts must stay where they are."""
    texts = [Text("x" * 600, (("en", "long"),)), Text("Ja", (("en", "Yes"),))]
    rows = rows_of(texts, encode, 2, QUIET, random.Random(0))  # noqa: S311
    assert [decoded(row) for row in rows] == [["German: Ja\n", "English: Yes\n"]]


def test_a_pass_holds_the_collection_once_and_its_share_of_others() -> None:
    """The same for the same seed, another for another."""
    collection = [Text(f"Satz {i}", tuple((lang, f"{lang} {i}") for lang in LANGUAGES)) for i in range(60)]
    general = [Text(f"Etwas {i}", (("en", f"Something {i}"),)) for i in range(3000)]
    first = one_pass(collection, [Source(general, 0.2)], encode, 2, QUIET, 1)
    assert first == one_pass(collection, [Source(general, 0.2)], encode, 2, QUIET, 1)
    assert first != one_pass(collection, [Source(general, 0.2)], encode, 2, QUIET, 2)
    rows = [row for batch in first for row in batch]
    own = [row for row in rows if len(row.branches) == 9]
    assert sorted(decoded(row)[0] for row in own) == sorted(f"German: {t.german}\n" for t in collection)
    share = 1 - sum(row.length for row in own) / sum(row.length for row in rows)
    assert 0.19 < share < 0.22


def test_a_share_reads_the_other_way() -> None:
    """From what visitors write into German, with the prompt turned round; the German direction is as it was."""
    collection = [Text(f"Satz {i}", tuple((lang, f"{lang} {i}") for lang in LANGUAGES)) for i in range(60)]
    both = Mixing(tokens_a_batch=200, pool=10, noise=Noise(0, 0, 0), reverse=0.2)
    rows = [row for batch in one_pass(collection, [], encode, 2, both, 1) for row in batch]
    turned = [row for row in rows if len(row.branches) == 1]
    assert len(rows) - len(turned) == 60
    share = sum(row.length for row in turned) / sum(row.length for row in rows)
    assert 0.18 < share < 0.22
    written = {tuple(decoded(row)) for row in turned}
    assert len(written) == len(turned)
    possible = {(f"{name}: {lang} {i}\n", f"German: Satz {i}\n") for lang, name in LANGUAGES.items() for i in range(60)}
    assert written <= possible


def test_what_is_not_asked_for_changes_nothing() -> None:
    """A run that began before there was any other noise goes on with the very same batches."""
    collection = [Text(f"Satz {i} um 10.15 Uhr", (("en", f"Sentence {i} at 10.15"),)) for i in range(30)]
    plain = one_pass(collection, [], encode, 2, Mixing(tokens_a_batch=200, pool=10), 7)
    first = [decoded(row) for batch in plain for row in batch][:2]
    assert first == FIRST_OF_OLD


def test_what_is_mixed_in_is_written_beside_the_texts(tmp_path: Path) -> None:
    """In a folder without it everything is as it was."""
    mixing = Mixing(noise=Noise(soft_hyphens=0.1, numbers=0.2), reverse=0.15)
    assert read_mixing(tmp_path) == Mixing()
    write_mixing(tmp_path, mixing)
    assert read_mixing(tmp_path) == mixing
