"""The repairs that are switched on, made on one page; and what was repaired, for reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from proxy.accessibility.rules import RULES, Approved, Insertion, Page, Rule
from proxy.page.document import Document
from proxy.page.splice import Edit, attribute_edit, attribute_removal
from proxy.page.words import AttributeChanges
from translation.languages import Language

_REASON = "accessibility:"


def nothing_approved(_key: str) -> str | None:
    """Editors have written nothing."""
    return None


@dataclass(frozen=True, slots=True)
class Repairs:
    """A rule for whole pages (`proxy.page.rewrite.PageRule`): everything but what is switched `off`."""

    off: frozenset[str] = frozenset()
    approved: Approved = nothing_approved

    def __call__(self, document: Document, target: Language, changes: AttributeChanges) -> Iterable[Edit]:
        """Yield the repairs of a page whose text is now in `target`; attributes that another rule sets stay its own."""
        page = Page(document, target, self.approved)
        edits: list[Edit] = []
        for rule in RULES:
            if rule.name not in self.off:
                edits.extend(_made(rule, page, changes))
        return edits


def _made(rule: Rule, page: Page, changes: AttributeChanges) -> Iterator[Edit]:
    reason = _REASON + rule.name
    for repair in rule.repair(page):
        if isinstance(repair, Insertion):
            yield Edit(repair.place, repair.place, (repair.html,), reason)
        elif repair.value is not None:
            changes.setdefault((repair.element.tag, repair.name), (repair.value, reason))
        else:
            yield from attribute_removal(page.document.source, repair.element.tag, repair.name, reason)


def repaired(source: str, target: Language, document: Document, repairs: Repairs) -> Sequence[Edit]:
    """Return the edits of the repairs alone, for whoever wants to see only these."""
    changes: AttributeChanges = {}
    edits = list(repairs(document, target, changes))
    edits += (attribute_edit(source, tag, name, *change) for (tag, name), change in changes.items())
    return edits


@dataclass(frozen=True, slots=True)
class Repaired:
    """One line of a page's change log: which rule changed what, for which clause, and where (counted from 1)."""

    rule: str
    clause: str
    line: int
    column: int
    before: str
    after: str


def log(source: str, edits: Iterable[Edit]) -> tuple[Repaired, ...]:
    """Return what of a page's changes are repairs, in the order of the page."""
    clauses = {rule.name: rule.clause for rule in RULES}
    found = []
    for edit in sorted(edits, key=lambda each: each.start):
        rule = edit.reason.removeprefix(_REASON)
        if edit.reason != rule and rule in clauses:
            line = source.count("\n", 0, edit.start) + 1
            column = edit.start - source.rfind("\n", 0, edit.start)
            after = "".join(piece for piece in edit.pieces if isinstance(piece, str))
            found.append(Repaired(rule, clauses[rule], line, column, source[edit.start : edit.end], after))
    return tuple(found)
