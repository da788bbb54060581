"""What is wrong with entries as a whole: duplicates, conflicts, cycles, languages nobody serves, reversed uploads.

Entries of a file are checked against each other and against those that are there and stay. Every problem names its
line, and the line or entry that it is in conflict with. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from glossary.errors import TermError
from glossary.folding import small
from glossary.reading import Entry, Problem, error, warning
from glossary.reversal import foreign_lemma, reversed_language
from glossary.store import term_natural
from glossary.term import Policy, Scope, State, Term, check_selector


def check_terms(
    entries: Sequence[Entry[Term]], staying: Iterable[Term], languages: Collection[str]
) -> tuple[Problem, ...]:
    """Return all problems of the entries of a file, in the order of its lines."""
    others = [Entry(0, term) for term in staying]
    found = [*_languages(entries, languages), *_duplicates(entries), *_conflicts(entries, others)]
    found += [*_cycles(entries, others), *_reversed(entries), *_useless(entries), *_selectors(entries)]
    return tuple(sorted(found))


def _languages(entries: Iterable[Entry[Term]], languages: Collection[str]) -> Iterable[Problem]:
    for entry in entries:
        codes = dict.fromkeys([*(each.language for each in entry.value.targets), *entry.value.scope.languages])
        for code in codes:
            if code not in languages:
                what = f"{entry.value.lemma!r}: unknown language {code!r}; known are: {' '.join(sorted(languages))}"
                yield error(entry.line, "unknown-language", what)


def _duplicates(entries: Iterable[Entry[Term]]) -> Iterable[Problem]:
    seen: dict[object, int] = {}
    for entry in entries:
        keys: list[tuple[object, str]] = [(term_natural(entry.value), f"{entry.value.lemma!r}")]
        if entry.value.id:
            keys.append((entry.value.id, f"the id {entry.value.id}"))
        for key, name in keys:
            line = seen.setdefault(key, entry.line)
            if line != entry.line:
                yield error(entry.line, "duplicate", f"{name} is already in line {line}; join the two entries")


def _conflicts(entries: Sequence[Entry[Term]], others: Sequence[Entry[Term]]) -> Iterable[Problem]:
    """One German form, two entries: which of them counts would be chance."""
    owners: dict[tuple[str, Scope], list[tuple[Entry[Term], str]]] = {}
    for entry in (*others, *entries):
        term = entry.value
        if term.state is State.RETIRED:
            continue
        for form in term.german:
            known = owners.setdefault((small(form), term.scope), [])
            other = next((each for each in known if _collide(each[0].value, each[1], term, form)), None)
            if other and entry.line and other[0].value.lemma != term.lemma:
                where = f"line {other[0].line}" if other[0].line else "the glossary"
                what = f"{form!r} is a form of {term.lemma!r} and, in {where}, of {other[0].value.lemma!r}"
                yield error(entry.line, "conflict", f"{what}; take it out of one of them")
            known.append((entry, form))


def _collide(first: Term, its_form: str, second: Term, form: str) -> bool:
    return its_form == form or not (first.case and second.case)


def _cycles(entries: Sequence[Entry[Term]], others: Sequence[Entry[Term]]) -> Iterable[Problem]:
    """`A` is translated as `B` and `B` as `A`: one of them stands on its head."""
    everything = [entry for entry in (*others, *entries) if entry.value.policy is Policy.TRANSLATE]
    for language in sorted({target.language for entry in everything for target in entry.value.targets}):
        steps: dict[str, str] = {}
        for entry in everything:
            target = entry.value.target(language)
            if target:
                steps[small(entry.value.lemma)] = small(target.term)
        for entry in entries:
            way = _way(small(entry.value.lemma), steps)
            if way:
                what = f"in {language} the entries go round in a circle: {' → '.join(way)}; one is the wrong way round"
                yield error(entry.line, "cycle", f"{entry.value.lemma!r}: {what}")


def _way(start: str, steps: Mapping[str, str]) -> list[str]:
    """The way from a word back to itself; empty if there is none, or it is the word's own translation."""
    way = [start]
    while (following := steps.get(way[-1])) is not None and len(way) <= len(steps):
        way.append(following)
        if following == start:
            return way if len(way) > 2 else []
        if following in way[:-1]:
            return []
    return []


def _reversed(entries: Sequence[Entry[Term]]) -> Iterable[Problem]:
    language = reversed_language(entry.value for entry in entries)
    if language:
        what = f"the German column is in {language}, and the column {language} in German: exchange the two"
        yield error(0, "reversed", what)
        return
    for entry in entries:
        code = foreign_lemma(entry.value)
        if code:
            of = f"a word of {code}" if code != "?" else "no German word"
            yield error(entry.line, "reversed", f"{entry.value.lemma!r} stands in the German column and is {of}")


def _useless(entries: Iterable[Entry[Term]]) -> Iterable[Problem]:
    for entry in entries:
        term = entry.value
        if term.policy is Policy.TRANSLATE and not term.targets:
            what = f"{term.lemma!r} is to be translated and has no target in any language"
            yield error(entry.line, "empty-target", what)
        elif term.policy is Policy.GLOSS and not term.targets:
            yield warning(
                entry.line, "empty-target", f"{term.lemma!r} has no target: there is nothing to explain it with"
            )


def _selectors(entries: Iterable[Entry[Term]]) -> Iterable[Problem]:
    for entry in entries:
        try:
            check_selector(entry.value)
        except TermError as failure:
            yield error(entry.line, failure.code, str(failure))
