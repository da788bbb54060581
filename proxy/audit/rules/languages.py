"""Is every text in the language that the page says? (WCAG 3.1.1, 3.1.2)"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bs4 import Tag

from proxy.audit.finding import Spot
from proxy.audit.german import german_sentence, german_word
from proxy.audit.page import Page, is_text, language_of, value
from proxy.audit.rules.images import is_file_name
from translation.checks.text import LATIN_WORD, WORD, script_of
from translation.languages import LANGUAGES

_CAPTIONS: Final = frozenset({"submit", "reset", "button"})
_ATTRIBUTES: Final = (
    "aria-label", "aria-description", "aria-placeholder", "aria-roledescription", "aria-valuetext", "title", "alt",
    "placeholder",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """The words of one block that have the same nearest `lang`."""

    holder: Tag
    language: str
    text: str


def page_language(page: Page) -> Iterator[Spot]:
    """`<html lang>` is missing, or is another language than the page's (3.1.1)."""
    said = language_of(page.soup.html)
    if said != page.language:
        yield Spot(0, f"lang=“{said}”" if said else "lang")


def german_text(page: Page) -> Iterator[Spot]:
    """German words under the `lang` of another language (3.1.2)."""
    if not page.translated:
        return
    for run in runs(page):
        if run.language in LANGUAGES and run.language != page.source:
            found = german_sentence(run.text, run.language)
            if found:
                yield Spot(page.number(run.holder), found)


def german_title(page: Page) -> Iterator[Spot]:
    """The title of a translated page is German (2.4.2, 3.1.2)."""
    title = page.title
    if page.translated and title is not None and language_of(title) == page.language:
        found = german_sentence(title.get_text(), page.language)
        if found:
            yield Spot(page.number(title), found)


def german_attribute(page: Page) -> Iterator[Spot]:
    """A name or hint in an attribute is German, and the element says another language (3.1.2, 4.1.2)."""
    if not page.translated:
        return
    for tag in page.all():
        language = language_of(tag)
        if language == page.source or language not in LANGUAGES:
            continue
        for name in _readable(tag):
            if not is_file_name(value(tag, name)) and german_sentence(value(tag, name), language):
                yield Spot(page.number(tag), f"{name}=“{value(tag, name)}”")
                break


def false_german(page: Page) -> Iterator[Spot]:
    """Words that are marked as German and are not (3.1.2): a voice would read them by German rules."""
    if not page.translated:
        return
    for run in runs(page):
        if run.language == page.source and _is_foreign(run.text, page.language):
            yield Spot(page.number(run.holder), run.text[:80])


def runs(page: Page) -> list[Run]:
    """Return the running texts of a page: per block and language one."""
    texts: dict[tuple[int, int], list[str]] = {}
    holders: dict[tuple[int, int], tuple[Tag, str]] = {}
    for node in page.soup.find_all(string=True):
        parent = node.parent
        if parent is None or not is_text(node) or not node.strip() or not _shown(page, parent) or parent.name in _CODE:
            continue
        said = _with_language(parent)
        block = _block(page, parent, said)
        key = id(block), id(said)
        holders.setdefault(key, (block, language_of(said)))
        texts.setdefault(key, []).append(str(node))
    return [Run(*holders[key], " ".join("".join(parts).split())) for key, parts in texts.items()]


def _readable(tag: Tag) -> Iterator[str]:
    for name in _ATTRIBUTES:
        if tag.has_attr(name):
            yield name
    if (
        tag.name == "input"
        and value(tag, "type").lower() in _CAPTIONS
        and tag.has_attr("value")
        and not tag.has_attr("name")
    ):
        yield "value"


def _shown(page: Page, tag: Tag) -> bool:
    return page.speaks(tag) and not any(not page.speaks(each) for each in tag.parents if each.name not in _ROOTS)


_CODE: Final = frozenset({"code", "kbd", "samp", "var"})  # in no language of people
_ROOTS: Final = frozenset({"[document]", "html"})


def _with_language(tag: Tag) -> Tag | None:
    at: Tag | None = tag
    while at is not None and not at.has_attr("lang"):
        at = at.parent
    return at


def _block(page: Page, tag: Tag, said: Tag | None) -> Tag:
    """The nearest element that is no part of a line, but not beyond the one that says the language."""
    at = tag
    while at is not said and page.element(at).display.startswith(("inline", "contents")) and at.parent is not None:
        if at.name in ("button", "a") and at.parent.name in ("li", "nav"):
            break
        at = at.parent
    return at


def _is_foreign(text: str, language: str) -> bool:
    words = [word for word in WORD.findall(text) if len(word) > 1]
    latin = [word for word in words if LATIN_WORD.fullmatch(word.replace("-", ""))]
    if script_of(language) != "Latin":
        return sum(map(len, latin)) < sum(map(len, words)) / 2
    return len(words) > 3 and not any(german_word(word, language) for word in words)
