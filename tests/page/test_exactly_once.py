"""Law 3: every tag of a segment stands once in its translation, and nothing translated becomes markup."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from page.generated import ANY, PAGES, tree_safe
from page.oracle import browser_tree, name
from page.translators import Translation, Translator, by_text, rewritten, unchanged

from proxy.page.rewrite import Appearance
from translation.segment import Part, Segment, Tag, TagKind, balanced

HOSTILE = st.one_of(
    st.text(min_size=1, max_size=20).filter(str.strip),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "&lt;b&gt;",
            "-->",
            "</title>",
            "</p></div>",
            "</option></select>",
            "]]>",
            "'\" onload=x",
            "<!--",
            "&",
            "&amp;amp;",
            "\x00<b>",
            "</svg><p>",
            "</span lang=x>",
        ]
    ),
)


def tags(page: str) -> Counter[str]:
    """How often each element is in the browser's tree."""
    return Counter(name(node) for node in browser_tree(page).iter())


@given(ANY.map(tree_safe), st.lists(HOSTILE, min_size=1, max_size=4))
def test_never_markup(source: str, answers: list[str]) -> None:
    """Whatever text a translator returns, the page has the elements that it had."""
    chosen = random.Random(0)  # noqa: S311 which text gets which answer is no secret
    translator = by_text(lambda _: chosen.choice(answers))
    assert tags(rewritten(source, translator)) == tags(source)


@given(ANY.map(tree_safe), st.lists(HOSTILE, min_size=1, max_size=4))
def test_attributes_stay_attributes(source: str, answers: list[str]) -> None:
    """Whatever an attribute's translation is, it reads back as that text."""
    out = rewritten(f'<img alt="Bild vom Rathaus">{source}', by_text(lambda _: answers[0]))
    image = next(node for node in browser_tree(out).iter("img"))
    wanted = answers[0].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    assert (image.get("alt") or "").encode("utf-8", "replace") == wanted.encode("utf-8", "replace")


def reordered(parts: tuple[Part, ...], chance: random.Random) -> tuple[Part, ...]:
    """Shuffle the texts and elements of a balanced segment, at every level, keeping every element whole."""
    pieces: list[tuple[Part, ...]] = []
    place = 0
    while place < len(parts):
        part, end = parts[place], place
        if isinstance(part, Tag) and part.kind is TagKind.OPEN:
            end = next(i for i, other in enumerate(parts) if _closes(other, part))
            pieces.append((part, *reordered(parts[place + 1 : end], chance), parts[end]))
        else:
            pieces.append((part,))
        place = end + 1
    chance.shuffle(pieces)
    return tuple(part for piece in pieces for part in piece)


def _closes(part: Part, opening: Tag) -> bool:
    return isinstance(part, Tag) and part == opening._replace(kind=TagKind.CLOSE)


def shuffling(seed: int) -> Translator:
    """A translator that moves elements about, as other languages do."""
    chance = random.Random(seed)  # noqa: S311 a shuffle in a test

    def translate(segment: Segment) -> Translation:
        return reordered(segment.parts, chance) if balanced(segment.parts) else segment.parts

    return translate


@given(PAGES.map(tree_safe), st.integers(0, 99))
def test_reordered(source: str, seed: int) -> None:
    """A translator may move elements; all of them are there once, with their attributes, and the page is balanced."""
    out = rewritten(source, shuffling(seed))
    assert tags(out) == tags(source)
    assert out.count("<") == source.count("<")


@given(PAGES.map(tree_safe), st.integers(0, 99))
def test_reordered_with_edits_inside(source: str, seed: int) -> None:
    """Links in moved elements are edited where they now stand."""
    plain = rewritten(source, unchanged, Appearance())
    assert tags(rewritten(source, shuffling(seed), Appearance())) == tags(plain)
    assert rewritten(source, shuffling(seed), Appearance()).count('"/tr/') == plain.count('"/tr/')


def test_moved_link() -> None:
    """A moved element keeps its attributes, and its link leads to the page in the language."""
    out = rewritten('<p>Zum <a class=x href="/amt">Amt</a> gehen', swap, Appearance())
    assert out == '<p> gehen<a class=x href="/tr/amt">Amt</a>Zum '


def swap(segment: Segment) -> Translation:
    """Turn a segment of text, element and text round."""
    before, opening, inner, closing, after = segment.parts
    return (after, opening, inner, closing, before)


@given(ANY.map(tree_safe))
def test_segments_have_partners(source: str) -> None:
    """Numbers in a segment count from 0 in reading order, and no two elements share one."""
    collected: list[Segment] = []
    rewritten(source, lambda segment: collected.append(segment) or segment.parts)  # type: ignore[func-returns-value]
    for segment in collected:
        numbers = [tag.number for tag in segment.tags if tag.kind is not TagKind.CLOSE]
        assert len(set(numbers)) == len(numbers)
        first_seen = list(dict.fromkeys(tag.number for tag in segment.tags))
        assert first_seen == list(range(len(first_seen)))
