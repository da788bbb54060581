"""What a translated page lost or changed: the German page's tree against its own (EN 301 549, 5.4).

Words may differ, and their order in a sentence, so that elements inside a line of text may change places. All else,
and every attribute that something refers to, must be as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from bs4 import Tag

from proxy.audit.finding import Finding, Weight
from proxy.audit.outline import Line
from proxy.audit.page import NUMBER, Page, value
from proxy.audit.places import finding
from proxy.audit.visit import Visit

# Elements of a sentence: their order is the language's.
_INLINE_ROLES: Final = frozenset(
    """
    link strong emphasis code mark time Abbr image img superscript subscript deletion insertion term definition
    math button textbox checkbox radio searchbox combobox spinbutton LabelText
    """.split()
)
_INLINE_TAGS: Final = frozenset(
    "a abbr b bdi cite code em i img mark q s small span strong sub sup time u var kbd".split()
)
_BOUND: Final = frozenset(
    """
    id for headers scope role tabindex name type required rowspan colspan accesskey list form usemap ismap inert
    disabled readonly checked multiple autocomplete pattern min max maxlength minlength download ping
    """.split()
)
_READ: Final = frozenset(
    """
    aria-label aria-description aria-placeholder aria-roledescription aria-valuetext aria-braillelabel
    aria-brailleroledescription aria-rowindextext aria-colindextext
    """.split()
)


def compare(german: Visit, translated: Visit) -> Iterator[Finding]:
    """Yield what the translation lost or changed, as findings in the translated page."""
    before = {line.path: line for line in german.outline.lines}
    after = {line.path: line for line in translated.outline.lines}
    for path, line in before.items():
        if path not in after:
            yield _lost(german.page, translated.page, line)
        else:
            yield from _changes(translated.page, line, after[path])
    for path, line in after.items():
        if path not in before:
            yield finding(translated.page, "node-added", Weight.doubt, line.element, line.role, new=True)
    yield from _order(german, translated, before.keys() & after.keys())
    yield from _attributes(german.page, translated.page)


def _lost(german: Page, translated: Page, line: Line) -> Finding:
    """The place is the German page's: in the translated one there is none."""
    place = german.elements[line.element]
    name = german.nodes[line.element].name
    found = finding(german, "node-lost", Weight.fault, line.element, f"{line.role} “{name}”" if name else line.role)
    return Finding(
        found.rule, found.weight, translated.url, translated.language, place.path, found.selector, found.snippet,
        found.detail, new=True,
    )  # fmt: skip


def _changes(page: Page, before: Line, after: Line) -> Iterator[Finding]:
    def found(rule: str, detail: str) -> Finding:
        return finding(page, rule, Weight.fault, after.element, detail, new=True)

    if before.role != after.role:
        yield found("role-changed", f"{before.role} → {after.role}")
    if before.states != after.states:
        yield found("state-changed", _difference(before.states, after.states))
    if before.relations != after.relations:
        yield found("relation-changed", _difference(before.relations, after.relations))
    if before.named and not after.named:
        yield found("name-lost", before.role)
    if before.described and not after.described:
        yield found("description-lost", before.role)


def _difference(before: tuple[tuple[str, object], ...], after: tuple[tuple[str, object], ...]) -> str:
    gone = [f"{name}={value}" for name, value in before if (name, value) not in after]
    come = [f"{name}={value}" for name, value in after if (name, value) not in before]
    return f"{', '.join(gone) or '–'} → {', '.join(come) or '–'}"


def _order(german: Visit, translated: Visit, common: set[str]) -> Iterator[Finding]:
    def blocks(visit: Visit) -> list[str]:
        return [line.path for line in visit.outline.lines if line.path in common and line.role not in _INLINE_ROLES]

    first = _first_difference(blocks(german), blocks(translated))
    if first is not None:
        element = next(line.element for line in translated.outline.lines if line.path == first)
        yield finding(translated.page, "order-changed", Weight.fault, element, new=True)
    reached = set(german.outline.focus) & set(translated.outline.focus)
    wanted = [_holder(path) for path in german.outline.focus if path in reached]
    got = [_holder(path) for path in translated.outline.focus if path in reached]
    if wanted != got or len(german.outline.focus) != len(translated.outline.focus):
        detail = f"{len(german.outline.focus)} → {len(translated.outline.focus)}"
        yield finding(translated.page, "focus-order-changed", Weight.fault, 0, detail, new=True)


def _first_difference(wanted: list[str], got: list[str]) -> str | None:
    return next((b for a, b in zip(wanted, got, strict=False) if a != b), None)


def _holder(path: str) -> str:
    """The path of the block an element is in, as far as the path tells."""
    steps = path.split("/")
    while len(steps) > 1 and steps[-1].rstrip("0123456789") in _INLINE_TAGS:
        steps.pop()
    return "/".join(steps)


def _attributes(german: Page, translated: Page) -> Iterator[Finding]:
    """Compare the attributes that something refers to, element by element of the same block."""
    before, after = _bound(german), _bound(translated)
    missing = before - after
    for holder, name, attributes in after - before:
        twin = next((key for key in missing if key[:2] == (holder, name)), None)
        if twin is not None:
            missing[twin] -= 1
            missing = +missing
            element = next(n for n, each in enumerate(translated.elements) if _holder(each.path) == holder)
            changed = _difference(twin[2], attributes)
            yield finding(translated, "attribute-changed", Weight.fault, element, f"<{name}> {changed}", new=True)


def _bound(page: Page) -> Counter[tuple[str, str, tuple[tuple[str, str], ...]]]:
    found: Counter[tuple[str, str, tuple[tuple[str, str], ...]]] = Counter()
    for tag in page.soup.find_all(True):
        if tag.has_attr(NUMBER) and not page.element(tag).ours:
            found[_holder(page.element(tag).path), tag.name, tuple(sorted(_bound_attributes(tag)))] += 1
    return found


def _bound_attributes(tag: Tag) -> Iterator[tuple[str, str]]:
    for name in tag.attrs:
        if (name in _BOUND or name.startswith("aria-")) and name not in _READ:
            yield name, value(tag, name)
