"""The difference of two texts holds both of them."""

from hypothesis import given
from hypothesis import strategies as st

from proxy.desk.word_diff import Piece, difference

_TEXT = st.text(alphabet=st.sampled_from("ab üß.,- \n٣м"), max_size=40)


@given(_TEXT, _TEXT)
def test_pieces_give_both_texts(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(each.text for each in pieces if each.kind != "added") == before
    assert "".join(each.text for each in pieces if each.kind != "removed") == after
    assert all(each.text for each in pieces)


def test_words_are_not_cut() -> None:
    assert difference("Das Amt ist zu.", "Das Bürgeramt ist zu.") == (
        Piece("same", "Das "),
        Piece("removed", "Amt"),
        Piece("added", "Bürgeramt"),
        Piece("same", " ist zu."),
    )
