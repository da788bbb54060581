"""What is wrong with an entry beside others: the checks of an import, said at the fields of the form."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from types import MappingProxyType
from typing import Final

from glossary.findings import check_terms
from glossary.reading import Entry, Level
from glossary.store import term_natural
from glossary.term import State, Term
from proxy.desk.terms.fields import Wrong

_FIELDS: Final = MappingProxyType({"conflict": "forms", "empty-target": "policy", "selector": "selector"})
_KEYS: Final = frozenset("conflict cycle empty-target reversed selector unknown-language".split())


def check(term: Term, others: Iterable[Term], languages: Collection[str]) -> tuple[Wrong, ...]:
    """Return what is wrong with an entry; `others` are those published that have words in common with it."""
    if term.state is State.RETIRED:
        return ()
    beside = tuple(each for each in others if each.id != term.id)
    same = [each for each in beside if term_natural(each) == term_natural(term)]
    wrong = [Wrong("de", "duplicate", {"other": each.lemma}) for each in same]
    for problem in check_terms([Entry(1, term)], beside, languages):
        key = problem.code if problem.code in _KEYS else "other"
        detail = problem.message
        wrong.append(Wrong(_FIELDS.get(key, "de"), key, {"detail": detail}, hinders=problem.level is Level.ERROR))
    return tuple(wrong)
