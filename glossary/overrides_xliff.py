"""Overrides as XLIFF 1.2, by the Translate Toolkit: a `file` for each page and language; marks stay plain text.

Author, time and id of the database stand in notes, which translators' tools keep; a stale override is one whose
target `needs-adaptation`. Units with inline elements of another tool's own are left out, with a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from translate.storage.xliff import Xliff1File, Xliff1Unit

from glossary.errors import GlossaryError
from glossary.overrides import Override
from glossary.reading import Entry, Problem, Reading, error, warning
from glossary.xml_units import Element, add, children, first, has_markup, line, local, parsed, text

_NOTES: Final = ("page", "stale", "note", "author", "changed_at", "id")
_PREFIX: Final = "stadtlotse:"
_EVERYWHERE: Final = "*"  # XLIFF wants a name


class Xliff12(Xliff1File[Xliff1Unit]):
    """The toolkit's XLIFF file, in version 1.2."""

    UnitClass = Xliff1Unit
    namespace = "urn:oasis:names:tc:xliff:document:1.2"
    XMLskeleton = (
        f'<xliff version="1.2" xmlns="{namespace}">'
        '<file original="*" source-language="de" datatype="plaintext"><body/></file></xliff>'
    )


def write(overrides: Iterable[Override]) -> bytes:
    """Write overrides; reading gives the same, grouped by page and language."""
    store = Xliff12(sourcelanguage="de")
    root = store.document.getroot()
    empty = first(root, "file")  # has to be there, or the toolkit takes it for no XLIFF
    bodies: dict[tuple[str, str], Element] = {}
    for number, override in enumerate(overrides, 1):
        place = (override.page, override.language)
        if place not in bodies:
            file = add(root, "file", original=override.page or _EVERYWHERE, datatype="plaintext")
            file.set("source-language", "de")
            file.set("target-language", override.language)
            bodies[place] = add(file, "body")
        unit = add(bodies[place], "trans-unit", id=str(number))
        unit.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        add(unit, "source", override.source)
        add(unit, "target", override.target, state="needs-adaptation" if override.stale else "final")
        for name in _NOTES:
            if getattr(override, name):
                add(unit, "note", getattr(override, name), from_=f"{_PREFIX}{name}")
    if bodies:
        root.remove(empty)
    return bytes(store)


def read(data: bytes) -> Reading[Override]:
    """Read overrides; a unit that is wrong is a problem, and the others are read."""
    store, wrong = parsed(Xliff12.parsestring, data)
    if store is None:
        return Reading((), wrong)
    entries: list[Entry[Override]] = []
    problems: list[Problem] = []
    for file, unit in _units(store.document.getroot()):
        source, target = first(unit, "source"), first(unit, "target")
        if target is None or not text(target).strip():
            problems.append(warning(line(unit), "empty-target", "the unit is not translated yet; it was left out"))
        elif has_markup(source) or has_markup(target):
            what = "the unit has inline elements of another tool, which cannot be placed; it was left out"
            problems.append(warning(line(unit), "markup", what))
        elif (file.get("source-language") or "").split("-")[0].lower() != "de":
            problems.append(error(line(file), "no-german", "the source language of the file is not German ('de')"))
        else:
            try:
                entries.append(Entry(line(unit), _override(file, unit)))
            except GlossaryError as failure:
                problems.append(error(line(unit), "entry", str(failure)))
    return Reading(tuple(entries), tuple(problems))


def _units(root: Element) -> Iterator[tuple[Element, Element]]:
    for file in children(root, "file"):
        for unit in file.iter():
            if local(unit) == "trans-unit":
                yield file, unit


def _override(file: Element, unit: Element) -> Override:
    original = file.get("original", "")
    facts = dict.fromkeys(_NOTES, "")
    facts["page"] = original if original.startswith("/") else ""
    for note in children(unit, "note"):
        name = (note.get("from") or "").removeprefix(_PREFIX)
        if name in facts:
            facts[name] = text(note)
    source, target = text(first(unit, "source")), text(first(unit, "target"))
    return Override(source, file.get("target-language", ""), target, **facts)
