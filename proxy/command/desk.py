"""`stadtlotse desk account`: accounts of the editors' desk from the machine it runs on, for when nobody can sign in.

Who may run this may read the database anyway. Passwords are not typed here: their owner chooses one, by a link.
Exit codes: 0 done, 1 it failed, 2 the command was not understood.
"""

from __future__ import annotations

import getpass
import json
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from glossary.database import Database
from glossary.errors import GlossaryError
from glossary.migrating import upgrade
from proxy.desk.accounts.factors import FactorStore
from proxy.desk.accounts.links import LinkStore
from proxy.desk.accounts.one_time import PASSWORD
from proxy.desk.accounts.records import Draft, Record
from proxy.desk.accounts.store import AccountStore
from proxy.desk.addresses import public_desk
from proxy.desk.audit_log import AuditLog
from proxy.desk.desk import MIGRATIONS
from proxy.desk.permissions import Role
from proxy.desk.tables import VERSION_TABLE
from proxy.parts import glossary_file
from proxy.settings import Settings
from proxy.settings_file import load

desk_app = typer.Typer(help="The editors' desk.", no_args_is_help=True)
account_app = typer.Typer(help="Accounts: make and list them, and let their owners in again.", no_args_is_help=True)
desk_app.add_typer(account_app, name="account")

_FAILED = 1

JsonOption = Annotated[bool, typer.Option("--json", help="Answer for programs.")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="Settings file.")]
NameArgument = Annotated[str, typer.Argument(help="The account's name.")]


@dataclass(frozen=True, slots=True)
class _Opened:
    settings: Settings
    accounts: AccountStore
    links: LinkStore
    factors: FactorStore


@account_app.command("list")
def list_accounts(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the accounts."""
    with _opened(config) as desk:
        records = desk.accounts.all()
    if as_json:
        typer.echo(json.dumps([_plain(record) for record in records], ensure_ascii=False))
        return
    if not records:
        typer.echo("There are no accounts. Make one: stadtlotse desk account create NAME --role admin")
        return
    table = Table("name", "roles", "languages", "signs in by", "last signed in")
    for record in records:
        plain = _plain(record)
        by = f"{plain['by']}, second factor" if plain["second_factor"] else str(plain["by"])
        state = " (disabled)" if record.draft.disabled else ""
        languages = " ".join(sorted(record.draft.languages)) or "all"
        table.add_row(
            record.name + state, " ".join(sorted(record.draft.roles)), languages, by, str(plain["seen"] or "-")
        )
    Console().print(table)


@account_app.command("create")
def create(
    name: NameArgument,
    role: Annotated[list[Role], typer.Option("--role", help="What the account may; may be given several times.")],
    language: Annotated[
        list[str] | None, typer.Option("--language", help="A language that an editor may write; without one: all.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an account, and a link with which its owner chooses a password."""
    with _opened(config) as desk:
        known = desk.settings.languages.targets
        for code in language or ():
            if code not in known:
                message = f'"{code}" is none of the languages served: {" ".join(known)}'
                raise typer.BadParameter(message, param_hint="--language")
        draft = Draft(name, frozenset(role), frozenset(language or ()))
        record = desk.accounts.create(draft, _user())
        _show_link(desk, record, as_json=as_json)


@account_app.command("reset-password")
def reset_password(
    name: NameArgument,
    second_factor: Annotated[bool, typer.Option("--second-factor", help="Take the second factor away, too.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a link with which the owner of an account chooses a new password; until then the old one works."""
    with _opened(config) as desk:
        record = desk.accounts.named(name)
        if record is None:
            message = f'there is no account named "{name}"; stadtlotse desk account list shows them'
            raise GlossaryError(message)
        if second_factor:
            desk.factors.disable(record.id, record.name, _user())
        desk.accounts.audit.record(_user(), "account.link", record.name)
        _show_link(desk, record, as_json=as_json)


def _show_link(desk: _Opened, record: Record, *, as_json: bool) -> None:
    link = public_desk(desk.settings) + PASSWORD + desk.links.to_password(record.id)
    hours = desk.settings.desk.link_hours
    if as_json:
        typer.echo(json.dumps({**_plain(record), "link": link, "hours": hours}, ensure_ascii=False))
        return
    typer.echo(f"{record.name} chooses a password here; the link works once, for {hours} hours:\n{link}")


def _plain(record: Record) -> dict[str, object]:
    seen = datetime.fromtimestamp(record.seen_at, UTC).isoformat().replace("+00:00", "Z") if record.seen_at else None
    return {
        "name": record.name,
        "roles": sorted(record.draft.roles),
        "languages": sorted(record.draft.languages),
        "disabled": record.draft.disabled,
        "by": "single sign-on" if record.identity else "password" if record.password else "nothing yet",
        "second_factor": bool(record.totp_secret),
        "seen": seen,
    }


@contextmanager
def _opened(config: Path | None) -> Iterator[_Opened]:
    """Open the desk's database; a file that is not there is made, as `serve` makes it."""
    settings = load(config, os.environ)
    try:
        with closing(Database(glossary_file(settings))) as database:
            upgrade(database.engine, MIGRATIONS, VERSION_TABLE)
            audit = AuditLog(database)
            links = LinkStore(database, settings.desk.link_hours * 3600, time.time)
            factors = FactorStore(database, audit, time.time)
            yield _Opened(settings, AccountStore(database, audit, time.time), links, factors)
    except GlossaryError as error:
        typer.echo(f"stadtlotse desk: {error}", err=True)
        raise typer.Exit(_FAILED) from error


def _user() -> str:
    """Who runs this, as the audit log has it."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        name = f"user {os.getuid()}"
    return f"{name} (command line)"
