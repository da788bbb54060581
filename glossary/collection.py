"""The collection of terms that comes with the package: drafts, because nobody who speaks the languages reviewed them.

A city imports it once and then owns its copy; later versions of the package change nothing in it.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from importlib import resources
from typing import Final

from glossary.errors import GlossaryError
from glossary.term import Term
from glossary.terms_jsonl import read

NOTICE: Final = "unreviewed: written for this project; no native speaker or city office has checked it"


def collection_bytes() -> bytes:
    """Return the collection as JSON Lines."""
    return (resources.files("glossary") / "seed_terms" / "duisburg.jsonl").read_bytes()


def load_collection() -> tuple[Term, ...]:
    """Return its entries, all in the state draft; raises `GlossaryError` if the file is damaged.

    Their ids are the same in every city: what was counted for an entry is still its own when a city has taken it over.
    """
    reading = read(collection_bytes())
    if reading.problems:
        message = f"the collection of the package is damaged: {reading.problems[0].message}"
        raise GlossaryError(message)
    return tuple(replace(entry.value, id=_id(entry.value)) for entry in reading.entries)


def _id(term: Term) -> str:
    facts = (term.lemma, term.scope.url, term.scope.selector, *term.scope.languages)
    return blake2b("\n".join(facts).encode(), digest_size=8, person=b"collection.1").hexdigest()
