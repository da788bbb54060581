"""Import and export: round trips of every format, what a file would do, and that nothing is half-written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from entries import overrides, term, terms
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.collection import load_collection
from glossary.database import Database
from glossary.errors import ConflictError, GlossaryError, RefusedError
from glossary.exchange import (
    OVERRIDE_FORMATS,
    TERM_FORMATS,
    after,
    apply,
    format_of,
    plan_overrides,
    plan_terms,
)
from glossary.override_store import OverrideStore
from glossary.overrides import Override
from glossary.reading import Entry, Level, Reading
from glossary.store import Stored, TermStore
from glossary.term import Policy, State, Target, Term

SERVED = frozenset("ar bg en fr pl ro ru tr uk".split())


@pytest.fixture(name="database")
def _database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "glossary.sqlite")) as database:
        yield database


@pytest.mark.parametrize("form", TERM_FORMATS)
@given(known=st.lists(terms(), max_size=4))
@example(known=[term("A", "|", "\\", "\\|", "'=", "x|")])
def test_terms_go_there_and_back(form: str, known: list[Term]) -> None:
    """Every format gives back every entry, whatever stands in it."""
    reading = TERM_FORMATS[form].read(TERM_FORMATS[form].write(known))
    assert reading.problems == ()
    assert [entry.value for entry in reading.entries] == known


@pytest.mark.parametrize("form", OVERRIDE_FORMATS)
@given(known=st.lists(overrides(), max_size=4))
def test_overrides_go_there_and_back(form: str, known: list[Override]) -> None:
    """Every format gives back every override; XLIFF grouped by page and language."""
    reading = OVERRIDE_FORMATS[form].read(OVERRIDE_FORMATS[form].write(known))
    assert reading.problems == ()
    back = [entry.value for entry in reading.entries]
    assert sorted(map(repr, back)) == sorted(map(repr, known))


@pytest.mark.parametrize("form", TERM_FORMATS)
def test_the_collection_goes_there_and_back_through_the_store(form: str, database: Database) -> None:
    """What was imported and exported is found unchanged when it is imported again."""
    store = TermStore(database)
    apply(store, plan_terms(Reading(tuple(Entry(0, each) for each in load_collection())), (), SERVED), "x")
    data = TERM_FORMATS[form].write(each.value for each in store.all())
    plan = plan_terms(TERM_FORMATS[form].read(data), store.all(), SERVED)
    assert (plan.changes, plan.unchanged, plan.problems) == ((), 170, ())


def test_what_an_import_would_do(database: Database) -> None:
    """New, changed and unchanged entries are told apart by id, else by lemma; nothing is written by looking."""
    store = TermStore(database)
    rathaus = store.save(term("Rathaus", tr="belediye"), "Ayşe").value
    store.save(term("Amt", tr="daire"), "Ayşe")
    reading = Reading(
        (
            Entry(1, replace(rathaus, lemma="Rathäuser")),
            Entry(2, term("Amt", tr="daire")),
            Entry(3, term("Frist", tr="süre")),
        )
    )
    plan = plan_terms(reading, store.all(), SERVED)
    assert [(each.line, each.before is not None) for each in plan.changes] == [(1, True), (3, False)]
    assert (plan.additions, plan.unchanged, plan.errors) == (1, 1, ())
    assert sorted(each.lemma for each in after(store.all(), plan)) == ["Amt", "Frist", "Rathäuser"]
    assert len(store.all()) == 2
    assert apply(store, plan, "Ben") == 2
    authors = {each.value.lemma: each.value.author for each in store.all()}
    assert authors == {"Rathäuser": "Ben", "Amt": "Ayşe", "Frist": "Ben"}


def test_errors_and_late_changes_write_nothing(database: Database) -> None:
    """A plan with an error, or of entries that somebody changed since, leaves everything as it was."""
    store = TermStore(database)
    saved = store.save(term("Rathaus", tr="belediye"), "Ayşe")
    wrong = Reading((Entry(1, term("Amt", tr="daire")), Entry(2, Term("Frist", targets=(Target("xx", "x"),)))))
    with pytest.raises(RefusedError, match="the first in line 2: 'Frist': unknown language 'xx'"):
        apply(store, plan_terms(wrong, store.all(), SERVED), "Ben")
    right = Reading((Entry(1, term("Amt", tr="daire")), Entry(2, term("Rathaus", tr="bina"))))
    plan = plan_terms(right, store.all(), SERVED)
    now = store.save(replace(saved.value, note="x"), "Cem", saved.revision)
    with pytest.raises(ConflictError):
        apply(store, plan, "Ben")
    assert store.all() == (now,)


def test_two_entries_that_would_become_one() -> None:
    """An id of one entry with the lemma of another is an error, not a lost entry."""
    there = [Stored(term("Amt", id="1", tr="a"), 1), Stored(term("Frist", id="2", tr="b"), 2)]
    plan = plan_terms(Reading((Entry(5, term("Frist", id="1", tr="a")),)), there, SERVED)
    assert [(each.line, each.code) for each in plan.errors] == [(5, "conflict")]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("de,tr\nRathaus,belediye\n", term("Rathaus", tr="belediye")),
        ("de;tr;tr_variants\r\nRathaus;belediye;belediyede|belediyeye\r\n", None),
        ("\ufeffde\ttr\tcase\nRathaus\tbelediye\tja\n", term("Rathaus", tr="belediye", case=True)),
        ('de,forms,note,tr\nRathaus,Rathauses | Rathäuser,"a\nb",belediye\n', None),
        ("de,policy,state\nMarxloh,keep,approved\n", term("Marxloh", policy=Policy.KEEP, state=State.APPROVED)),
        ("de,tr\n\nRathaus\n", Term("Rathaus")),
        ("de,note,tr\nRathaus,'=1+1,x\n", term("Rathaus", note="=1+1", tr="x")),
    ],
)
def test_tables_of_spreadsheets(text: str, entry: Term | None) -> None:
    """Comma, semicolon or tab, with or without a mark at the start, and only the columns that are there."""
    reading = TERM_FORMATS["csv"].read(text.encode())
    assert reading.problems == ()
    assert len(reading.entries) == 1
    if entry:
        assert reading.entries[0].value == entry
    elif "forms" in text:
        assert reading.entries[0].value.forms == ("Rathauses", "Rathäuser")
        assert reading.entries[0].value.note == "a\nb"
    else:
        assert reading.entries[0].value.targets[0].variants == ("belediyede", "belediyeye")


@pytest.mark.parametrize(
    ("form", "data", "line", "code"),
    [
        ("csv", "", 1, "header"),
        ("csv", "tr,en\nx,y\n", 1, "header"),
        ("csv", "de,Türkisch\nRathaus,x\n", 1, "header"),
        ("csv", "de,tr,tr\nRathaus,x,y\n", 1, "header"),
        ("csv", "de,tr_variants\nRathaus,x\n", 1, "header"),
        ("csv", 'de,note,tr\nA,"1\n2",x\nB,,y,z\n', 4, "syntax"),
        ("csv", 'de,tr\nRathaus,"x\n', 2, "syntax"),
        ("csv", "de,tr,tr_variants\nAmt,x,\nRathaus,,y\n", 3, "empty-target"),
        ("csv", "de,policy\nAmt,keep\nRathaus,behalten\n", 3, "unknown-policy"),
        ("csv", "de,case\nRathaus,vielleicht\n", 2, "entry"),
        ("csv", "de,tr\n,x\n", 2, "entry"),
        ("jsonl", '{"de": "Amt"}\n{"de": \n', 2, "syntax"),
        ("jsonl", '{"de": "Amt"}\n\n{"tr": "x"}\n', 3, "entry"),
        ("jsonl", '{"de": "Amt", "polcy": "keep"}\n', 1, "entry"),
        ("jsonl", '{"de": "Amt", "targets": {"tr": {"term": ""}}}\n', 1, "empty-target"),
        ("jsonl", '{"de": "Amt", "match": "part"}\n', 1, "unknown-match"),
        ("jsonl", "[1]\n", 1, "entry"),
        ("tbx", "<martif>", 1, "syntax"),
        ("tbx", "<html/>", 0, "syntax"),
        ("tbx", "Rathaus", 1, "syntax"),
        (
            "tbx",
            '<martif><text><body>\n<termEntry><langSet xml:lang="tr"/></termEntry></body></text></martif>',
            2,
            "no-german",
        ),
        (
            "tbx",
            '<!DOCTYPE martif [<!ENTITY a "Amt">]><martif><text><body>\n<note>&a;</note></body></text></martif>',
            2,
            "entities",
        ),
    ],
)
def test_what_is_wrong_in_which_line(form: str, data: str, line: int, code: str) -> None:
    """A mistake of a file is explained with its line and kind."""
    problems = TERM_FORMATS[form].read(data.encode()).problems
    assert [(each.line, each.level, each.code) for each in problems] == [(line, Level.ERROR, code)]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_another_encoding(form: str) -> None:
    """A file that is not UTF-8 is refused as a whole."""
    assert TERM_FORMATS[form].read("de,tr\nTür,x".encode("latin-1")).problems[0].code == "encoding"


def test_concepts_of_other_tools() -> None:
    """A TBX 3 file without our own elements gives drafts to be translated; the first term is the base form."""
    data = """<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
    <conceptEntry id="c1"><langSec xml:lang="de"><termSec><term>Rathaus</term></termSec><termSec><term>Rathauses</term>
    </termSec></langSec><langSec xml:lang="en"><termSec><term>town hall</term></termSec></langSec></conceptEntry>
    </body></text></tbx>"""
    reading = TERM_FORMATS["tbx"].read(data.encode())
    wanted = Term("Rathaus", forms=("Rathauses",), targets=(Target("en", "town hall"),))
    assert [entry.value for entry in reading.entries] == [wanted] or reading.problems[0].code == "syntax"


TMX = """<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><header srclang="de-DE"/><body>
<tu><tuv xml:lang="de-DE"><seg>Mehr</seg></tuv><tuv xml:lang="tr-TR"><seg>Daha</seg></tuv><tuv xml:lang="en"><seg>More
</seg></tuv></tu>
<tu><tuv xml:lang="de"><seg><bpt i="1">&lt;b></bpt>Amt<ept i="1"/></seg></tuv><tuv xml:lang="tr"><seg>x</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>More</seg></tuv><tuv xml:lang="tr"><seg>Daha</seg></tuv></tu>
<tu><tuv xml:lang="de"><seg>{</seg></tuv><tuv xml:lang="tr"><seg>x</seg></tuv></tu>
</body></tmx>"""


def test_memories_of_other_tools(database: Database) -> None:
    """A unit with several languages gives an override each; what cannot be read is named with its line."""
    reading = OVERRIDE_FORMATS["tmx"].read(TMX.encode())
    assert [(each.line, each.code) for each in reading.problems] == [(4, "markup"), (5, "no-german"), (6, "entry")]
    plan = plan_overrides(Reading(reading.entries), OverrideStore(database).all(), SERVED)
    assert [(each.value.language, each.value.target) for each in plan.changes] == [("tr", "Daha"), ("en", "More\n")]
    assert apply(OverrideStore(database), plan, "x") == 2


def test_what_is_wrong_with_overrides() -> None:
    """A language nobody serves, and two translations of one text, are errors with their lines."""
    entries = (
        Entry(1, Override("Mehr", "xx", "x")),
        Entry(2, Override("Mehr", "tr", "x")),
        Entry(3, Override("Me\u00adhr", "tr", "y")),
    )
    plan = plan_overrides(Reading(entries), (), SERVED)
    assert [(each.line, each.code) for each in plan.errors] == [(1, "unknown-language"), (3, "duplicate")]


XLIFF = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="/amt/" source-language="de" target-language="tr" datatype="html"><body>
<trans-unit id="1"><source>Mehr</source><target>Daha</target></trans-unit>
<trans-unit id="2"><source>Amt</source><target/></trans-unit>
<trans-unit id="3"><source>Das <g id="1">Amt</g></source><target>x</target></trans-unit></body></file>
<file original="x" source-language="en" target-language="tr" datatype="html"><body>
<trans-unit id="1"><source>More</source><target>Daha</target></trans-unit></body></file></xliff>"""


def test_files_of_other_tools() -> None:
    """The page is the file's name if it is a path; units without a translation or with foreign marks are left out."""
    reading = OVERRIDE_FORMATS["xliff"].read(XLIFF.encode())
    assert [entry.value for entry in reading.entries] == [Override("Mehr", "tr", "Daha", "/amt/")]
    assert [each.code for each in reading.problems] == ["empty-target", "markup", "no-german"]


@pytest.mark.parametrize(("name", "form"), [("a.CSV", "csv"), ("b.x.tbx", "tbx"), ("c.xlf", "xlf")])
def test_the_format_is_the_ending(name: str, form: str) -> None:
    """Capitals do not matter."""
    assert format_of(name) == form


def test_a_file_of_no_known_format() -> None:
    """The message names the formats there are."""
    with pytest.raises(GlossaryError, match="csv, jsonl, tbx, tmx, xliff"):
        format_of("terms.xlsx")
