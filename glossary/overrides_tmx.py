"""Overrides as TMX 1.4, by the Translate Toolkit; marks stay plain text, which every translator's tool carries.

What TMX has no word for stands in `prop` elements of type `x-…`. A unit of another tool may have many languages: each
becomes an override. Units with inline elements of another tool's own are left out, with a warning.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from translate.storage.tmx import tmxfile

from glossary.errors import GlossaryError
from glossary.overrides import Override
from glossary.reading import Entry, Problem, Reading, error, warning
from glossary.xml_units import XML_LANG, Element, add, children, first, has_markup, line, parsed, text

_PROPERTIES: Final = ("page", "stale", "note", "author", "changed_at", "id")


def write(overrides: Iterable[Override]) -> bytes:
    """Write overrides; reading gives the same."""
    store = tmxfile(sourcelanguage="de")
    header = store.document.getroot().find("header")
    for name, value in (("srclang", "de"), ("segtype", "block"), ("datatype", "plaintext"), ("adminlang", "de")):
        header.set(name, value)
    for override in overrides:
        unit = add(store.body, "tu", srclang="de")
        for name in _PROPERTIES:
            add(unit, "prop", getattr(override, name), type=f"x-{name}")
        for code, words in (("de", override.source), (override.language, override.target)):
            add(add(unit, "tuv", lang=code), "seg", words)
    return bytes(store)


def read(data: bytes) -> Reading[Override]:
    """Read overrides; a unit that is wrong is a problem, and the others are read."""
    store, wrong = parsed(tmxfile.parsestring, data)
    if store is None:
        return Reading((), wrong)
    entries: list[Entry[Override]] = []
    problems: list[Problem] = []
    for unit in store.document.getroot().iter("tu"):
        segments = {_code(each): first(each, "seg") for each in children(unit, "tuv")}
        german = next((code for code in segments if code.split("-")[0].lower() == "de"), None)
        if german is None:
            problems.append(error(line(unit), "no-german", "the unit has no German text (xml:lang='de')"))
            continue
        if any(each is not None and has_markup(each) for each in segments.values()):
            what = "the unit has inline elements of another tool, which cannot be placed; it was left out"
            problems.append(warning(line(unit), "markup", what))
            continue
        source = text(segments.pop(german))
        facts = {(each.get("type") or "").removeprefix("x-"): text(each) for each in children(unit, "prop")}
        known = {name: facts.get(name, "") for name in _PROPERTIES}
        if len(segments) > 1:
            known["id"] = ""
        for code, segment in segments.items():
            try:
                entries.append(Entry(line(unit), Override(source, code, text(segment), **known)))
            except GlossaryError as failure:
                problems.append(error(line(unit), "entry", str(failure)))
    return Reading(tuple(entries), tuple(problems))


def _code(variant: Element) -> str:
    return variant.get(XML_LANG) or variant.get("lang") or ""
