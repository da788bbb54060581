"""Words that stay German inside of a translation say so (laws 3 and 5), and are never markup."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from page.generated import ANY, tree_safe
from page.oracle import browser_tree, name
from page.spoken import SPOKEN, spoken
from page.test_exactly_once import HOSTILE, tags
from page.test_true_language import has_copies
from page.translators import Translation, Translator, rewritten

from proxy.page.rewrite import Appearance
from translation.segment import Part, Segment, Tag, TagKind


def glossing(german: str) -> Translator:
    """Put German words into every text, as a gloss does."""

    def translate(segment: Segment) -> Translation:
        parts: list[Part] = []
        for part in segment.parts:
            parts.append(part)
            if isinstance(part, str) and part.strip():
                parts += [Tag(TagKind.SOURCE, "", 0, german), " (ziel)"]
        return tuple(parts)

    return translate


@given(ANY.map(tree_safe), HOSTILE)
def test_never_markup(source: str, german: str) -> None:
    """Whatever the German words are, the page has the elements that it had, and elements that say German."""
    out = rewritten(source, glossing(german))
    more = tags(out) - tags(source)
    marks = [node for node in browser_tree(out).iter() if name(node) == "span" and node.get("lang") == "de"]
    assert set(more) <= {"span"}
    assert tags(source) - tags(out) == {}
    assert more["span"] <= len(marks)


def half(segment: Segment) -> Translation:
    """Translate every text, and leave its words German the first time that it has some."""
    parts: list[Part] = []
    for part in segment.parts:
        if isinstance(part, str) and "deutsch" in part:
            parts += [Tag(TagKind.SOURCE, "", 0, part), " (", part.replace("deutsch", "ziel"), ")"]
        else:
            parts.append(part)
    return tuple(parts)


@given(SPOKEN)
def test_nearest_language(source: str) -> None:
    """German words that were put beside their translation are in German, the translation in its language."""
    assume(not has_copies(source))
    before = {number: (text.language or "de")[:2] for number, _, text in spoken(source)}
    for number, word, text in spoken(rewritten(source, half, Appearance())):
        if before[number] == "de" and not {"title", "option", "desc", "text", "tspan", "textarea"} & set(text.path):
            assert text.language[:2] == ("de" if word == "deutsch" else "tr") or "code" in text.path, (number, text)


@pytest.mark.parametrize(("language", "direction"), [("tr", ""), ("ar", ' dir="ltr"')])
def test_direction(language: str, direction: str) -> None:
    """German words in a right-to-left page say their direction, too."""
    parts = (Tag(TagKind.SOURCE, "", 0, "Amt & Rat"), " (x)")
    out = rewritten("<p>Amt", lambda _: parts, None, language)
    assert out == f'<p><span lang="de"{direction}>Amt &amp; Rat</span> (x)'


@pytest.mark.parametrize("source", ["<title>Amt</title>", "<select><option value=1>Amt</select>"])
def test_where_no_element_may_stand(source: str) -> None:
    """An element that holds only text holds the German words as text."""
    parts = (Tag(TagKind.SOURCE, "", 0, "Amt"), " (x)")
    assert rewritten(source, lambda _: parts) == source.replace("Amt", "Amt (x)")
