"""The account of somebody whom the provider knows: found by issuer and subject, made at the first visit.

Never by name: a name can be given to somebody else at the provider, and an account made here belongs to whoever has its
password. Roles and languages are the provider's at every visit.
"""

from __future__ import annotations

from sqlalchemy import insert, update

from proxy.desk.accounts.records import Draft, Identity, Record
from proxy.desk.accounts.store import AccountStore, described, find, identified_by, new_record, row_of
from proxy.desk.accounts.tables import ACCOUNTS


class DisabledError(Exception):
    """Whoever manages accounts has disabled this one."""


def join(store: AccountStore, identity: Identity, wanted: Draft) -> Record:
    """Return the account, made or brought up to date; raises `NameTakenError`, `DisabledError`, `StoreError`."""
    with store.database.changing() as connection:
        there = find(connection, identified_by(identity))
        if there is None:
            record = new_record(connection, wanted, store.clock(), identity=identity)
            connection.execute(insert(ACCOUNTS).values(row_of(record)))
            store.audit.record(
                record.name, "account.create", record.name, f"{described(wanted)}, {identity.issuer}", connection
            )
            return record
        if there.draft.disabled:
            raise DisabledError
        draft = Draft(there.name, wanted.roles, wanted.languages)
        if draft != there.draft:
            values = {
                "roles": " ".join(sorted(draft.roles)),
                "languages": " ".join(sorted(draft.languages)),
                "revision": there.revision + 1,
            }
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == there.id).values(values))
            detail = f"{described(there.draft)} -> {described(draft)}, by {identity.issuer}"
            store.audit.record(there.name, "account.change", there.name, detail, connection)
        return Record(
            there.id, there.revision, draft, identity=identity, desk_language=there.desk_language, made_at=there.made_at
        )
