"""The cut SentencePiece model: the same pieces where all are kept, smaller ones or bytes where not, exact text back."""

from __future__ import annotations

import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from models.training.tokenizer import BasePieces, Kind, cut, merge_steps, serialise
from models.training.vocabulary import Choice, choose

TEXTS = st.text(alphabet=st.sampled_from("abcdehnru HD.?ä漢\t"), max_size=30)


def processor(pieces: bytes) -> sentencepiece.SentencePieceProcessor:
    """The loaded model."""
    return sentencepiece.SentencePieceProcessor(model_proto=pieces)


def kept(base: BasePieces, *words: str) -> list[str]:
    """The smallest cut, with these words."""
    return choose(base, {}, words, Choice(most=0))


def test_spaces_and_unknown_get_sentencepieces_kinds(base: BasePieces) -> None:
    """GGUF lists <unk> as a control piece."""
    assert base.pieces[base.ids["<unk>"]].kind is Kind.UNKNOWN
    assert base.pieces[base.ids["\n"]].kind is Kind.USER_DEFINED


def test_steps_to_a_piece(base: BasePieces) -> None:
    """The better scored neighbours merge first: "un" before "▁H" + "u"."""
    steps, whole = merge_steps("▁Hund", base.scores)
    assert whole
    assert {"▁H", "un", "und", "▁Hund"} <= steps
    assert merge_steps("xyz", base.scores) == ({"x", "y", "z"}, False)


def test_intermediate_steps_do_not_come_out(base: BasePieces) -> None:
    """▁Hund is kept, the steps to it are not: they serve it and are taken apart elsewhere."""
    pieces = cut(base, kept(base, "▁Hund"))
    assert {p.text for p in pieces if p.kind is Kind.UNUSED} == {"▁H", "un", "und"}
    model = processor(serialise(pieces))
    assert model.encode(" Hund", out_type=str) == ["▁Hund"]
    assert model.encode("und", out_type=str) == ["u", "n", "d"]


def test_what_is_not_kept_comes_as_bytes(base: BasePieces) -> None:
    """A character without a piece is its UTF-8 bytes."""
    model = processor(serialise(cut(base, kept(base))))
    assert model.encode("漢", out_type=str) == ["<0xE6>", "<0xBC>", "<0xA2>"]
    assert model.decode(model.encode("漢 ab")) == "漢 ab"


def test_all_bytes_are_needed(base: BasePieces) -> None:
    """Without them some text would be unknown."""
    with pytest.raises(ValueError, match="256 byte pieces"):
        cut(base, ["<pad>", "<eos>", "<bos>", "<unk>", "a"])


@given(texts=st.lists(TEXTS, max_size=5), words=st.sets(st.sampled_from(["▁Hund", "▁Hunde", "▁der", "und", "abc"])))
def test_cut_and_whole_agree_where_all_is_kept(base: BasePieces, texts: list[str], words: set[str]) -> None:
    """Exact text back, only kept pieces, and the whole model's pieces whenever they are all kept."""
    names = kept(base, *words)
    whole, small = processor(serialise(base.pieces)), processor(serialise(cut(base, names)))
    for text in texts:
        pieces = small.encode(text, out_type=str)
        assert small.decode(pieces) == text
        assert set(pieces) <= set(names)
        full = whole.encode(text, out_type=str)
        if set(full) <= set(names):
            assert pieces == full
