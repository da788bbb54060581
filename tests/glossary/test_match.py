"""Matching: words, compounds, capitals, names that are words, and the traps of the collection."""

from __future__ import annotations

import pytest
from entries import names, term
from hypothesis import given
from hypothesis import strategies as st

from glossary.collection import load_collection
from glossary.match import Matcher
from glossary.term import MatchRule, Place, Scope, State, Target, Term

COLLECTION = Matcher(load_collection())


def found(text: str, matcher: Matcher = COLLECTION) -> list[str]:
    """The lemmas found, `~` before those inside closed compounds."""
    return [f"{'~' if match.part else ''}{match.term.lemma}" for match in matcher.find(text)]


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("Anmeldung, Ummeldung und Abmeldung", "Anmeldung|Ummeldung|Abmeldung"),
        ("An- und Abmeldung", "Abmeldung"),
        ("das Abmeldungsformular", "~Formular"),
        ("Abmeldungs-Antrag", "Antrag"),
        ("Der Haushalt 2026 und die Haushalte", "Haushalt|Haushalt"),
        ("Privathaushalt, haushaltsnahe Dienste", ""),
        ("Die Vorlage 24-0815; Fotovorlage", "Vorlage"),
        ("Termine, Terminvergabe, Online-Terminvergabe", "Termin|~Termin|~Termin"),
        ("Terminal, terminieren, Terminierung, Terminator, terminlich", ""),
        ("Die Besatzung beantragt nichts", ""),
        ("Bescheidenheit, Steuerbescheid", "~Bescheid"),
        ("fristlos, Befristung, Antragsfrist", "~Antrag|~Frist"),
        ("Nikita geht in die Kitagruppe", "~Kindertagesstätte"),
        ("Reisepass- und Ausweisstelle", ""),
        ("Termin- und Fristverlängerung", "~Termin|~Frist"),
        ("Der Rat der Stadt Duisburg tagt", "Rat"),
        ("Rathausplatz und Vorrathaus", "~Rathaus"),
        ("Bundesagentur für Arbeit", "Agentur für Arbeit"),
        ("Agentur\u00a0für  Arbeit", "Agentur für Arbeit"),
        ("Bür\u00adger\u00adser\u00advice", "Bürgerservice"),
        ("im STRASSENVERKEHRSAMT", "Straßenverkehrsamt"),
        ("im Strassenverkehrsamt", ""),
        ("mail an termin@duisburg.de, www.duisburg.de/antrag, Termin.pdf", ""),
        ("Duisburg-Marxloh", "Marxloh"),
        ("die A 59 im Duisburger Süden", "Duisburg"),
    ],
)
def test_traps(text: str, lemmas: str) -> None:
    """The traps of the collection, one by one."""
    assert "|".join(found(text)) == lemmas


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("Bezirk Mitte", "Mitte"),
        ("in Mitte, Süd und Walsum", "Mitte Süd"),
        ("in der Mitte", ""),
        ("Mitte Mai", ""),
        ("Mitte 2027", ""),
        ("Mitte der Woche", ""),
        ("die politische Mitte", "Mitte"),  # an adjective in -e may be a verb: rather a name too many
        ("in der politischen Mitte", ""),
        ("mitte", ""),
        ("MITTE", ""),
        ("Richtung Süd", ""),
        ("Süd-West", ""),
        ("Oberbürgermeister Link sagte", "Link"),
        ("Der Link führt", ""),
        ("unter folgendem Link", ""),
        ("Link zur Karte", ""),
        ("links", ""),
    ],
)
def test_names_that_are_words(text: str, lemmas: str) -> None:
    """A name that is a word counts only among neighbours that allow a name."""
    assert found(text, Matcher(names("Mitte", "Süd", "Link"))) == lemmas.split()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Teilen", 1),
        ("Teilen Sie uns mit, was fehlt", 0),
        ("Bitte teilen", 0),
        ("TEILEN", 0),
        ("Hier: Teilen, drucken", 1),
        ("nach oben", 0),
        ("Nach oben", 1),
        ("gelbe Tonne. Gelbe Tonne", 2),
        ("die GELBE TONNE", 1),
        ("die gElbe Tonne", 0),
    ],
)
def test_capitals(text: str, count: int) -> None:
    """An entry whose case matters counts as it is written, a capital at the start of a sentence apart."""
    matcher = Matcher([term("Teilen", case=True), term("Nach oben", case=True), term("gelbe Tonne", case=True)])
    assert len(matcher.find(text)) == count


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("Bescheid", ["Bescheid"]),
        ("bescheid", []),
        ("Steuerbescheid", ["bescheid"]),
        ("STEUERBESCHEID", ["BESCHEID"]),
        ("SteuerBescheid", []),
        ("Bescheidgebühr", ["Bescheid"]),
        ("bescheidsgemäß", []),
        ("Steuer- und -bescheid", ["bescheid"]),
    ],
)
def test_capitals_in_compounds(text: str, surfaces: list[str]) -> None:
    """Inside a compound a noun has a small letter, and the compound a capital."""
    matcher = Matcher([Term("Bescheid", match=MatchRule.COMPOUND, case=True)])
    assert [match.surface for match in matcher.find(text)] == surfaces


def test_the_longest_first() -> None:
    """Of overlapping entries the longest counts, wherever it begins."""
    matcher = Matcher([term("Amt für Schulische"), term("Schulische Bildung und Sport"), term("Amt"), term("Sport")])
    assert found("Amt für Schulische Bildung und Sport", matcher) == ["Amt", "Schulische Bildung und Sport"]


def test_scopes() -> None:
    """The narrower of two entries for one form counts at its place, the other elsewhere; retired ones nowhere."""
    wide, narrow = term("Vorlage", tr="öneri"), term("Vorlage", tr="şablon", scope=Scope(url="/formulare/*"))
    old = term("Vorlage", tr="x", state=State.RETIRED)
    matcher = Matcher([wide, narrow, old])
    assert matcher.find("Vorlage", Place("/formulare/1", "tr"))[0].term == narrow
    assert matcher.find("Vorlage", Place("/rat/1", "tr"))[0].term == wide
    assert matcher.find("Vorlage", Place("/rat/1", "en")) == ()
    assert Matcher([term("Vorlage", scope=Scope(selector="nav"))]).selectors == ("nav",)


def test_a_language_without_the_longer_term_has_the_shorter() -> None:
    """An entry without a target in the language does not stand before one that has it."""
    short = Term("Karte", targets=(Target("en", "card"), Target("tr", "kart")))
    long = Term("Blaue Karte", targets=(Target("en", "Blue Card"),))
    matcher = Matcher([short, long])
    assert matcher.find("Blaue Karte", Place(language="en"))[0].term == long
    assert matcher.find("Blaue Karte", Place(language="tr"))[0].term == short


def test_fingerprints_hold_places_and_parts() -> None:
    """A form added elsewhere changes no match; one that matches here does."""
    old = Matcher([term("Rathaus", tr="belediye")])
    more = Matcher([term("Rathaus", "Rathäuser", tr="belediye")])
    assert [m.fingerprint("tr") for m in old.find("Rathaus")] == [m.fingerprint("tr") for m in more.find("Rathaus")]
    assert len(more.find("Rathäuser")) == 1 != len(old.find("Rathäuser"))


_WORDS = "Anmeldung Abmeldung Termin termin Antrag Rathaus Mitte Link Süd Duisburg und der für s en Teilen ß"
_PIECES = st.sampled_from([*_WORDS.split(), "", "-", ".", ",", "@", ".de"])


@given(st.lists(_PIECES, max_size=12), st.booleans())
def test_matches_never_overlap_and_stand_where_they_say(pieces: list[str], spaced: bool) -> None:
    """Whatever the text, matches are in order, apart, and their surface is the text at their place."""
    text = (" " if spaced else "").join(pieces)
    last = 0
    for match in COLLECTION.find(text):
        assert last <= match.start < match.end <= len(text)
        assert text[match.start : match.end] == match.surface
        assert match.form in match.term.german
        last = match.end


@given(st.lists(_PIECES, max_size=8), st.lists(st.tuples(st.integers(0, 60), st.sampled_from("\u00ad\u200b\u2060"))))
def test_soft_hyphens_are_seen_through(pieces: list[str], hidden: list[tuple[int, str]]) -> None:
    """Invisible letters change nothing of what is found, and the offsets are those of the text with them."""
    text = " ".join(pieces)
    places = sorted((at for at, _ in hidden if at <= len(text)), reverse=True)
    written = text
    for at in places:
        written = f"{written[:at]}\u00ad{written[at:]}"
    plain, seen = COLLECTION.find(text), COLLECTION.find(written)
    assert [(m.term, m.part, m.form) for m in plain] == [(m.term, m.part, m.form) for m in seen]
    for before, after in zip(plain, seen, strict=True):
        assert written[after.start : after.end].replace("\u00ad", "") == before.surface
        assert written[after.start] != "\u00ad" != written[after.end - 1]


def test_no_entries_find_nothing() -> None:
    """An empty glossary is a glossary."""
    assert Matcher([]).find("Rathaus") == ()


@given(st.lists(_PIECES, min_size=1, max_size=4).map(" ".join))
def test_what_is_found_whole_is_spelled(text: str) -> None:
    """A text that is one match from end to end is one of the forms, so `spells` never hides a term."""
    matches = COLLECTION.find(text)
    if len(matches) == 1 and matches[0].surface == text:
        assert COLLECTION.spells(text)
