"""The collection that comes with the package."""

from __future__ import annotations

from glossary.collection import load_collection
from glossary.findings import check_terms
from glossary.reading import Entry
from glossary.term import State


def test_it_is_whole_and_unreviewed() -> None:
    """Every entry is a draft with a target in each of the nine languages."""
    terms = load_collection()
    assert len(terms) == 170
    assert {term.state for term in terms} == {State.DRAFT}
    assert {len(term.targets) for term in terms} == {9}


def test_nothing_is_wrong_with_it() -> None:
    """It has no duplicates, conflicts, cycles or reversed entries."""
    terms = load_collection()
    codes = {target.language for target in terms[0].targets}
    assert check_terms([Entry(at, term) for at, term in enumerate(terms, 1)], (), codes) == ()
