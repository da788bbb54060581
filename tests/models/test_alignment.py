"""Words and their links: by a lexical table, by looks, by places, by attention."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.alignment import Alignment, best_sources, identical, words
from models.alignment_attention import from_attention
from models.alignment_lexical import PACKAGED, LexicalAligner
from models.alignment_stems import stem
from models.alignment_table import Entry, LexicalTable, write_table
from models.errors import ModelDamagedError

LANGUAGES = "en tr ar bg ro pl uk ru fr".split()


def read(source: str, target: str, alignment: Alignment) -> dict[str, str]:
    """Return for each aligned target word its best source word."""
    return {target[slice(*there)]: source[slice(*here)] for there, here in best_sources(alignment).items()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Für 28,80 € um 8.30 Uhr!", "Für|28,80|€|um|8.30|Uhr"),
        ("E-Mail, Personal\u00adausweis", "E|Mail|Personal\u00adausweis"),
        ("l'eau qu’il aujourd'hui", "l'|eau|qu’|il|aujourd'hui"),
        ("Duisburg'da 2026'da від'їзд", "Duisburg'da|2026'da|від'їзд"),
        ("مكتبُ المواطنين", "مكتبُ|المواطنين"),
        (" .,– ", ""),
    ],
)
def test_words(text: str, found: str) -> None:
    """Parts of hyphenated words are words, suffixes after an apostrophe are not, French articles are."""
    assert "|".join(text[a:b] for a, b in words(text)) == found


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Anträge", "Antrag"),
        ("tr", "başvurunuzu", "Başvuru"),
        ("ar", "بالمكتب", "مكتب"),
        ("uk", "заяву", "Заява"),
        ("pl", "dowodu", "Dowód"),
        ("fr", "demandes", "demande"),
        ("tr", "2026'da", "2026"),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, one: str, other: str) -> None:
    """Case, accents, endings and suffixes are taken off."""
    assert stem(one, language) == stem(other, language)


def test_a_table_gives_back_what_was_written(tmp_path: Path) -> None:
    """Chances come back within a step of their byte; what is not there is 0; a broken file is named."""
    file = tmp_path / "xx.bin"
    entries = [Entry("amt", "office", 0.5, 0.25), Entry("amt", "daire", 0.01, 1.0), Entry("rat", "council", 1, 1)]
    write_table(file, entries)
    table = LexicalTable(file)
    ahead, back = table.chances("amt", ["office", "council", "daire"])
    assert ahead == pytest.approx([0.5, 0, 0.01], rel=0.04)
    assert back == pytest.approx([0.25, 0, 1.0], rel=0.04)
    assert ("amt" in table, "haus" in table) == (True, False)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ModelDamagedError, match="no lexical table of this version"):
        LexicalTable(file)
    with pytest.raises(ModelDamagedError, match=r"missing\.bin"):
        LexicalTable(tmp_path / "missing.bin")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_a_table(language: str) -> None:
    """A language without one would be aligned by looks alone."""
    assert "antrag" in LexicalTable(PACKAGED / f"{language}.bin")


@pytest.mark.parametrize(
    ("language", "german", "target", "expected"),
    [
        (
            "tr",
            "Den Antrag stellen Sie persönlich im Rathaus.",
            "Başvuruyu belediye binasında şahsen yaparsınız.",
            {"Başvuruyu": "Antrag", "belediye": "Rathaus", "şahsen": "persönlich"},
        ),
        (
            "ar",
            "Das Rathaus öffnet am Montag um 8 Uhr.",
            "يفتح مبنى البلدية يوم الاثنين في الساعة 8.",
            {"يفتح": "öffnet", "الاثنين": "Montag", "8": "8", "البلدية": "Rathaus"},
        ),
        (
            "uk",
            "Frau Aylin Demir wohnt in Duisburg.",
            "Пані Aylin Demir живе в Дуйсбурзі.",
            {"Aylin": "Aylin", "Demir": "Demir", "живе": "wohnt", "Дуйсбурзі": "Duisburg"},
        ),
    ],
)
def test_words_are_aligned(language: str, german: str, target: str, expected: dict[str, str]) -> None:
    """By meaning, by identity, by likeness across scripts, whatever the order."""
    found = read(german, target, LexicalAligner().align(german, target, language))
    assert {word: found.get(word) for word in expected} == expected


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from([*LANGUAGES, "xx"]))
def test_any_texts_can_be_aligned(source: str, target: str, language: str) -> None:
    """Links join words of the two texts; a target word's weights are positive and sum to no more than 1."""
    alignment = LexicalAligner().align(source, target, language)
    here, there = set(words(source)), set(words(target))
    total: dict[tuple[int, int], float] = {}
    for link in alignment:
        assert link.source in here
        assert link.target in there
        assert link.weight > 0
        total[link.target] = total.get(link.target, 0) + link.weight
    assert all(each <= 1 + 1e-9 for each in total.values())
    assert list(alignment) == sorted(alignment, key=lambda link: (link.target, -link.weight, link.source))


def test_what_is_not_changed_aligns_with_itself() -> None:
    """The k-th of equal words aligns with the k-th."""
    assert read("ja nein ja", "ja nein ja", identical("ja nein ja", "ja nein ja")) == {"ja": "ja", "nein": "nein"}
    assert best_sources(identical("ja nein ja", "ja ja"))[3, 5] == (8, 10)


def test_attention_becomes_links_between_whole_words() -> None:
    """Pieces are summed on the source's side, averaged on the target's; what looks at no word is not aligned."""
    source, target = "Das Rathaus", "town hall the x"
    alignment = from_attention(
        source,
        [(0, 3), (3, 8), (8, 11)],
        target,
        [(0, 4), (4, 7), (7, 9), (9, 13), (13, 15)],
        # Das, Rat, haus, end
        [
            [0.1, 0.6, 0.2, 0.1],
            [0.0, 0.3, 0.5, 0.2],
            [0.4, 0.2, 0.4, 0.0],
            [0.9, 0.0, 0.0, 0.1],
            [0.02, 0.0, 0.0, 0.98],
        ],
    )
    assert read(source, target, alignment) == {"town": "Rathaus", "hall": "Rathaus", "the": "Das"}
    hall = [link.weight for link in alignment if link.target == (5, 9)]
    assert hall == pytest.approx([0.7 / 0.9, 0.2 / 0.9])
    assert from_attention("", [], target, [(0, 4)], [[1.0]]) == ()
