"""The tree of a segment's elements, and the way back to parts: each tag exactly once, balanced, or nothing at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tag_texts import parts_of, tagged, tags_of, written

from translation.markup import Node, NotPlaced, every, take_out, write
from translation.phrases import find
from translation.segment import Part, Tag, TagKind, balanced


@pytest.mark.parametrize(
    ("german", "text", "elements"),
    [
        ("Am <b>3. Mai</b> zu", "Am 3. Mai zu", [("b", 3, 9)]),
        ("<b>Der <i>Rat</i></b>", "Der Rat", [("b", 0, 7), ("i", 4, 7)]),
        ("Gebühr<sup><a>1</a></sup> fällt an", "Gebühr fällt an", [("sup", 6, 6)]),
        ("Euro<sup>*</sup>", "Euro", [("sup", 4, 4)]),
        ("80 m<sup>2</sup>", "80 m", [("sup", 4, 4)]),
        ("M<sup>lle</sup> Roth", "Mlle Roth", [("sup", 1, 4)]),
        ("<b>1</b> Euro", "1 Euro", [("b", 0, 1)]),
        ("Bild <img> hier <i></i>", "Bild  hier ", [("img", 5, 5), ("i", 11, 11)]),
        ("Die <=DVG> fährt", "Die DVG fährt", [("DVG", 4, 7)]),
    ],
)
def test_take_out(german: str, text: str, elements: list[tuple[str, int, int]]) -> None:
    """Footnote marks and exponents are no text; letters of an ordinal and atoms are."""
    found, nodes = take_out(parts_of(german))
    assert found == text
    assert [(node.open.name, node.start, node.end) for node in every(nodes)] == elements


def test_what_does_not_nest_is_refused() -> None:
    """Stray tags and crossed elements cannot be placed."""
    open_, close = Tag(TagKind.OPEN, "b", 1), Tag(TagKind.CLOSE, "b", 1)
    crossed: list[Part] = [open_, Tag(TagKind.OPEN, "i", 2), close]
    broken: list[list[Part]] = [[open_, "x"], ["x", close], crossed, [Tag(TagKind.STRAY, "p", 3)]]
    for parts in broken:
        with pytest.raises(NotPlaced):
            take_out(parts)


@settings(max_examples=60, deadline=None)
@given(tagged())
def test_what_is_taken_out_goes_back(parts: list[Part]) -> None:
    """With every element in its own place the parts come back as they were, empty texts aside."""
    text, nodes = take_out(parts)
    made = write(text, nodes, {node: (node.start, node.end) for node in every(nodes)})
    assert written(made) == written(parts)
    assert tags_of(made) == tags_of(parts)


@settings(max_examples=60, deadline=None)
@given(tagged(), st.text(max_size=30), st.data())
def test_whatever_the_places(parts: list[Part], target: str, data: st.DataObject) -> None:
    """Law 3: with any places at all, every tag stands once, balanced, around the same text, or nothing is written."""
    _, nodes = take_out(parts)
    offset = st.integers(0, len(target))
    places = {node: data.draw(st.tuples(offset, offset)) for node in every(nodes) if data.draw(st.integers(0, 9))}
    try:
        made = write(target, nodes, places)
    except NotPlaced:
        return
    assert tags_of(made) == tags_of(parts)
    assert balanced(made)
    carried = sum(len(part) for node in every(nodes) for part in node.carried if isinstance(part, str))
    assert sum(len(part) for part in made if isinstance(part, str)) == len(target) + carried


def test_crossing_and_emptied_elements_are_refused() -> None:
    """An element with words never becomes empty, and two never cross."""
    text, nodes = take_out(parts_of("<a>Ja</a> <b>Nein</b>"))
    first, second = nodes
    for places in ({first: (0, 3), second: (2, 7)}, {first: (1, 1), second: (3, 7)}, {first: (0, 2)}):
        with pytest.raises(NotPlaced):
            write(text, nodes, places)
    assert written(write("Evet hayır", (first, second), {first: (0, 4), second: (5, 10)})) == "<a>Evet</a> <b>hayır</b>"


def test_a_node_can_be_moved() -> None:
    """A sentence's elements are counted from its own beginning."""
    _, (node,) = take_out(parts_of("Eins. <b>Zwei <i>drei</i></b>"))
    moved = node.moved(6)
    assert [(each.start, each.end) for each in every([moved])] == [(0, 9), (5, 9)]
    assert isinstance(moved, Node)


@given(st.text(), st.text(max_size=20))
def test_find_gives_a_place_in_the_text(target: str, phrase: str) -> None:
    """A found place lies in the room and is not empty."""
    found = find(target, phrase, (0, len(target)))
    assert found is None or 0 <= found[0] < found[1] <= len(target)


@pytest.mark.parametrize(
    ("target", "phrase", "found"),
    [
        ("Lütfen kimlik kartınızı getirin.", "Kimlik kartı", "kimlik kartınızı"),
        ("Mon Tue Wed Tue", "Tue", None),
        ("Bir satır", "", None),
        ("Yalnızca tıklayın", "burada", None),
    ],
)
def test_find(target: str, phrase: str, found: str | None) -> None:
    """A phrase is found with another ending, but not where it stands twice or not at all."""
    place = find(target, phrase, (0, len(target)))
    assert (target[slice(*place)] if place else None) == found
