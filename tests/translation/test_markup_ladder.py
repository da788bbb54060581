"""The ladder for inline tags: whole with alignment, with phrases, clause by clause, part by part; and its trace."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tag_texts import parts_of, tagged, tags_of, written

from models.alignment import Alignment, Link, identical, ordered, words
from translation.markup import NotPlaced
from translation.outcome import Layer, Outcome
from translation.segment import Part, balanced
from translation.tagged import Helpers, Rung, texts, translate_tagged

WHOLE_AND_CLAUSES = ("Wer hier kommt, der soll heute zahlen.", "Wer hier kommt,", "der soll heute zahlen.")


class Shouter:
    """Translates into capitals; aligns as it is told, and writes down what it was asked."""

    def __init__(self, *, aligned: bool = True, phrases: bool = False, longest: int = 99) -> None:
        self.asked: list[str] = []
        self._aligned = aligned
        self._phrases = phrases
        self._longest = longest

    @property
    def helpers(self) -> Helpers:
        return Helpers(self.sentence, self.text, self.phrases, self.align)

    async def sentence(self, text: str) -> Outcome:
        if len(text.split()) > self._longest:
            raise NotPlaced
        return await self.text(text)

    async def text(self, text: str) -> Outcome:
        self.asked.append(text)
        return Outcome((text.upper(),), Layer.MODEL, "", -0.5)

    async def phrases(self, text: str) -> list[str]:
        return [text.upper()] if self._phrases else []

    async def align(self, text: str, translation: str) -> Alignment:
        return identical(text.upper(), translation) if self._aligned else ()


@pytest.mark.parametrize(
    ("german", "target"),
    [
        (
            "Am <b>Montag</b> zu. Am Dienstag auf.<br>Bitte <a>hier</a>.",
            "AM <b>MONTAG</b> ZU. AM DIENSTAG AUF.<br>BITTE <a>HIER</a>.",
        ),
        ("<a>Stadt<br>Amt</a>", "<a>STADT<br>AMT</a>"),
        ("<b>Zu. Am Montag auf.</b> Bitte <a>hier</a>.", "<b>ZU. AM MONTAG AUF.</b> BITTE <a>HIER</a>."),
        ("Eins<sup><a>1</a></sup> und zwei<sup>*</sup>.", "EINS<sup><a>1</a></sup> UND ZWEI<sup>*</sup>."),
        ("<img> Karte <i></i>", "<img> KARTE <i></i>"),
        ("Umzug<small>Heute noch</small>", "UMZUG<small>HEUTE NOCH</small>"),
        ("<a><b>Termin</b>Im Amt</a>", "<a><b>TERMIN</b>IM AMT</a>"),
        (
            "Eins. <img> Zwei <b>drei</b>.<sup>2</sup> <i></i>Vier.",
            "EINS. <img> ZWEI <b>DREI</b>.<sup>2</sup> <i></i>VIER.",
        ),
    ],
)
async def test_lines_sentences_wrappings(german: str, target: str) -> None:
    """Breaks cut, an element around several sentences holds them, marks stay at their words, blanks stay."""
    made = await translate_tagged(parts_of(german), Shouter().helpers)
    assert made.parts is not None
    assert written(made.parts) == target
    assert made.trace.markup in ("aligned", "")


@pytest.mark.parametrize(
    ("shouter", "rung", "asked"),
    [
        (Shouter(), Rung.ALIGNED, ["Wer hier kommt, der soll heute zahlen."]),
        (Shouter(aligned=False, phrases=True), Rung.PHRASES, ["Wer hier kommt, der soll heute zahlen."]),
        (Shouter(longest=5), Rung.CLAUSES, ["Wer hier kommt,", "der soll heute zahlen."]),
        (
            Shouter(aligned=False),
            Rung.PARTS,
            [*WHOLE_AND_CLAUSES, "Wer ", "hier", " kommt, der soll ", "heute", " zahlen."],
        ),
    ],
)
async def test_each_rung_is_taken_and_told(shouter: Shouter, rung: Rung, asked: list[str]) -> None:
    """What is uncertain falls one rung, never further than needed, and the trace says how far."""
    made = await translate_tagged(parts_of("Wer <b>hier</b> kommt, der soll <a>heute</a> zahlen."), shouter.helpers)
    assert made.parts is not None
    assert written(made.parts) == "WER <b>HIER</b> KOMMT, DER SOLL <a>HEUTE</a> ZAHLEN."
    assert (made.trace.markup, made.confidence) == (rung.label, -0.5)
    assert shouter.asked == asked


@pytest.mark.parametrize(
    ("german", "asked"),
    [
        ("Umzug melden<small>An-, Um- und Abmeldung</small>", ["Umzug melden", "An-, Um- und Abmeldung"]),
        ("<a><strong>Termin</strong>Im Bürgerservice</a>", ["Termin", "Im Bürgerservice"]),
        ("Der <b>A</b>bfall ist da.", ["Der Abfall ist da."]),
        ("Siehe Anlage<sup>A</sup> dazu.", ["Siehe Anlage dazu."]),
    ],
)
async def test_an_element_on_a_line_of_its_own_is_translated_on_its_own(german: str, asked: list[str]) -> None:
    shouter = Shouter()
    await translate_tagged(parts_of(german), shouter.helpers)
    assert set(asked) <= set(shouter.asked)
    assert not any("meldenAn" in text or "TerminIm" in text for text in shouter.asked)


async def test_a_row_of_links_goes_part_by_part() -> None:
    """Where no words stand outside of the elements, there is no sentence to translate whole."""
    shouter = Shouter()
    made = await translate_tagged(parts_of("<a>Impressum</a> | <a>Kontakt</a>"), shouter.helpers)
    assert shouter.asked == ["Impressum", " | ", "Kontakt"]
    assert made.trace.markup == "parts"


async def test_one_refused_sentence_keeps_the_segment_german() -> None:
    """Half a translation is none (law 4)."""

    async def refuses(_text: str) -> Outcome:
        return Outcome(None, Layer.GERMAN, "check number: 12 is lost")

    helpers = Shouter().helpers
    made = await translate_tagged(
        parts_of("Am <b>12.</b> zu. Am 13. auf."), Helpers(refuses, refuses, helpers.phrases, helpers.align)
    )
    assert (made.parts, made.detail) == (None, "check number: 12 is lost")


async def test_soft_hyphens_are_taken_out_before_the_model_sees_them() -> None:
    """The alignment is counted in the text that was translated."""
    shouter = Shouter()
    made = await translate_tagged(parts_of("Den <b>Personal\u00adausweis</b>\u00a0holen"), shouter.helpers)
    assert shouter.asked == ["Den Personalausweis holen"]
    assert written(made.parts or ()) == "DEN <b>PERSONALAUSWEIS</b> HOLEN"


@settings(max_examples=50)
@given(tagged())
def test_what_may_be_asked_is_known_before(parts: list[Part]) -> None:
    """Texts without tags, marks and blanks at their ends: a segment's key is made of them (law 6)."""
    found = texts(parts)
    assert len(set(found)) == len(found)
    assert all(each == each.strip() != "" for each in found)


@settings(deadline=None, max_examples=50)
@given(tagged(), st.booleans(), st.booleans(), st.data())
async def test_law_3_whatever_is_translated_and_aligned(
    parts: list[Part], some: bool, phrases: bool, data: st.DataObject
) -> None:
    """Every tag exactly once and balanced on every rung, with any order of words and any alignment."""
    shouter = Shouter(phrases=phrases, longest=data.draw(st.integers(1, 9)))

    async def turned(text: str) -> Outcome:
        return Outcome((" ".join(reversed(text.upper().split())),), Layer.MODEL)

    async def sentence(text: str) -> Outcome:
        await shouter.sentence(text)
        return await turned(text)

    async def align(text: str, translation: str) -> Alignment:
        here, there = words(text), words(translation)
        if not (some and here and there):
            return identical(text.upper(), translation)
        pairs = st.tuples(st.sampled_from(here), st.sampled_from(there), st.floats(0.05, 1))
        return ordered(Link(*each) for each in data.draw(st.lists(pairs, max_size=8)))

    made = await translate_tagged(parts, Helpers(sentence, shouter.text, shouter.phrases, align))
    assert made.parts is not None
    assert tags_of(made.parts) == tags_of(parts)
    assert balanced(made.parts)
