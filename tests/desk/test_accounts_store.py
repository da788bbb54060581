"""Accounts, links, second factors and attempts in both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

import pytest
from loopback import Clock
from sqlalchemy import select, text

from glossary.database import Database
from glossary.errors import ConflictError, GlossaryError
from glossary.migrating import upgrade
from proxy.desk.accounts import totp
from proxy.desk.accounts.attempts import DEVICE_SECONDS, OF_ACCOUNT, OF_CLIENT, AttemptStore, Pace
from proxy.desk.accounts.factors import FactorStore
from proxy.desk.accounts.links import LinkError, LinkStore, Purpose
from proxy.desk.accounts.records import Draft, Record
from proxy.desk.accounts.sessions import Limits, SessionStore, Stage
from proxy.desk.accounts.store import AccountStore, LastAdminError, NameTakenError
from proxy.desk.accounts.tables import ATTEMPTS, LINKS, SESSIONS
from proxy.desk.audit_log import AuditLog, Wanted
from proxy.desk.desk import MIGRATIONS
from proxy.desk.permissions import Role
from proxy.desk.tables import METADATA, VERSION_TABLE


@dataclass
class Stores:
    """All stores of one database, with a clock that stands still."""

    database: Database
    clock: Clock
    audit: AuditLog
    accounts: AccountStore
    sessions: SessionStore
    attempts: AttemptStore
    links: LinkStore
    factors: FactorStore

    def account(self, name: str, *roles: Role) -> Record:
        return self.accounts.create(Draft(name, frozenset(roles or (Role.EDITOR,))), "test")


@pytest.fixture
def stores(database_url: str) -> Iterator[Stores]:
    with closing(Database(database_url)) as database:
        upgrade(database.engine, MIGRATIONS, VERSION_TABLE)
        clock, audit = Clock(), AuditLog(database)
        yield Stores(
            database,
            clock,
            audit,
            AccountStore(database, audit, clock),
            SessionStore(database, Limits(3600, 12 * 3600), clock),
            AttemptStore(database, clock),
            LinkStore(database, 72 * 3600, clock),
            FactorStore(database, audit, clock),
        )


def test_the_migrations_make_what_the_tables_say(stores: Stores) -> None:
    with stores.database.reading() as connection:
        for name, table in METADATA.tables.items():
            if name.startswith(("desk_account", "desk_session", "desk_link", "desk_attempt", "desk_dev", "desk_rec")):
                assert connection.execute(select(table)).keys()


@pytest.mark.parametrize("name", ["", " ", "-x", "a\nb\x00", "x" * 101, "<b>", "a/b", "_x"])
def test_a_name_that_is_none_is_refused(stores: Stores, name: str) -> None:
    with pytest.raises(GlossaryError):
        stores.account(name)


def test_a_name_is_there_once_however_it_is_written(stores: Stores) -> None:
    made = stores.account("  Jürgen   Groß ")
    assert made.name == "Jürgen Groß"
    for name in ("jürgen groß", "JU\u0308RGEN GROSS", "Jürgen  groß"):
        with pytest.raises(NameTakenError):
            stores.account(name)
        found = stores.accounts.named(name)
        assert found is not None
        assert found.id == made.id


def test_somebody_who_manages_accounts_is_always_left(stores: Stores) -> None:
    admin = stores.account("a", Role.ADMIN)
    for draft in (Draft("a", frozenset({Role.OPS})), Draft("a", admin.draft.roles, disabled=True)):
        with pytest.raises(LastAdminError):
            stores.accounts.change(admin.id, 1, draft, "a")
    with pytest.raises(LastAdminError):
        stores.accounts.delete(admin.id, 1, "a")
    assert stores.accounts.get(admin.id) == admin
    second = stores.account("b", Role.ADMIN, Role.EDITOR)
    stores.accounts.delete(admin.id, 1, "b")
    with pytest.raises(LastAdminError):
        stores.accounts.delete(second.id, 1, "b")


def test_a_change_of_what_somebody_else_changed_is_a_conflict_and_changes_nothing(stores: Stores) -> None:
    record = stores.account("a")
    stores.accounts.change(record.id, 1, Draft("b", frozenset({Role.READER})), "x")
    with pytest.raises(ConflictError):
        stores.accounts.change(record.id, 1, Draft("c", frozenset({Role.OPS})), "y")
    with pytest.raises(ConflictError):
        stores.accounts.delete(record.id, 1, "y")
    left = stores.accounts.get(record.id)
    assert left is not None
    assert (left.name, left.revision) == ("b", 2)
    lines = [(line.who, line.action, line.subject) for line in stores.audit.newest()]
    assert lines == [("x", "account.change", "b"), ("test", "account.create", "a")]


def test_of_many_who_make_the_first_account_one_succeeds(stores: Stores) -> None:
    def first(number: int) -> bool:
        try:
            stores.accounts.create(Draft(f"n{number}", frozenset({Role.ADMIN})), "x", first=True)
        except GlossaryError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(first, range(8))) == 1
    assert len(stores.accounts.all()) == 1


def test_workers_that_start_together_make_one_link_to_set_up_and_a_later_start_a_new_one(stores: Stores) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [token for token in pool.map(lambda _: stores.links.to_set_up(), range(8)) if token]
    assert len(made) == 1
    assert stores.links.account_of(made[0], Purpose.SET_UP) == ""
    stores.clock.seconds += 61
    again = stores.links.to_set_up()
    assert again
    assert stores.links.account_of(made[0], Purpose.SET_UP) is None
    stores.links.use(again, Purpose.SET_UP)
    stores.account("a", Role.ADMIN)
    stores.clock.seconds += 61
    assert stores.links.to_set_up() == ""


def test_a_link_works_once_for_its_purpose_and_its_time(stores: Stores) -> None:
    record = stores.account("a")
    token = stores.links.to_password(record.id)
    assert stores.links.account_of(token, Purpose.PASSWORD) == record.id
    assert stores.links.account_of(token, Purpose.SET_UP) is None

    def use(_: int) -> bool:
        try:
            stores.links.use(token, Purpose.PASSWORD)
        except LinkError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(8))) == 1
    old = stores.links.to_password(record.id)
    new = stores.links.to_password(record.id)
    assert stores.links.account_of(old, Purpose.PASSWORD) is None
    stores.clock.seconds += 72 * 3600 - 1
    assert stores.links.account_of(new, Purpose.PASSWORD) == record.id
    stores.clock.seconds += 1
    assert stores.links.account_of(new, Purpose.PASSWORD) is None
    with pytest.raises(LinkError):
        stores.links.use(new, Purpose.PASSWORD)


def test_sessions_end_by_rest_by_age_and_with_their_account(stores: Stores) -> None:
    record = stores.account("a")
    begun = stores.sessions.begin(record.id, Stage.FULL, "password", "Firefox")
    for _ in range(12):
        stores.clock.seconds += 3599
        assert stores.sessions.find(begun.token) is not None
    stores.clock.seconds += 12
    assert stores.sessions.find(begun.token) is None, "it is older than twelve hours"
    resting = stores.sessions.begin(record.id, Stage.FULL, "password", "Firefox")
    stores.clock.seconds += 3600
    assert stores.sessions.find(resting.token) is None
    other = stores.sessions.begin(record.id, Stage.FULL, "password", "Firefox")
    stores.account("admin", Role.ADMIN)
    stores.accounts.change(record.id, 1, Draft("a", record.draft.roles, disabled=True), "x")
    assert stores.sessions.find(other.token) is None
    stores.accounts.change(record.id, 2, record.draft, "x")
    assert stores.sessions.find(other.token) is None, "a disabled account's sessions do not come back"
    last = stores.sessions.begin(record.id, Stage.FULL, "password", "Firefox")
    stores.accounts.delete(record.id, 3, "x")
    assert stores.sessions.find(last.token) is None


def test_a_session_that_waits_for_a_second_factor_waits_a_quarter_of_an_hour(stores: Stores) -> None:
    begun = stores.sessions.begin(stores.account("a").id, Stage.SECOND_FACTOR, "password", "")
    stores.clock.seconds += 899
    assert stores.sessions.find(begun.token) is not None
    stores.clock.seconds += 1
    assert stores.sessions.find(begun.token) is None


def test_a_new_session_takes_the_place_of_the_browsers_old_one(stores: Stores) -> None:
    record = stores.account("a")
    first = stores.sessions.begin(record.id, Stage.FULL, "password", "x")
    second = stores.sessions.begin(record.id, Stage.FULL, "password", "x", first.token)
    assert first.token != second.token
    assert stores.sessions.find(first.token) is None
    assert [each.id for each in stores.sessions.of(record.id)] == [second.id]


def test_nothing_in_the_database_lets_anybody_in(stores: Stores) -> None:
    """Tokens and codes are kept as checksums: none of them stands in any table."""
    record = stores.account("a")
    begun = stores.sessions.begin(record.id, Stage.FULL, "password", "x")
    secrets = [begun.token, stores.links.to_password(record.id), stores.attempts.remember(record.id, "")]
    secret = totp.new_secret()
    code = totp.code_at(secret, int(stores.clock()) // totp.STEP)
    secrets += stores.factors.enable(record.id, "a", secret, code)
    visit = stores.sessions.find(begun.token)
    assert visit is not None
    secrets.append(visit.csrf)
    stored = ""
    with stores.database.reading() as connection:
        for name in METADATA.tables:
            if name.startswith(("desk_account", "desk_session", "desk_link", "desk_dev", "desk_rec", "desk_audit")):
                stored += repr(connection.execute(text(f"SELECT * FROM {name}")).all())  # noqa: S608
    assert record.id in stored
    for each in secrets:
        assert each not in stored
        assert each.replace("-", "") not in stored


def test_codes_and_recovery_codes_work_once(stores: Stores) -> None:
    record = stores.account("a")
    secret = totp.new_secret()
    step = int(stores.clock()) // totp.STEP
    assert stores.factors.enable(record.id, "a", secret, "000000x") == ()
    assert not stores.factors.accepts(record.id, "")
    codes = stores.factors.enable(record.id, "a", secret, totp.code_at(secret, step))
    assert len(set(codes)) == 10
    assert not stores.factors.accepts(record.id, totp.code_at(secret, step)), "it was used to set the factor up"
    stores.clock.seconds += totp.STEP
    assert stores.factors.accepts(record.id, totp.code_at(secret, step + 1))
    assert not stores.factors.accepts(record.id, totp.code_at(secret, step + 1))
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(lambda _: stores.factors.accepts(record.id, f" {codes[0].upper()} "), range(6))) == 1
    other = stores.account("b")
    assert not stores.factors.accepts(other.id, codes[1])
    assert stores.factors.codes_left(record.id) == 9
    new = stores.factors.renew_codes(record.id, "a")
    assert not stores.factors.accepts(record.id, codes[2])
    assert stores.factors.accepts(record.id, new[0])
    stores.factors.disable(record.id, "a", "admin")
    assert not stores.factors.accepts(record.id, new[1])


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (5, 0), (6, 2), (7, 4), (10, 32), (17, 3600), (1000, 3600), (10**9, 3600)]
)
def test_the_wait_doubles_up_to_an_hour(failures: int, seconds: int) -> None:
    assert OF_ACCOUNT.wait(failures) == seconds


def test_attempts_are_slowed_down_by_account_and_by_client_and_forgotten_after_success(stores: Stores) -> None:
    def keys(name: str, client: str) -> dict[str, Pace]:
        return dict(stores.attempts.keys(name, "", client, ""))

    for _ in range(OF_ACCOUNT.free + 1):
        assert stores.attempts.take(keys("anna", "192.0.2.1")) == 0
    assert stores.attempts.take(keys("ANNA ", "198.51.100.7")) == 2, "another client, the same account"
    assert stores.attempts.take(keys("berta", "192.0.2.1")) == 0, "another account, the same client"
    stores.clock.seconds += 2
    assert stores.attempts.take(keys("anna", "192.0.2.1")) == 0
    assert stores.attempts.take(keys("anna", "192.0.2.1")) == 4
    stores.clock.seconds += 4
    taken = keys("anna", "192.0.2.1")
    assert stores.attempts.take(taken) == 0
    stores.attempts.succeeded(taken)
    assert stores.attempts.take(taken) == 0
    stores.clock.seconds += 2 * 24 * 3600
    stores.attempts.take(keys("x", "203.0.113.9"))
    with stores.database.reading() as connection:
        assert len(connection.execute(select(ATTEMPTS)).all()) == 2, "what is old is not kept"


def test_one_client_cannot_try_many_names_nor_many_addresses_of_its_network(stores: Stores) -> None:
    for number in range(OF_CLIENT.free + 1):
        client = f"2001:db8:0:1::{number:x}"
        assert stores.attempts.take(stores.attempts.keys(f"name{number}", "", client, "")) == 0
    assert stores.attempts.take(stores.attempts.keys("another", "", "2001:db8:0:1:ffff::1", "")) > 0
    assert stores.attempts.take(stores.attempts.keys("another", "", "2001:db8:0:2::1", "")) == 0


def test_who_locks_an_account_does_not_lock_out_the_browser_that_its_owner_uses(stores: Stores) -> None:
    record = stores.account("anna")
    device = stores.attempts.remember(record.id, "")
    for _ in range(40):
        stores.attempts.take(stores.attempts.keys("anna", record.id, "192.0.2.1", ""))
        stores.clock.seconds += 3599
    stores.attempts.take(stores.attempts.keys("anna", record.id, "192.0.2.1", ""))
    assert stores.attempts.take(stores.attempts.keys("anna", record.id, "192.0.2.1", "")) > 0
    assert stores.attempts.take(stores.attempts.keys("anna", record.id, "192.0.2.1", device)) == 0
    other = stores.account("berta")
    assert len(stores.attempts.keys("berta", other.id, "192.0.2.1", device)) == 2, "the token is of one account"
    renewed = stores.attempts.remember(record.id, device)
    assert len(stores.attempts.keys("anna", record.id, "", device)) == 2
    stores.clock.seconds += DEVICE_SECONDS
    assert len(stores.attempts.keys("anna", record.id, "", renewed)) == 2


def test_many_attempts_at_the_same_time_are_all_counted(stores: Stores) -> None:
    keys = stores.attempts.keys("anna", "", "192.0.2.1", "")
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: stores.attempts.take(keys), range(32)))
    assert waits.count(0) == OF_ACCOUNT.free + 1


def test_the_audit_log_is_found_by_who_what_text_and_time(stores: Stores) -> None:
    for who, action, subject in (("a", "term.save", "Amt"), ("b", "term.save", "50%_Regel"), ("b", "text.save", "Bad")):
        stores.audit.record(who, action, subject)
    found = [
        [line.subject for line in stores.audit.newest(wanted=wanted)]
        for wanted in (
            Wanted(who="b"),
            Wanted(action="term."),
            Wanted(text="50%_"),
            Wanted(text="AMT"),
            Wanted(since="9999"),
            Wanted(until="9999"),
        )
    ]
    everything = ["Bad", "50%_Regel", "Amt"]
    assert found == [everything[:2], everything[1:], ["50%_Regel"], ["Amt"], [], everything]
    assert stores.audit.names() == ("a", "b")
    newest = stores.audit.newest(1)
    assert [line.subject for line in stores.audit.newest(5, newest[0].number)] == everything[1:]


def test_old_sessions_and_links_are_swept_out(stores: Stores) -> None:
    record = stores.account("a")
    stores.sessions.begin(record.id, Stage.FULL, "password", "x")
    stores.links.to_password(record.id)
    stores.clock.seconds += 100 * 3600
    stores.sessions.begin(record.id, Stage.FULL, "password", "x")
    stores.links.to_password(stores.account("b").id)
    with stores.database.reading() as connection:
        assert len(connection.execute(select(SESSIONS)).all()) == 1
        assert len(connection.execute(select(LINKS)).all()) == 1
