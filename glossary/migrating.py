"""Tables brought up to date: the migrations of a folder (Alembic), run once each, whoever opens the database first.

A folder holds one Python file for each revision, and may have several heads: independent areas, each with its base. The
revisions that were done are kept in a table of the database. There is no ini file and no environment script.
A migration that was published is never changed; a new one follows it.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from glossary.connecting import Access, name_of, transaction
from glossary.errors import StoreError
from glossary.unusable import unusable

_LOCK: Final = 0x57AD71  # of PostgreSQL's advisory locks: one process migrates, the others wait
_ONE_BY_ONE: Final = threading.Lock()  # `alembic.op`, which migrations use, is one for the whole process


def upgrade(engine: Engine, folder: Path, version_table: str) -> None:
    """Do the migrations of a folder that were not done yet, all or none; raises `StoreError`."""
    scripts = ScriptDirectory(str(folder), version_locations=[str(folder)], recursive_version_locations=True)
    try:
        _upgrade(engine, scripts, version_table)
    except SQLAlchemyError as failure:
        raise unusable(name_of(engine), failure) from failure


def _upgrade(engine: Engine, scripts: ScriptDirectory, version_table: str) -> None:
    with transaction(engine, Access.READ) as connection:
        if _done(connection, version_table, scripts):
            return  # who only opens does not wait for one who writes
    with _ONE_BY_ONE, transaction(engine, Access.WRITE) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        if not _done(connection, version_table, scripts):
            _migrate(connection, version_table, scripts)


def _done(connection: Connection, version_table: str, scripts: ScriptDirectory) -> bool:
    """Whether nothing is left to do."""
    heads = MigrationContext.configure(connection, opts={"version_table": version_table}).get_current_heads()
    known = {each.revision for each in scripts.walk_revisions()}
    if not known.issuperset(heads):
        name = name_of(connection.engine)
        message = f"{name} was written by a newer version of Stadtlotse; update, or restore a backup"
        raise StoreError(message)
    return set(heads) == set(scripts.get_heads())


def _migrate(connection: Connection, version_table: str, scripts: ScriptDirectory) -> None:
    def steps(done: str | tuple[str, ...] | None, _: MigrationContext) -> list[MigrationStep]:
        left = list(scripts.iterate_revisions("heads", done, implicit_base=True))
        return [MigrationStep.upgrade_from_script(scripts.revision_map, each) for each in reversed(left)]

    context = MigrationContext.configure(connection, opts={"version_table": version_table, "fn": steps})
    with Operations.context(context):
        context.run_migrations()
