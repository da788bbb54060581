"""Tags around the right words: each exactly once, balanced, in the text that the engine gave, or not at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.markup import Node, NotPlaced, find, put_back, take_out
from translation.outcome import Layer, Outcome
from translation.segment import Part, Tag, TagKind, balanced
from translation.tagged import Helpers, translate_tagged


def parts_of(text: str) -> list[Part]:
    """Read `<a>`, `</a>`, `<br>`, `<=atom>` as tags."""
    parts: list[Part] = []
    stack: list[tuple[str, int]] = []
    number = 0
    for piece in re.split(r"(<[^>]*>)", text):
        if piece.startswith("</"):
            name, own = stack.pop()
            parts.append(Tag(TagKind.CLOSE, name, own))
        elif piece.startswith("<"):
            kind = TagKind.ATOM if piece[1] == "=" else TagKind.VOID if piece == "<br>" else TagKind.OPEN
            parts.append(Tag(kind, piece.strip("<=>"), number, piece[2:-1] if kind is TagKind.ATOM else ""))
            if kind is TagKind.OPEN:
                stack.append((piece[1:-1], number))
            number += 1
        elif piece:
            parts.append(piece)
    return parts


def written(parts: tuple[Part, ...]) -> str:
    """Write parts as `parts_of` reads them."""
    marks = {TagKind.OPEN: "<{}>", TagKind.CLOSE: "</{}>", TagKind.VOID: "<{}>", TagKind.ATOM: "<={}>"}
    return "".join(part if isinstance(part, str) else marks[part.kind].format(part.name) for part in parts)


def placed(german: str, target: str, **words: str) -> str:
    """Put the tags of `german` into `target`; `words` translate phrases."""
    source, nodes = take_out(parts_of(german))

    def phrases(node: Node) -> list[str]:
        phrase = source[node.start : node.end].strip()
        return [phrase, *([words[phrase]] if phrase in words else [])]

    return written(put_back(source, nodes, (0, len(source)), target, phrases))


Case = tuple[str, str, dict[str, str]]

GOOD: tuple[tuple[str, str, dict[str, str], str], ...] = (
    (
        "Bringen Sie Ihren <a>Personalausweis</a> mit.",
        "Lütfen kimlik kartınızı getirin.",
        {"Personalausweis": "Kimlik kartı"},
        "Lütfen <a>kimlik kartınızı</a> getirin.",
    ),
    (
        "Die <=DVG> fährt am <b>3. Mai</b> nicht.",
        "Am 3. Mai fährt die DVG nicht.",
        {},
        "Am <b>3. Mai</b> fährt die <=DVG> nicht.",
    ),
    (
        "<b>Der Antrag kostet <i>12 Euro</i></b>.",
        "The application costs 12 euros.",
        {"12 Euro": "12 euros"},
        "<b>The application costs <i>12 euros</i></b>.",
    ),
    (
        "Rufen Sie <a>uns</a> an <i></i>",
        "اتصل بنا",
        {"uns": "بنا"},
        "اتصل <a>بنا</a><i></i>",
    ),
    ("Ab <b>heute</b>!", "Başlangıç: bugün!", {"heute": "bugün"}, "Başlangıç: <b>bugün</b>!"),
)


@pytest.mark.parametrize(("german", "target", "words", "expected"), GOOD)
def test_tags_find_their_words(german: str, target: str, words: dict[str, str], expected: str) -> None:
    """A phrase is found by its copy or its translation, also with another ending or in another order."""
    assert placed(german, target, **words) == expected


BAD: tuple[Case, ...] = (
    ("Mo <b>Di</b> Mi <i>Di</i>", "Mon Tue Wed Tue", {"Di": "Tue"}),
    ("Nur <a>hier</a> klicken", "Yalnızca tıklayın", {"hier": "burada"}),
    ("Ein <br> im Satz", "Bir satır", {}),
    ("Die <=DVG> fährt", "Otobüs çalışıyor", {}),
)


@pytest.mark.parametrize(("german", "target", "words"), BAD)
def test_what_is_not_certain_is_not_placed(german: str, target: str, words: dict[str, str]) -> None:
    """A phrase that is not there, or twice, or has no words, sends the caller another way."""
    with pytest.raises(NotPlaced):
        placed(german, target, **words)


VOCABULARY = "Haus Amt Straße 12,50 Termin heute Antrag Dom 115 Rat".split()
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=9)
KINDS = st.sampled_from([TagKind.VOID, TagKind.ATOM])


@st.composite
def tagged(draw: st.DrawFn) -> list[Part]:
    """Make words with elements around some of them, nested and empty ones too."""
    parts: list[Part] = []
    number = 0
    open_: list[int] = []
    for word in draw(WORDS):
        if draw(st.booleans()):
            parts.append(Tag(TagKind.OPEN, "a", number))
            open_.append(number)
            number += 1
        parts.append(draw(st.sampled_from([f"{word} ", f" {word}", word, ""])))
        closing: bool = draw(st.booleans())
        while open_ and closing:
            parts.append(Tag(TagKind.CLOSE, "a", open_.pop()))
            closing = draw(st.booleans())
        if draw(st.integers(0, 5)) == 0:
            parts.append(Tag(draw(KINDS), "x", number, ""))
            number += 1
    parts.extend(Tag(TagKind.CLOSE, "a", own) for own in reversed(open_))
    return parts


@given(tagged(), st.randoms(use_true_random=False))
def test_exactly_once_or_not_at_all(parts: list[Part], random: object) -> None:
    """Whatever the order of the words, every tag stands once, balanced, and the text is the engine's (law 3)."""
    source, nodes = take_out(parts)
    words = source.split()
    random.shuffle(words)  # type: ignore[attr-defined]
    target = " ".join(words)
    try:
        made = put_back(source, nodes, (0, len(source)), target, lambda node: [source[node.start : node.end]])
    except NotPlaced:
        return
    assert "".join(part for part in made if isinstance(part, str)) == target
    assert sorted(map(repr, (p for p in made if isinstance(p, Tag)))) == sorted(
        map(repr, (p for p in parts if isinstance(p, Tag)))
    )
    assert balanced(made)


@given(st.text(), st.text(max_size=20))
def test_find_gives_a_place_in_the_text(target: str, phrase: str) -> None:
    """A found place lies in the room and is not empty."""
    found = find(target, phrase, (0, len(target)))
    assert found is None or 0 <= found[0] < found[1] <= len(target)


async def test_lines_and_sentences() -> None:
    """Line breaks cut, sentences are translated whole, white space between them stays."""

    async def sentence(text: str) -> Outcome:
        return Outcome((text.upper(),), Layer.MODEL)

    async def phrases(text: str) -> list[str]:
        return [text]

    made = await translate_tagged(
        parts_of("Am <b>Montag</b> zu.  Am Dienstag auf.<br>Bitte <a>hier</a>."), Helpers(sentence, phrases)
    )
    assert made.parts is not None
    assert written(made.parts) == "AM <b>MONTAG</b> ZU.  AM DIENSTAG AUF.<br>BITTE <a>HIER</a>."


async def test_a_row_of_links_goes_part_by_part() -> None:
    """Where no words stand outside of the elements, there is no sentence to translate whole."""

    async def never(_text: str) -> Outcome:
        pytest.fail("asked for a sentence")

    async def no_phrases(_text: str) -> list[str]:
        return []

    with pytest.raises(NotPlaced):
        await translate_tagged(parts_of("<a>Impressum</a> | <a>Kontakt</a>"), Helpers(never, no_phrases))
