"""Overrides in the database, as `store` keeps entries; and as plain values for JSON.

What becomes stale is found by `overrides`; here it is written down, as one change for a whole page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Final

from glossary.database import Database
from glossary.history import Action
from glossary.listing import OVERRIDES, OverrideFilter, Window
from glossary.overrides import Override
from glossary.plain import known_keys, mapping, text
from glossary.store import EntryStore, Kind, Page, Stored
from glossary.tables import override_listing

_FIRST: Final = Window()
_ALL: Final = Window(limit=1 << 30)
_NAMES: Final = tuple(field.name for field in fields(Override))


def to_plain(override: Override) -> dict[str, object]:
    """Return an override as a JSON object; reading it again gives an equal one."""
    return {name: getattr(override, name) for name in _NAMES}


def from_plain(value: object) -> Override:
    """Read an override; raises a `GlossaryError`."""
    entry = mapping(value, "an override")
    known_keys(entry, frozenset(_NAMES), "an override")
    return Override(**{name: text(entry, name) for name in _NAMES})


def _natural(override: Override) -> tuple[str, str, str]:
    return override.key


class OverrideStore(EntryStore[Override]):
    """The overrides of a database."""

    def __init__(self, database: Database) -> None:
        """Keep overrides in a database."""
        super().__init__(database, Kind("override", to_plain, from_plain, _natural, OVERRIDES))

    def page(self, wanted: OverrideFilter, window: Window = _FIRST) -> Page[Override]:
        """Return a part of the list of the overrides that are wanted; no other override is read."""
        return self._page(wanted.conditions(self._database.dialect), window)

    def count(self, wanted: OverrideFilter) -> int:
        """Return how many overrides there are of those wanted."""
        return self._count(wanted.conditions(self._database.dialect))

    def languages(self, wanted: OverrideFilter) -> dict[str, int]:
        """Return how many of the overrides wanted are in each language."""
        return self._counts(override_listing.c.language, wanted.conditions(self._database.dialect))

    def of_source(self, source: str, language: str = "") -> tuple[Stored[Override], ...]:
        """Return the overrides of a German text (marked), on all pages and everywhere: in one language, or in all."""
        return self.page(OverrideFilter(source=source, language=language), _ALL).entries

    def of_page(self, page: str, language: str = "") -> tuple[Stored[Override], ...]:
        """Return a page's own overrides: in one language, or in all."""
        return self.page(OverrideFilter(page=page, language=language), _ALL).entries

    def mark_stale(self, changes: Mapping[str, str], by: str) -> int:
        """Write what `overrides.stale` found, all or none; return how many. Raises `ConflictError`."""
        known = {each.value.id: each for each in self.some(tuple(changes))}
        marked = [
            (replace(known[entry].value, stale=now), known[entry].revision)
            for entry, now in changes.items()
            if entry in known
        ]
        return self.save_all(marked, by, Action.STALE) if marked else 0
