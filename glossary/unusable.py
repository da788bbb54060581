"""What to tell whoever runs the machine when a database cannot be used: what is wrong, and what to do."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from glossary.errors import StoreError

_WAITED: Final = "somebody else has been writing for long; try again"
# What a driver says, and what then helps; the first that is found.
_ADVICE: Final = tuple(
    (re.compile(said), advice)
    for said, advice in (
        ("database is locked|lock timeout", _WAITED),
        ("unable to open|Permission denied", "its folder has to be there and writable"),
        ("Is a directory", "name a file in it"),
        ("readonly database", "make the file and its folder writable"),
        ("disk is full|No space left", "make room"),
        ("malformed", "restore a backup"),
        ("not a database", "name another file, or restore a backup"),
        ("authentication failed|no password supplied", "mend user or password in glossary.database"),
        ("permission denied", "the user needs the right to make tables there"),
        (
            '(database|role) ".*" does not exist',
            "make it on the server (createuser, createdb), or mend glossary.database",
        ),
        ("connection failed|attempts failed", "start the server, or mend its address in glossary.database"),
        (
            "closed the connection|terminating connection",
            "see whether the server runs; the next request connects again",
        ),
    )
)


def too_long(name: str) -> StoreError:
    """Return the error for who has waited for long, and not come to write."""
    return StoreError(f"the glossary's database {name} cannot be used: {_WAITED}")


def unusable(name: str, failure: Exception) -> StoreError:
    """Return the error to raise; `name` is the database without its password."""
    if isinstance(failure, PoolTimeout):
        return StoreError(f"the glossary's database {name} cannot be used: too many ask at once; try again")
    # The driver's own words: SQLAlchemy adds the statement, and a server, in further lines, what stands in the row.
    said = str(failure.orig if isinstance(failure, DBAPIError) else failure).strip()
    said = " ".join(said.split()) if isinstance(failure, OperationalError) else said.partition("\n")[0]
    advice = next((f"; {advice}" for pattern, advice in _ADVICE if pattern.search(said)), "")
    return StoreError(f"the glossary's database {name} cannot be used: {said}{advice}")
