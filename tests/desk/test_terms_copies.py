"""Working copies, the list that shows them, files and the collection: on every database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace

import pytest

from glossary.collection import load_collection
from glossary.database import Database
from glossary.errors import GlossaryError, RefusedError
from glossary.history import History
from glossary.migrating import upgrade
from glossary.store import TermStore
from glossary.term import Policy, State, Target, Term
from proxy.desk.audit_log import AuditLog
from proxy.desk.desk import MIGRATIONS
from proxy.desk.tables import VERSION_TABLE
from proxy.desk.terms.collection import Takeover
from proxy.desk.terms.copies import Copies, OutdatedError, OwnApprovalError, Seen
from proxy.desk.terms.finding import Finder, Query, query_of
from proxy.desk.terms.index import TermIndex, sort_key
from proxy.desk.terms.transfer import ChangedError, Transfer

TARGETS = ("en", "tr")
EVERYTHING = Query()
OFFICE = Term("Bürgeramt", targets=(Target("tr", "vatandaş bürosu"),), state=State.APPROVED)
OTHER = Term("Ausländerbehörde", Policy.KEEP, forms=("Ausländeramt",), state=State.DRAFT)


@dataclass(frozen=True)
class Desk:
    """What the tests work with."""

    database: Database
    terms: TermStore
    copies: Copies
    strict: Copies
    index: TermIndex
    finder: Finder
    audit: AuditLog

    def found(self, query: Query = EVERYTHING) -> list[str]:
        """The German of what the list shows."""
        self.index.sync()
        return [row.term.lemma for row in self.finder.page(query).rows]


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A desk without terms."""
    with closing(Database(database_url)) as database:
        upgrade(database.engine, MIGRATIONS, VERSION_TABLE)
        audit = AuditLog(database)
        yield Desk(
            database,
            TermStore(database),
            Copies(database, audit),
            Copies(database, audit, four_eyes=True),
            TermIndex(database, ()),
            Finder(database, TARGETS),
            audit,
        )


def test_saving_changes_nothing_until_it_is_published(desk: Desk) -> None:
    """A working copy is no entry; publishing makes it one, with its history and a line in the audit log."""
    copy = desk.copies.keep(OFFICE, Seen(), "anna")
    assert copy is not None
    assert desk.terms.all() == ()
    assert desk.found() == ["Bürgeramt"]
    stored = desk.copies.publish(copy.term.id, Seen(0, copy.mark), "anna")
    assert desk.terms.all() == (stored,)
    assert stored.value.targets == OFFICE.targets
    assert desk.copies.held(copy.term.id).copy is None
    assert [each.author for each in History(desk.database).of("term", copy.term.id)] == ["anna"]
    assert [each.action for each in desk.audit.newest()] == ["terms.publish", "terms.save"]


def test_who_was_slower_overwrites_nothing(desk: Desk) -> None:
    """Two people open one term; the second who saves hears what is there, and nothing of the first is lost."""
    stored = desk.terms.save(OFFICE, "anna")
    seen = desk.copies.held(stored.value.id).seen
    desk.copies.keep(replace(stored.value, note="first"), seen, "anna")
    with pytest.raises(OutdatedError) as refused:
        desk.copies.keep(replace(stored.value, note="second"), seen, "bela")
    assert refused.value.held.term.note == "first"
    second = desk.copies.keep(replace(stored.value, note="both"), refused.value.held.seen, "bela")
    assert second is not None
    assert second.authors == ("anna", "bela")


def test_what_is_published_elsewhere_is_not_overwritten(desk: Desk) -> None:
    """An import or a command may change the entry while somebody writes in a working copy of it."""
    stored = desk.terms.save(OFFICE, "anna")
    copy = desk.copies.keep(replace(stored.value, note="mine"), Seen(stored.revision), "bela")
    assert copy is not None
    desk.terms.save(replace(stored.value, note="imported"), "carla", stored.revision)
    for seen in (Seen(stored.revision, copy.mark), Seen(stored.revision)):
        with pytest.raises(OutdatedError):
            desk.copies.publish(stored.value.id, seen, "bela")
    assert [each.value.note for each in desk.terms.all()] == ["imported"]


def test_a_copy_that_says_the_same_goes(desk: Desk) -> None:
    """Who undoes their change by hand leaves no working copy."""
    stored = desk.terms.save(OFFICE, "anna")
    copy = desk.copies.keep(replace(stored.value, note="oops"), Seen(stored.revision), "bela")
    assert copy is not None
    assert desk.copies.keep(stored.value, Seen(stored.revision, copy.mark), "bela") is None
    assert desk.copies.held(stored.value.id).copy is None


def test_two_pairs_of_eyes(desk: Desk) -> None:
    """Everybody who wrote is refused; who only read approves, and the history has all hands."""
    copy = desk.strict.keep(OFFICE, Seen(), "anna")
    assert copy is not None
    again = desk.strict.keep(replace(copy.term, note="x"), Seen(0, copy.mark), "bela")
    assert again is not None
    seen, term = Seen(0, again.mark), again.term.id
    for author in ("anna", "bela"):
        with pytest.raises(OwnApprovalError):
            desk.strict.publish(term, seen, author)
    desk.strict.ask(term, seen, "bela")
    assert desk.found(Query(state="waiting")) == ["Bürgeramt"]
    desk.strict.send_back(term, seen, "carla", "the note")
    assert desk.strict.held(term).copy == replace(again, comment="the note", waiting=False)
    assert desk.strict.publish(term, seen, "carla").value.author == "anna, bela, carla"


def test_restoring(desk: Desk) -> None:
    """An earlier state counts again at once, or waits for approval where that is asked for."""
    first = desk.terms.save(OFFICE, "anna")
    term = first.value.id
    desk.terms.save(replace(first.value, note="worse"), "anna", first.revision)
    number = History(desk.database).of("term", term)[0].number
    assert desk.strict.restore(term, number, first.value, desk.copies.held(term).seen, "bela") is False
    waiting = desk.strict.held(term).copy
    assert waiting is not None
    assert waiting.waiting
    assert waiting.term.note == ""
    with pytest.raises(OutdatedError):
        desk.copies.restore(term, number, first.value, desk.copies.held(term).seen, "bela")
    desk.copies.discard(term, desk.copies.held(term).seen, "bela")
    assert desk.copies.restore(term, number, first.value, desk.copies.held(term).seen, "bela")
    assert [each.value.note for each in desk.terms.all()] == [""]


def test_the_list_follows_every_change(desk: Desk) -> None:
    """Whoever writes - the desk, a command, an import - the list shows it."""
    assert desk.found() == []
    desk.terms.save_all([(OFFICE, 0), (OTHER, 0)], "anna")
    assert desk.found() == ["Ausländerbehörde", "Bürgeramt"]
    there = {each.value.lemma: each for each in desk.terms.all()}
    renamed = replace(there["Bürgeramt"].value, lemma="Amt")
    desk.terms.save(renamed, "anna", there["Bürgeramt"].revision)
    assert desk.found() == ["Amt", "Ausländerbehörde"]
    other = there["Ausländerbehörde"]
    desk.terms.delete(other.value.id, "anna", other.revision)
    assert desk.found() == ["Amt"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "büro"}, ["Bürgeramt"]),
        ({"q": "AMT"}, ["Ausländerbehörde", "Bürgeramt"]),
        ({"q": "amt vatandaş"}, ["Bürgeramt"]),
        ({"q": "100%_"}, []),
        ({"state": "draft"}, ["Ausländerbehörde"]),
        ({"policy": "keep"}, ["Ausländerbehörde"]),
        ({"has": "missing"}, ["Bürgeramt"]),
        ({"has": "missing", "language": "tr"}, []),
        ({"has": "there", "language": "tr"}, ["Bürgeramt"]),
        ({"use": "never"}, ["Ausländerbehörde", "Bürgeramt"]),
        ({"use": "violated"}, []),
        ({"state": "kept"}, []),
    ],
)
def test_finding(desk: Desk, query: dict[str, str], expected: list[str]) -> None:
    """Words are parts of words, in German and in translations; filters narrow."""
    desk.terms.save_all([(OFFICE, 0), (OTHER, 0)], "anna")
    assert desk.found(query_of(query)) == expected


def test_neighbours_and_sorting(desk: Desk) -> None:
    """Terms are sorted as in a German dictionary, and one leads to the next."""
    desk.terms.save_all([(Term(word, Policy.KEEP), 0) for word in ("Zoo", "Äpfel", "Amt", "Straße")], "anna")
    assert desk.found() == ["Amt", "Äpfel", "Straße", "Zoo"]
    assert sort_key("Straße") == "strasse"
    ids = desk.finder.ids(Query())
    assert desk.finder.neighbours(Query(), ids[1]) == (ids[0], ids[2])
    assert desk.finder.neighbours(Query(), ids[3]) == (ids[2], "")


def test_terms_that_could_be_in_conflict(desk: Desk) -> None:
    """An entry with one of the forms is found, whatever its capitals; one that only contains it is not."""
    desk.terms.save_all([(OFFICE, 0), (OTHER, 0)], "anna")
    desk.index.sync()
    assert [each.lemma for each in desk.finder.sharing(Term("ausländeramt"))] == ["Ausländerbehörde"]
    assert desk.finder.sharing(Term("Amt")) == ()


def test_the_collection_is_listed_until_it_is_taken_over(desk: Desk) -> None:
    """It stands in for a glossary without terms; taken over, it is the same with the same ids, and own terms stay."""
    collection = load_collection()
    index = TermIndex(desk.database, collection)
    index.sync()
    assert index.stands_in()
    assert desk.finder.page(Query(state="collection")).total == len(collection)
    own = desk.terms.save(replace(collection[0], id="", note="own"), "anna")
    takeover = Takeover(desk.database, desk.audit, collection, {target.language for target in collection[0].targets})
    assert [term.lemma for term in takeover.plan().there] == [own.value.lemma]
    assert takeover.take("bela") == len(collection) - 1
    assert takeover.take("bela") == 0
    index.sync()
    assert not index.stands_in()
    assert desk.finder.page(Query(state="draft")).total == len(collection)
    kept = {each.value.id: each.value.note for each in desk.terms.all()}
    assert kept[own.value.id] == "own"
    assert set(kept) - {own.value.id} == {term.id for term in collection[1:]}


CSV = "de,policy,tr\nMeldeamt,translate,kayıt dairesi\nRathaus,keep,\n".encode()


def test_a_file_is_imported_whole_or_not_at_all(desk: Desk) -> None:
    """The dry run says what would happen; a mistake in one line keeps all of them out."""
    transfer = Transfer(desk.database, desk.audit, {"en", "tr"}, four_eyes=False)
    wrong = transfer.receive("a.csv", CSV + b"Amt,shout,\n", "anna")
    run = transfer.dry(wrong)
    assert run is not None
    assert [(problem.line, problem.code) for problem in run.plan.errors] == [(4, "unknown-policy")]
    with pytest.raises(RefusedError):
        transfer.take(wrong, run.revision, "anna")
    assert desk.terms.all() == ()
    right = transfer.receive("a.csv", CSV, "anna")
    good = transfer.dry(right)
    assert good is not None
    assert transfer.take(right, good.revision, "anna") == 2
    assert desk.found() == ["Meldeamt", "Rathaus"]
    assert transfer.dry(right) is None
    assert [each.name for each in transfer.waiting()] == ["a.csv"]
    transfer.drop(wrong, "anna")
    assert transfer.waiting() == ()


def test_an_import_is_what_its_dry_run_said(desk: Desk) -> None:
    """If the glossary changed since, the file is looked at once more."""
    transfer = Transfer(desk.database, desk.audit, {"en", "tr"}, four_eyes=True)
    upload = transfer.receive("a.csv", CSV, "anna")
    run = transfer.dry(upload)
    assert run is not None
    with pytest.raises(OwnApprovalError):
        transfer.take(upload, run.revision, "anna")
    desk.terms.save(OFFICE, "bela")
    with pytest.raises(ChangedError):
        transfer.take(upload, run.revision, "carla")
    again = transfer.dry(upload)
    assert again is not None
    assert transfer.take(upload, again.revision, "carla") == 2


def test_an_export_comes_back_as_it_was(desk: Desk) -> None:
    """What is downloaded and imported again changes nothing; unknown formats are refused."""
    desk.terms.save_all([(OFFICE, 0), (OTHER, 0)], "anna")
    desk.index.sync()
    transfer = Transfer(desk.database, desk.audit, {"en", "tr"}, four_eyes=False)
    for form in ("csv", "jsonl", "tbx"):
        upload = transfer.receive(f"all.{form}", transfer.export(form, desk.finder.ids(Query())), "anna")
        run = transfer.dry(upload)
        assert run is not None
        assert (run.plan.changes, run.plan.unchanged, run.plan.problems) == ((), 2, ())
    with pytest.raises(GlossaryError):
        transfer.receive("terms.xlsx", b"", "anna")
