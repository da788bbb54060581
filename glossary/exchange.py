"""Import and export: a file is read, compared with what is there, and written whole or not at all.

`plan_terms` and `plan_overrides` are the dry run: they say what an import would do and what is wrong, and touch
nothing. `apply` does it, if there is no error and nobody changed an entry since.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType
from typing import Final, Generic

from glossary import overrides_tmx, overrides_xliff, terms_csv, terms_jsonl, terms_tbx
from glossary.errors import GlossaryError, RefusedError
from glossary.findings import check_terms
from glossary.overrides import Override
from glossary.reading import Entry, Level, Problem, Reading, error
from glossary.store import Along, E, EntryStore, Stored, nothing_else, term_natural
from glossary.term import Term


@dataclass(frozen=True, slots=True)
class Format(Generic[E]):
    """One format: how it is read and written."""

    read: Callable[[bytes], Reading[E]]
    write: Callable[[Iterable[E]], bytes]


TERM_FORMATS: Final[Mapping[str, Format[Term]]] = MappingProxyType(
    {
        "csv": Format(terms_csv.read, terms_csv.write),
        "jsonl": Format(terms_jsonl.read, terms_jsonl.write),
        "tbx": Format(terms_tbx.read, terms_tbx.write),
    }
)
OVERRIDE_FORMATS: Final[Mapping[str, Format[Override]]] = MappingProxyType(
    {
        "tmx": Format(overrides_tmx.read, overrides_tmx.write),
        "xliff": Format(overrides_xliff.read, overrides_xliff.write),
        "xlf": Format(overrides_xliff.read, overrides_xliff.write),
    }
)


@dataclass(frozen=True, slots=True)
class Change(Generic[E]):
    """An entry that would be written: the line it comes from, and what it would replace."""

    line: int
    value: E
    before: Stored[E] | None


@dataclass(frozen=True, slots=True)
class Plan(Generic[E]):
    """What an import would do."""

    changes: tuple[Change[E], ...]
    unchanged: int
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the file out."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)

    @property
    def additions(self) -> int:
        """How many entries would be new."""
        return sum(change.before is None for change in self.changes)


def format_of(name: str) -> str:
    """Return the format of a file by its name; raises `GlossaryError`."""
    ending = name.rpartition(".")[2].lower()
    if ending in TERM_FORMATS or ending in OVERRIDE_FORMATS:
        return ending
    known = ", ".join((*TERM_FORMATS, *OVERRIDE_FORMATS))
    message = f"{name}: a file of terms or overrides ends in one of: {known}"
    raise GlossaryError(message)


def plan_terms(reading: Reading[Term], there: Sequence[Stored[Term]], languages: Collection[str]) -> Plan[Term]:
    """Say what importing these terms would do; `languages` are those there may be."""
    plan = _plan(reading, there, term_natural)
    replaced = {change.before.value.id for change in plan.changes if change.before}
    same = {term_natural(entry.value) for entry in reading.entries}
    staying = [each.value for each in there if each.value.id not in replaced and term_natural(each.value) not in same]
    problems = check_terms(reading.entries, staying, languages)
    return replace(plan, problems=tuple(sorted((*plan.problems, *problems))))


def plan_overrides(
    reading: Reading[Override], there: Sequence[Stored[Override]], languages: Collection[str]
) -> Plan[Override]:
    """Say what importing these overrides would do; `tr-TR` counts as `tr` where only that is served."""
    entries = [Entry(each.line, _settled(each.value, languages)) for each in reading.entries]
    problems = list(reading.problems)
    seen: dict[object, int] = {}
    for entry in entries:
        if entry.value.language not in languages:
            what = f"unknown language {entry.value.language!r}; known are: {' '.join(sorted(languages))}"
            problems.append(error(entry.line, "unknown-language", what))
        line = seen.setdefault(entry.value.key, entry.line)
        if line != entry.line:
            what = f"{entry.value.source!r} has a translation for {entry.value.language} already in line {line}"
            problems.append(error(entry.line, "duplicate", what))
    return _plan(Reading(tuple(entries), tuple(sorted(problems))), there, _override_natural)


def apply(store: EntryStore[E], plan: Plan[E], by: str, along: Along = nothing_else) -> int:
    """Write a plan, all or nothing; return how many entries were written.

    Raises `RefusedError` if the plan has errors, and `ConflictError` if an entry was changed since.
    """
    if plan.errors:
        worst = plan.errors[0]
        message = f"nothing was imported: {len(plan.errors)} errors; the first in line {worst.line}: {worst.message}"
        raise RefusedError(message)
    return store.save_all(
        ((change.value, change.before.revision if change.before else 0) for change in plan.changes), by, along=along
    )


def after(there: Sequence[Stored[E]], plan: Plan[E]) -> tuple[E, ...]:
    """Return all entries as they would be after the import."""
    entries: dict[str, E] = {each.value.id: each.value for each in there}
    new: list[E] = [change.value for change in plan.changes if change.before is None]
    entries.update({change.before.value.id: change.value for change in plan.changes if change.before})
    return tuple(chain(entries.values(), new))


def _plan(reading: Reading[E], there: Sequence[Stored[E]], natural: Callable[[E], object]) -> Plan[E]:
    by_id = {each.value.id: each for each in there}
    by_natural = {natural(each.value): each for each in there}
    changes: list[Change[E]] = []
    problems = list(reading.problems)
    for entry in reading.entries:
        same = by_natural.get(natural(entry.value))
        before = by_id.get(entry.value.id) or same
        if before and same and before is not same:
            what = f"the entry with the id {entry.value.id} would become the same as the one with {same.value.id}"
            problems.append(error(entry.line, "conflict", what))
        value = _merged(entry.value, before)
        if before is None or value != before.value:
            changes.append(Change(entry.line, value, before))
    unchanged = len(reading.entries) - len(changes)
    return Plan(tuple(changes), unchanged, tuple(sorted(problems)))


def _merged(value: E, before: Stored[E] | None) -> E:
    """The entry as it would be written: with the id of the one that it replaces, and without that one's author."""
    if before is None:
        return value
    old = before.value
    same = replace(value, id=old.id, author=old.author, changed_at=old.changed_at)
    if same == old:
        return same
    if value.author == old.author and value.changed_at == old.changed_at:
        return replace(value, id=old.id, author="", changed_at="")
    return replace(value, id=old.id)


def _override_natural(override: Override) -> object:
    return override.key


def _settled(override: Override, languages: Collection[str]) -> Override:
    code = override.language
    if code not in languages and (short := code.partition("-")[0].lower()) in languages:
        return replace(override, language=short)
    return override
