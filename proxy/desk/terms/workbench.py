"""Everything the terms' pages work with, made once from the parts of the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from glossary.collection import load_collection
from glossary.match import Matcher
from glossary.store import TermStore
from glossary.term import State, Term
from proxy.desk.parts import DeskParts
from proxy.desk.terms.collection import Takeover
from proxy.desk.terms.copies import Copies, Held
from proxy.desk.terms.finding import Finder
from proxy.desk.terms.index import TermIndex
from proxy.desk.terms.suggesting import Suggestions
from proxy.desk.terms.transfer import Transfer
from proxy.desk.terms.weighing import Scales
from proxy.desk.texts.usage import Usage
from translation.languages import LANGUAGES, SOURCE


@dataclass(frozen=True, slots=True)
class Workbench:
    """The parts; all but `suggestions` are used in threads."""

    parts: DeskParts
    targets: tuple[str, ...]
    languages: Collection[str]
    """Those that terms may have: known or served."""
    collection: tuple[Term, ...]
    index: TermIndex
    finder: Finder
    copies: Copies
    transfer: Transfer
    takeover: Takeover
    scales: Scales
    usage: Usage
    suggestions: Suggestions

    def in_use(self, term: Term | None) -> Term | None:
        """Return the term if the proxy uses it, in the state that it has."""
        drafts = self.parts.proxy.settings.glossary.drafts
        unused = term is None or term.state is State.RETIRED or (term.state is State.DRAFT and not drafts)
        return None if unused else term

    def before_and_now(self, held: Held) -> tuple[Term | None, Term | None]:
        """Return what of a term is in use, and what would be after publishing."""
        before = self.in_use(held.entry.value if held.entry else None)
        return before, self.in_use(held.copy.term) if held.copy else before

    async def in_step(self) -> None:
        """Bring the list up to date."""
        await asyncio.to_thread(self.index.sync)


def workbench(parts: DeskParts) -> Workbench:
    """Make it."""
    settings, database, audit = parts.proxy.settings, parts.database, parts.audit
    targets = tuple(settings.languages.targets)
    languages = frozenset(LANGUAGES).union(targets) - {SOURCE}
    collection = load_collection() if settings.glossary.collection else ()
    four_eyes = settings.desk.four_eyes
    return Workbench(
        parts=parts,
        targets=targets,
        languages=languages,
        collection=collection,
        index=TermIndex(database, collection),
        finder=Finder(database, targets),
        copies=Copies(database, audit, four_eyes=four_eyes),
        transfer=Transfer(database, audit, languages, four_eyes=four_eyes),
        takeover=Takeover(database, audit, collection, languages),
        scales=Scales(database, lambda texts: relevant(parts, texts), targets),
        usage=Usage(database),
        suggestions=Suggestions(),
    )


def relevant(parts: DeskParts, texts: Sequence[str]) -> frozenset[Term]:
    """Return the entries in use with words in any of the texts: the running proxy's, else those of the database."""
    service = parts.proxy.translation.service
    matcher = service.glossary.matcher if service else Matcher(each.value for each in TermStore(parts.database).all())
    return frozenset(term for text in texts for term in matcher.possible(text))
