"""Elements around the right words of a translation, by an alignment; what is not clear stays open."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tag_texts import parts_of, tagged, tags_of, written

from models.alignment import Link, identical, ordered, words
from translation.markup import NotPlaced, every, take_out, write
from translation.projection import Projection
from translation.segment import Part, balanced


def links(source: str, target: str, pairs: str) -> tuple[Link, ...]:
    """Read `kimlik=Ausweis kartı=Ausweis`: target word, source word and, if not 1, `*weight`."""
    found = []
    for pair in pairs.split():
        there, _, rest = pair.partition("=")
        here, _, weight = rest.partition("*")
        start, begin = target.index(there), source.index(here)
        found.append(Link((begin, begin + len(here)), (start, start + len(there)), float(weight or 1)))
    return ordered(found)


def projected(german: str, target: str, pairs: str) -> str:
    """Project the tags of `german`; raises `NotPlaced` where one is not clear."""
    source, nodes = take_out(parts_of(german))
    placed = Projection(source, target, links(source, target, pairs)).place(nodes, {})
    if placed.open:
        raise NotPlaced
    return written(write(target, nodes, placed.places))


# German, translation, alignment, what comes out.
CLEAR = [
    # verb-final Turkish turns the order
    (
        "Beantragen Sie den <a>Ausweis</a> <b>persönlich</b>.",
        "Kimlik için şahsen başvurun.",
        "Kimlik=Ausweis şahsen=persönlich başvurun=Beantragen için=den*0.6",
        "<a>Kimlik</a> için <b>şahsen</b> başvurun.",
    ),
    # one compound, two words, of which one is explained by nothing
    (
        "Das <a>Jugendamt</a> hilft.",
        "The youth office helps.",
        "The=Das youth=Jugendamt helps=hilft",
        "The <a>youth office</a> helps.",
    ),
    # ... but what nothing explains may be the verb's, which explains nothing either
    ("Es kostet <b>12 Euro</b>.", "Ücret 12 avro tutar.", "12=12 avro=Euro Ücret=Es", "Ücret <b>12 avro</b> tutar."),
    # nested
    (
        "<b>vertraulich und <i>kostenfrei</i></b> beraten",
        "advise in confidence and free",
        "advise=beraten in=vertraulich confidence=vertraulich and=und free=kostenfrei",
        "advise <b>in confidence and <i>free</i></b>",
    ),
    # adjacent
    ("<a>Ja</a> <b>Nein</b> sagen", "say Yes No", "say=sagen Yes=Ja No=Nein", "say <a>Yes</a> <b>No</b>"),
    # around all, a stop outside of it
    ("<a>Termin buchen</a>.", "Book an appointment.", "", "<a>Book an appointment</a>."),
    # punctuation at the edges goes where it was
    (
        "<b>Hinweis:</b> Ohne <a>„Termin“</a>, bitte",
        "Remarque : sans « rendez-vous », svp",
        "Remarque=Hinweis sans=Ohne rendez=Termin vous=Termin svp=bitte",
        "<b>Remarque :</b> sans <a>« rendez-vous »</a>, svp",
    ),
    # a word glued to a tag
    (
        "das <a>PDF</a>-Formular laden",
        "download the PDF form",
        "download=laden the=das PDF=PDF form=Formular",
        "download the <a>PDF</a> form",
    ),
    (
        "die <b>Bürger</b>büros schließen",
        "the offices close",
        "the=die offices=Bürgerbüros close=schließen",
        "the <b>offices</b> close",
    ),
    # without width: footnote at its word, image before its link, mark before the stop, empty element at the end
    (
        "Die Gebühr<sup>1</sup> steigt",
        "Yükselen ücret budur",
        "ücret=Gebühr Yükselen=steigt",
        "Yükselen ücret<sup>1</sup> budur",
    ),
    (
        "Rufen Sie <img> <a>115</a> an<sup>*</sup>.",
        "Call 115 now.",
        "Call=Rufen 115=115",
        "Call <img><a>115</a> now<sup>*</sup>.",
    ),
    (
        "<b>Fünf Tage</b><sup>3</sup> gilt es",
        "Valid five days",
        "five=Fünf days=Tage Valid=gilt",
        "Valid <b>five days</b><sup>3</sup>",
    ),
    ("Rufen Sie an <i></i>", "اتصل بنا", "اتصل=Rufen", "اتصل بنا<i></i>"),
    # Arabic
    (
        "im <a>Bürgerbüro</a> abholen",
        "الاستلام من مكتب المواطنين",
        "الاستلام=abholen من=im مكتب=Bürgerbüro المواطنين=Bürgerbüro",
        "الاستلام من <a>مكتب المواطنين</a>",
    ),
    # an atom goes where its text is
    ("Die <=DVG> fährt <b>heute</b>", "Bugün DVG çalışıyor", "Bugün=heute", "<b>Bugün</b> <=DVG> çalışıyor"),
]


@pytest.mark.parametrize(("german", "target", "pairs", "expected"), CLEAR)
def test_elements_find_their_words(german: str, target: str, pairs: str, expected: str) -> None:
    """Each rule of placing, once."""
    assert projected(german, target, pairs) == expected


UNCLEAR = [
    ("Nur <a>hier</a> klicken", "Yalnızca tıklayın", "Yalnızca=Nur tıklayın=klicken"),  # aligns nowhere
    ("Die <a>Karte</a> kommt", "card comes and card", "comes=kommt"),
    ("Das <a>Amt</a> prüft den Antrag", "one two three four five", "one=Amt*0.5 five=Amt*0.5 three=prüft"),  # twice
    ("<a>Eins</a> und <b>zwei</b> sind", "one two", "one=Eins*0.5 two=Eins*0.5"),
    ("<a>Ja</a><b>Nein</b> sagen", "say YesNo", "say=sagen YesNo=Ja"),  # one word for two elements
    ("Die <=DVG> fährt", "Otobüs çalışıyor", "çalışıyor=fährt"),
    ("<a>Ja</a> zu allem", "a b c d e f g", "a=Ja b=Ja c=Ja d=Ja e=Ja f=Ja"),  # would swallow the sentence
]


@pytest.mark.parametrize(("german", "target", "pairs"), UNCLEAR)
def test_what_is_not_clear_stays_open(german: str, target: str, pairs: str) -> None:
    """Words that align nowhere or to two places, an atom that was lost: the ladder's next rung, not a guess."""
    with pytest.raises(NotPlaced):
        projected(german, target, pairs)


def test_a_phrase_found_otherwise_is_used_unless_denied() -> None:
    """What the alignment leaves open may be known from elsewhere; where it says the contrary, it is not believed."""
    source, nodes = take_out(parts_of("Nur <a>hier</a> klicken"))
    target = "Yalnızca burada tıklayın"
    free = Projection(source, target, links(source, target, "Yalnızca=Nur tıklayın=klicken*0.4"))
    assert free.place(nodes, {nodes[0]: (9, 15)}).places == {nodes[0]: (9, 15)}
    assert free.place(nodes, {nodes[0]: (0, 8)}).open == nodes


@settings(max_examples=60, deadline=None)
@given(tagged(), st.randoms(use_true_random=False), st.data())
def test_any_markup_any_order_any_alignment(parts: list[Part], chance: random.Random, data: st.DataObject) -> None:
    """Law 3: in whatever order the words come and whatever aligns, every tag stands once and balanced, none emptied."""
    source, nodes = take_out(parts)
    shuffled = source.split()
    chance.shuffle(shuffled)
    target = " ".join(shuffled)
    if data.draw(st.booleans()):
        alignment = identical(source, target)
    else:
        here, there = words(source), words(target)
        some = st.lists(st.tuples(st.sampled_from(here), st.sampled_from(there), st.floats(0.05, 1.0)), max_size=12)
        alignment = ordered(Link(*each) for each in data.draw(some)) if here and there else ()
    placed = Projection(source, target, alignment).place(nodes, {})
    try:
        made = write(target, nodes, placed.places)
    except NotPlaced:
        assert placed.open
        return
    assert tags_of(made) == tags_of(parts)
    assert balanced(made)
    for node in every(nodes):
        start, end = placed.places[node]
        assert (start < end) is node.sized
