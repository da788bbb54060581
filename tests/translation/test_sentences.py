"""German text is cut where its sentences end, and joined again it is the same text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.sentences import Sentence, clauses, split, split_long

# Sentences are divided by `|`; the bar stands for one blank.
TEXTS = (
    "Bitte bringen Sie z. B. den Pass mit.|Danke.",
    "Das gilt z.B. Kindern, d. h. allen.|Nr. 5 ist Dr. Müller.",
    "Am 15. Januar 2026 öffnet das Amt.|Am 1.–3. Mai ist es zu.",
    "Wir feiern den 3. und 4. Advent.|Karl V. kam.|Im 2. Stock links.",
    "Das Amt ist in der Georgstr. 12 im Hof.|Es ist die Georgstr.|Die Tür ist offen.",
    "Das kostet 1.234,56 Euro.|Kinder zahlen 9,50.|Kinder unter 6 nichts.",
    "A. Müller kam.|Das ist Plan B.|Die Stadt hat ihn.",
    "Wirklich?!|Ja!|Gut.",
    "„Kommen Sie.“|Das war es.|„Wohin?“ fragte er.|»Ja.«|Gut.",
    "Die Halle (siehe Plan.)|Das gilt heute.",
    "Siehe Abs. 3 und ggf. Anlage 2 (vgl. Art. 4 GG).|Mehr steht dort.",
    "1. Antrag stellen",
    "1. Die Anmeldung kommt zuerst.|2. Warten Sie.",
    "Siehe https://www.duisburg.de/a.html?Id=1.|Dort steht es.",
    "Mail: max.Muster@stadt.de, antrag.pdf oder Antrag.PDF.|Gut.",
    "Seit 2015.|Mehr dazu.|Der 75. Geburtstag.|Der 10.000. Besucher kam.",
    "Gäste, Kinder usw.|Die Stadt dankt.|Gäste usw. Kinder zahlen.",
    "Laden …|Bitte warten.",
    "Und dann … Stille.",
    "Öffnet um 8.30 Uhr.|Schließt um 16 Uhr.",
    "Tel. 0203 283-0, Frau Prof. Dr. med. Meier.|Ende.",
    "Das gilt gem. § 5 Abs. 2 Nr. 3 i. V. m. Art. 4 GG.|Punkt.",
    "Das kostet 5 %.|Wir gehen.",
    "Achtung (!) Baustelle.|Langsam fahren.",
    "Öffnungszeiten: Mo. bis Fr. 8 Uhr; Sa. geschlossen.|Die Kasse auch.",
    "Sind Sie neu hier?|Dann melden Sie sich an!",
    "Projekte dieser Art.|Die Stadt fördert sie.",
)

UNCUT = (
    "Der Verein Freunde der Stadt e. V. lädt ein",
    "St. Barbara liegt an der Hauptstr. 5 in Rheinhausen",
    "Das Modul System.Text ist Teil von Version 4.2 der Anwendung",
    "Wie geht das? fragte sie",
    "Am 12. 3. ist Markt",
    "Tag der offenen Tür am 1. Mai",
    "Hinweis: Das Amt ist geschlossen; bitte rufen Sie an",
    "Im 19. Jahrhundert, Wilhelm II. und der 1. FC",
)

GLUED = (
    ("Sie müssen kommen.Bitte warten.", ("Sie müssen kommen.", "Bitte warten.")),
    ("Das Formular.Bitte senden.", ("Das Formular.", "Bitte senden.")),
    ("Fertig?Dann los.", ("Fertig?", "Dann los.")),
    ("www.Stadt.De ist da.", ("www.Stadt.De ist da.",)),
    ("Siehe Tel.Nr. 5.", ("Siehe Tel.Nr. 5.",)),
)


@pytest.mark.parametrize("text", TEXTS)
def test_sentences_end_where_a_reader_sees_it(text: str) -> None:
    """A stop ends a sentence unless it belongs to an abbreviation, an ordinal, an address or a quotation."""
    assert [sentence.text for sentence in split(text.replace("|", " "))] == text.split("|")


@pytest.mark.parametrize("text", UNCUT)
def test_what_may_go_on_is_not_cut(text: str) -> None:
    """In doubt the text stays in one piece."""
    assert split(text) == (Sentence(text, ""),)


@pytest.mark.parametrize(("text", "sentences"), GLUED)
def test_a_missing_blank_is_seen_only_where_two_sentences_are_plain(text: str, sentences: tuple[str, ...]) -> None:
    """`kommen.Bitte` is two sentences; names with dots are none."""
    assert tuple(sentence.text for sentence in split(text)) == sentences


def test_white_space_is_kept_beside_the_sentences() -> None:
    """Blanks before, between and after are given back, and paragraphs always end a sentence."""
    assert split("  Titel\n\nEins.\u00a0 Zwei. ") == (
        Sentence("", "  "),
        Sentence("Titel", "\n\n"),
        Sentence("Eins.", "\u00a0 "),
        Sentence("Zwei.", " "),
    )


def test_empty_text_has_no_sentences() -> None:
    """Nothing gives nothing, and blanks alone are no sentence."""
    assert split("") == ()
    assert split(" \n ") == (Sentence("", " \n "),)


GERMAN_LIKE = st.lists(
    st.sampled_from(
        ["Die", "Amt", "z. B.", ".", ". ", "!", "…", " ", "\n", "\n\n", "15.", "“", "(", ")", "V", "-", "\u2028"]
    )
).map("".join)


@given(st.one_of(st.text(), GERMAN_LIKE))
def test_joined_sentences_are_the_text(text: str) -> None:
    """Law: no sign is lost, doubled or moved, whatever the text."""
    assert "".join(sentence.text + sentence.space for sentence in split(text)) == text


@given(st.one_of(st.text(), GERMAN_LIKE), st.integers(min_value=1, max_value=9))
def test_long_pieces_are_short_enough_and_lossless(text: str, limit: int) -> None:
    """Law: every piece keeps to the limit, and joined they are the text."""
    pieces = split_long(text, limit)
    assert "".join(piece.text + piece.space for piece in pieces) == text
    assert all(len(piece.text.split()) <= limit for piece in pieces)


def test_long_sentences_are_cut_at_the_best_place() -> None:
    """A semicolon is better than a comma, a comma before a clause better than any other."""
    text = "Die Stadt baut neue Wege, Plätze und Brücken am Rhein; die Arbeiten dauern, weil es regnet, noch ein Jahr."
    assert [piece.text for piece in split_long(text, 12)] == [
        "Die Stadt baut neue Wege, Plätze und Brücken am Rhein;",
        "die Arbeiten dauern, weil es regnet, noch ein Jahr.",
    ]
    assert [piece.text for piece in split_long("Er kommt heute, rot und grün, weil sie heute ruft.", 8)] == [
        "Er kommt heute, rot und grün,",
        "weil sie heute ruft.",
    ]


CLAUSES = [
    ("Der Antrag kostet 12 Euro, wenn Sie ihn bis Mai stellen; danach kostet er 20.", 3),
    ("Bringen Sie Ausweis, Foto und Formular mit.", 1),
    ("Ja, wenn es geht.", 1),
    ("Kosten: Für Kinder drei Euro", 1),
    ("Öffnungszeiten am Rathaus heute: Wir sind bis acht da.", 2),
]


@pytest.mark.parametrize(("text", "count"), CLAUSES)
def test_clauses(text: str, count: int) -> None:
    """Cut only where punctuation ends a clause, and never so that less than three words are left."""
    assert len(clauses(text)) == count


@given(st.one_of(st.text(), GERMAN_LIKE))
def test_joined_clauses_are_the_text(text: str) -> None:
    """Law: no sign is lost, doubled or moved."""
    assert "".join(piece.text + piece.space for piece in clauses(text)) == text


def test_a_limit_below_one_word_is_refused() -> None:
    """No piece can have less than a word; the message names the value."""
    with pytest.raises(ValueError, match="limit_words is 0"):
        split_long("Ein Wort", 0)


def test_hostile_text_is_cut_in_linear_time() -> None:
    """Runs of stops, blanks and line ends do not make the patterns go astray."""
    for run in (".", "\n", " ", "?", "(", ".“", "a.", "1."):
        text = run * 20_000
        assert "".join(sentence.text + sentence.space for sentence in split(text)) == text
