"""The glossary as the service uses it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from entries import term

from glossary.database import Database
from glossary.live import LiveGlossary
from glossary.override_store import OverrideStore
from glossary.overrides import Override
from glossary.store import TermStore
from glossary.term import State


def test_another_process_s_changes_are_seen(tmp_path: Path) -> None:
    """A refresh after somebody else's change gives another snapshot, and without one the same."""
    path = tmp_path / "glossary.sqlite"
    with closing(Database(path)) as ours, closing(Database(path)) as theirs:
        live = LiveGlossary(ours, ("tr",))
        before = live.snapshot
        assert before.matcher.find("Rathaus") == ()
        assert not live.refresh()
        TermStore(theirs).save(term("Rathaus", tr="belediye"), "Ayşe")
        OverrideStore(theirs).save(Override("Mehr", "tr", "Daha"), "Ayşe")
        assert live.refresh()
        now = live.snapshot
        assert len(now.matcher.find("Rathaus")) == 1
        assert now.overrides.lookup("Mehr", "tr")
        assert now.revision == before.revision + 2
        assert not live.refresh()
        assert live.snapshot is now


def test_reviewed_entries_only(tmp_path: Path) -> None:
    """A city that wants it has only what editors approved; retired entries count nowhere."""
    with closing(Database(tmp_path / "glossary.sqlite")) as database:
        store = TermStore(database)
        store.save_all([(term("Amt"), 0), (term("Rat", state=State.APPROVED), 0)], "x")
        store.save(term("Frist", state=State.RETIRED), "x")
        for drafts, count in ((True, 2), (False, 1)):
            found = LiveGlossary(database, (), drafts=drafts).snapshot.matcher.find("Amt, Rat, Frist")
            assert len(found) == count
