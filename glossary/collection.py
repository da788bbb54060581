"""The collection of terms that comes with the package: drafts, because nobody who speaks the languages reviewed them.

A city imports it once and then owns its copy; later versions of the package change nothing in it.
"""

from __future__ import annotations

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
    """Return its entries, all in the state draft; raises `GlossaryError` if the file is damaged."""
    reading = read(collection_bytes())
    if reading.problems:
        message = f"the collection of the package is damaged: {reading.problems[0].message}"
        raise GlossaryError(message)
    return tuple(entry.value for entry in reading.entries)
