"""Terms as JSON Lines: one JSON object a line, in UTF-8; empty lines are left out.

The form of the collection that comes with the package, and the one that holds all of an entry by its own names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from glossary.errors import TermError
from glossary.plain import from_plain, to_plain, written
from glossary.reading import Entry, Problem, Reading, error
from glossary.term import Term


def read(data: bytes) -> Reading[Term]:
    """Read entries; a line that is wrong is a problem, and the others are read."""
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as failure:
        return Reading((), (error(0, "encoding", f"the file is not UTF-8: {failure}"),))
    entries: list[Entry[Term]] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entries.append(Entry(number, from_plain(json.loads(line))))
        except (json.JSONDecodeError, RecursionError) as failure:
            problems.append(error(number, "syntax", f"not a JSON object: {failure}"))
        except TermError as failure:
            problems.append(error(number, failure.code, str(failure)))
    return Reading(tuple(entries), tuple(problems))


def write(terms: Iterable[Term]) -> bytes:
    """Write entries; reading gives the same."""
    return "".join(f"{written(to_plain(term))}\n" for term in terms).encode()
