"""Translations back into the page: what each segment and attribute becomes, as edits.

Law 2 and law 3: text is escaped, tags are copied from the source. Law 5: what stays German says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from proxy.page.document import NOWHERE, Attribute, AttributeUnit, Document, Span, TextUnit
from proxy.page.elements import TEXT_ONLY
from proxy.page.isolates import isolated, isolated_plain
from proxy.page.splice import Edit, attribute_edit, escape_text
from translation.languages import Language
from translation.segment import Part, Tag, TagKind, balanced

AttributeChanges = dict[tuple[Span, str], tuple[str, str]]
"""Tag and attribute name to new value and reason: one edit an attribute, whoever wants it."""


def text_edit(unit: TextUnit, parts: Sequence[Part], rtl: bool, *, isolate: bool = False) -> Edit | None:
    """Return the edit that puts translated `parts` in the place of a segment; None where nothing changes.

    Words that are German in a translation say so, where an element may say it. With `isolate` numbers and addresses
    are kept in their order (`isolates`), also in text that is the same in both languages.
    """
    same = tuple(parts) == unit.segment.parts
    if same and not isolate:
        return None
    marks = unit.holder_name not in TEXT_ONLY
    written = _isolated(unit, parts, marks=marks) if isolate else list(map(escape_text, _strings(parts)))
    if same and written == list(map(escape_text, _strings(parts))):
        return None
    places: Mapping[tuple[TagKind, int], Span] = {
        (part.kind, part.number): span
        for part, span in zip(unit.segment.parts, unit.spans, strict=True)
        if isinstance(part, Tag)
    }
    texts = iter(written)
    pieces = tuple(
        next(texts)
        if isinstance(part, str)
        else _german_words(part.text, rtl, marks=marks)
        if part.kind is TagKind.SOURCE
        else places[part.kind, part.number]
        for part in parts
    )
    return Edit(unit.spans[0][0], unit.spans[-1][1], pieces, "words")


def _strings(parts: Sequence[Part]) -> Iterable[str]:
    return (part for part in parts if isinstance(part, str))


def _isolated(unit: TextUnit, parts: Sequence[Part], *, marks: bool) -> list[str]:
    """Return the texts of a segment as content, isolated but where an element does so already."""
    inside = int(unit.holder_name == "bdi")
    out: list[str] = []
    for part in parts:
        if isinstance(part, str):
            out.append(escape_text(part) if inside else isolated(part) if marks else escape_text(isolated_plain(part)))
        elif part.name == "bdi":
            inside += (part.kind is TagKind.OPEN) - (part.kind is TagKind.CLOSE)
    return out


def _german_words(text: str, rtl: bool, *, marks: bool) -> str:
    return f'<span lang="de"{_LTR if rtl else ""}>{escape_text(text)}</span>' if marks else escape_text(text)


def german_text(unit: TextUnit, rtl: bool, named: Mapping[Span, str], changes: AttributeChanges) -> Iterable[Edit]:
    """Mark a segment that stays German (WCAG 3.1.2): by an element around it, or on an element that holds only text.

    `named` are the tags that say German themselves, with what they say: in the segment they go on doing so.
    """
    whole = balanced(unit.segment.parts)
    if whole and named:
        changes.update({(span, "lang"): (named[span], "german") for span in unit.spans if span in named})
    if unit.holder_name in TEXT_ONLY:
        changes[unit.holder, "lang"] = ("de", "german")
        if rtl and unit.holder_name in _HAVE_DIRECTION:
            changes[unit.holder, "dir"] = ("ltr", "german")
        return
    start = f'<span lang="de"{_LTR if rtl else ""}>'
    if whole:
        yield from _around((unit.spans[0][0], unit.spans[-1][1]), start)
        return
    for part, span in zip(unit.segment.parts, unit.spans, strict=True):
        if isinstance(part, str) and not part.isspace():
            yield from _around(span, start)


_LTR = ' dir="ltr"'
_HAVE_DIRECTION = frozenset({"title", "option"})  # of TEXT_ONLY; SVG knows no such attribute


def _around(span: Span, start: str) -> Iterable[Edit]:
    yield Edit(span[0], span[0], (start,), "german")
    yield Edit(span[1], span[1], ("</span>",), "german")


def attribute_text(
    unit: AttributeUnit, text: str, changes: AttributeChanges, *, isolate: bool = False, reason: str = "words"
) -> None:
    """Put a translated attribute in its place."""
    if isolate and unit.element != "meta":
        text = isolated_plain(text)
    if text != unit.segment.text:
        changes[unit.tag, unit.name] = (text, reason)


def german_attribute(unit: AttributeUnit, changes: AttributeChanges) -> None:
    """Mark the element of an attribute that stays German; it has no content of another language."""
    if unit.element != "meta":
        changes.setdefault((unit.tag, "lang"), ("de", "german"))


def language_changes(document: Document, target: Language, changes: AttributeChanges) -> None:
    """Give every element that said German the language it now has, and kept German its own (law 5)."""
    for named in document.languages:
        if changes.get((named.tag, "lang"), ("", ""))[1] != "german":
            changes[named.tag, named.name] = (target.code, "lang")
            if named.element == "html" and target.direction == "rtl":
                changes[named.tag, "dir"] = ("rtl", "dir")
    for island in document.islands:
        changes.setdefault((island.tag, "lang"), (island.value, "lang"))
        if target.direction == "rtl":
            changes.setdefault((island.tag, "dir"), ("ltr", "dir"))


def missing_root(document: Document, target: Language) -> Iterable[Edit]:
    """Give a page that leaves out `<html>` (HTML Standard 13.1.2.4) one, because it carries the language."""
    place = document.anchors.first
    if document.anchors.html == NOWHERE and place >= 0:
        direction = ' dir="rtl"' if target.direction == "rtl" else ""
        yield Edit(place, place, (f'<html lang="{target.code}"{direction}>',), "lang")


def option_change(option: Attribute, changes: AttributeChanges) -> None:
    """Write what an option submits before its text changes (HTML Standard 4.10.10: without a value, its text)."""
    changes[option.tag, "value"] = (option.value, "option")


def attribute_edits(source: str, changes: AttributeChanges) -> Iterable[Edit]:
    """Turn collected changes into edits."""
    for (tag, name), (value, reason) in changes.items():
        yield attribute_edit(source, tag, name, value, reason)
