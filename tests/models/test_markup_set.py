"""The bundled markup set is what it says it is."""

from __future__ import annotations

import re

import pytest

from models.alignment_lexical import LexicalAligner
from models.markup_set import alignment_score, languages, read_marked, read_set

CASES = read_set()
LATIN = "A-Za-z\u00c0-\u024f"
SCRIPTS = {"ar": "\u0600-\u06ff", "bg": "\u0400-\u04ff", "uk": "\u0400-\u04ff", "ru": "\u0400-\u04ff"}


def test_size_and_languages() -> None:
    """At least 200 segments, each once, in nine languages."""
    assert len({case.german for case in CASES}) == len(CASES) >= 200
    assert set(languages(CASES)) == set("en tr ar bg ro pl uk ru fr".split())


@pytest.mark.parametrize("language", languages(CASES))
def test_translations_have_the_same_elements(language: str) -> None:
    """Balanced, the same names, none empty that is not so in German, in the language's script."""
    for case in CASES:
        german, made = read_marked(case.german), read_marked(case.translations[language])
        assert set(german.places) == set(made.places), case.german
        for name, (start, end) in made.places.items():
            assert (start == end) is (german.places[name][0] == german.places[name][1])
            assert made.text[start:end] == made.text[start:end].strip()
        letters = re.findall(r"[^\W\d_]", re.sub(r"\S+@\S+|[A-Z]\S*[äöüß]\S*( [A-Z]\S+)?", "", made.text))
        script = re.findall(f"[{SCRIPTS.get(language, LATIN)}]", "".join(letters))
        assert len(script) >= 0.5 * len(letters), made.text


@pytest.mark.parametrize("written", ["<b>x", "x</b>", "<b><i>x</b></i>", "<b>x</b><b>y</b>"])
def test_broken_markup_is_refused(written: str) -> None:
    """What does not nest, or stands twice, is no case."""
    with pytest.raises(ValueError, match="in '"):
        read_marked(written)


def test_the_score_tells_a_good_alignment_from_none() -> None:
    """Links within an element count for it, links that cross its edge against it."""
    german, made = read_marked("Das <b>Haus</b> brennt"), read_marked("The <b>house</b> burns")
    aligner = LexicalAligner()
    right, whole = alignment_score(german, made, aligner.align(german.text, made.text, "en"))
    assert right / whole > 0.9
    turned = read_marked("The house <b>burns</b>")
    right, whole = alignment_score(german, turned, aligner.align(german.text, made.text, "en"))
    assert right / whole < 0.1
