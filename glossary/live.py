"""The glossary as the service uses it: one consistent state in memory, made anew when the database has changed.

`snapshot` never waits and may be asked for in an event loop; `refresh` reads the database and is called in a thread,
every few seconds. Whoever remembers what it made of a snapshot compares the snapshots themselves. Retired entries are
left out, and drafts too where the city wants reviewed entries only.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from glossary.database import Database
from glossary.enforce import Rivals, rivals_of
from glossary.match import Matcher
from glossary.override_store import OverrideStore
from glossary.overrides import Override, OverrideMemory
from glossary.store import TermStore
from glossary.term import State, Term

Zone = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that editors decided, at one revision."""

    revision: int
    matcher: Matcher
    overrides: OverrideMemory
    rivals: Mapping[str, Rivals]

    def zone(self, path: str) -> Zone:
        """Return what of a page's path can matter: two paths of one zone have the same terms and overrides."""
        patterns = tuple(url for url in self.matcher.urls if fnmatch.fnmatchcase(path, url))
        return (*patterns, path) if path in self.overrides.pages else patterns


def make_snapshot(
    terms: Iterable[Term], overrides: Iterable[Override], languages: Iterable[str], revision: int = 0
) -> Snapshot:
    """Make the glossary ready to be used; with 10,000 entries that takes seconds."""
    known = tuple(term for term in terms if term.state is not State.RETIRED)
    rivals = MappingProxyType({code: rivals_of(known, code) for code in languages})
    return Snapshot(revision, Matcher(known), OverrideMemory(overrides), rivals)


NO_GLOSSARY = make_snapshot((), (), ())


class LiveGlossary:
    """The glossary of a database, for one process."""

    def __init__(
        self, database: Database, languages: Iterable[str], *, drafts: bool = True, collection: Iterable[Term] = ()
    ) -> None:
        """Read the database; `drafts` says whether unreviewed entries count.

        The `collection` is there as long as the database has no term at all.
        """
        self._database = database
        self._collection = tuple(collection)
        self._languages = tuple(languages)
        self._drafts = drafts
        self._snapshot = self._read()

    @property
    def snapshot(self) -> Snapshot:
        """The state that was read last."""
        return self._snapshot

    def refresh(self) -> bool:
        """Read the database if somebody changed it; tell whether. Raises `StoreError`, and then keeps the old state."""
        if self._database.revision() == self._snapshot.revision:
            return False
        self._snapshot = self._read()
        return True

    def _read(self) -> Snapshot:
        # The revision first: what is written while the rest is read is then read once more, and not missed.
        revision = self._database.revision()
        terms = tuple(each.value for each in TermStore(self._database).all()) or self._collection
        wanted = (term for term in terms if self._drafts or term.state is State.APPROVED)
        overrides = (each.value for each in OverrideStore(self._database).all())
        return make_snapshot(wanted, overrides, self._languages, revision)
