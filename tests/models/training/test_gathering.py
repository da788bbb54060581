"""What a run folder is made of: which files are read, which never."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sentencepiece
import zstandard

from models.training.corpus import LANGUAGES, Noise, Text
from models.training.gathering import Sources, gather, held_out
from models.training.mixture import Mixing, answer_pieces
from models.training.tokenizer import BasePieces, serialise


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two files of the collection, one held out, and empty general texts."""
    for name in ("corpus", "parallel", "ntrex128"):
        (tmp_path / name).mkdir()
    write(tmp_path / "corpus" / "train.jsonl", ("Eins", "One"), ("Zwei", "Two"))
    write(tmp_path / "corpus" / "administration.jsonl", ("Drei", "Three"), ("Zwei", "Twice"))
    write(tmp_path / "corpus" / "dev.jsonl", ("Vier", "Four"))
    (tmp_path / "ntrex128" / "de.txt").write_text("F\u00fcnf\n", encoding="utf-8")
    for lang in LANGUAGES:
        (tmp_path / "parallel" / f"tatoeba.de-{lang}.tsv").write_text("", encoding="utf-8")
        (tmp_path / "parallel" / f"packages.de-{lang}.tsv.zst").write_bytes(zstandard.compress(b""))
    return tmp_path


def write(path: Path, *pairs: tuple[str, str]) -> None:
    """Write a file of the collection's form."""
    path.write_text(
        "".join(json.dumps({"de": german, "en": english}) + "\n" for german, english in pairs), encoding="utf-8"
    )


def test_all_files_of_the_collection_but_the_held_out_one(data: Path) -> None:
    """The first file first; of two texts with the same German the first stays."""
    more = data / "more.jsonl"
    write(more, ("Sechs", "Six"), ("Eins", "The one"))
    found = gather(Sources(data, (more,)), held_out(data))["collection"]
    assert [(text.german, dict(text.answers)["en"]) for text in found] == [
        ("Eins", "One"),
        ("Zwei", "Two"),
        ("Drei", "Three"),
        ("Sechs", "Six"),
    ]


@pytest.mark.parametrize("closed", ["Vier", "F\u00fcnf"])
def test_a_held_out_text_in_any_file_is_refused(data: Path, closed: str) -> None:
    """Else what is measured would have been learnt."""
    more = data / "more.jsonl"
    write(more, (closed, "x"))
    with pytest.raises(ValueError, match=f"1 held-out texts stand in the collection, the first: {closed}"):
        gather(Sources(data, (more,)), held_out(data))


def test_the_pieces_of_answers_follow_what_is_mixed_in(base: BasePieces) -> None:
    """German ones for the other direction, placeholders where they may come in."""
    processor = sentencepiece.SentencePieceProcessor(model_proto=serialise(base.pieces))
    texts = [[Text("der Hund", (("en", "a"),))]]
    plain = answer_pieces(texts, processor.encode, Mixing())
    both = answer_pieces(texts, processor.encode, Mixing(reverse=0.2))
    marked = answer_pieces(texts, processor.encode, Mixing(noise=Noise(placeholders=0.1)))
    assert processor.piece_to_id("\u2581Hund") in both
    assert set(plain) < set(both)
    assert set(plain) < set(marked)
    assert set(processor.encode(" XQ1 a\n")) - set(processor.encode(" a\n")) <= set(marked)
