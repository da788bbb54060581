"""Reading, filtering, grouping and roughening of texts."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
import zstandard

from models.training.corpus import (
    LANGUAGES,
    PLACEHOLDERS,
    Noise,
    Text,
    group,
    in_script,
    is_label,
    is_sentence,
    read_collection,
    read_general,
    read_pairs,
    read_texts,
    reversed_pairs,
    roughen,
    varied,
    write_texts,
)  # fmt: skip

GOOD = ("Der Zug kommt heute leider etwas später an.", "The train will be a little late today.")


def test_the_collection_is_read_in_a_fixed_order(tmp_path: Path) -> None:
    """White space collapses, a language that is missing is left out."""
    path = tmp_path / "train.jsonl"
    entry = {"topic": "x", "de": " Guten  Tag ", "fr": "Bonjour", "en": "Hello\nthere"}
    path.write_text(json.dumps(entry) + "\n", encoding="utf-8")
    assert read_collection(path) == [Text("Guten Tag", (("en", "Hello there"), ("fr", "Bonjour")))]


@pytest.mark.parametrize(
    ("german", "answer"),
    [
        ("Der Zug kommt.", "The train is coming here."),
        ("Der Zug kommt heute um {time} Uhr an.", "The train arrives at {time} today."),
        ("Der Zug kommt heute leider <b>später</b> an.", "The train is late today."),
        ("Der Zug kommt heute leider etwas später an", "The train will be a little late today"),
        ("The train will be a little late today.", "The train will be a little late today."),
        ("The train will be a little late.", "Le train sera un peu en retard."),
        ("Der Zug kommt heute leider etwas später an.", "Late."),
        ("Siehe auch die Datei config.txt in dem Ordner.", "See the file config.txt in the folder."),
    ],
)
def test_what_is_no_proper_sentence_is_left_out(german: str, answer: str) -> None:
    """Short, with markup or placeholders, without a stop, not German, of unlike length, with file names."""
    assert is_sentence(*GOOD, "en")
    assert not is_sentence(german, answer, "en")


def test_the_script_must_be_right() -> None:
    """An untranslated string is no translation."""
    assert in_script("Поезд сегодня опоздает", "ru")
    assert not in_script(GOOD[1], "ru")
    assert not is_sentence(*GOOD, "ar")
    assert not in_script("12", "en")


def test_labels_are_short_and_plain() -> None:
    """As on buttons."""
    assert is_label("Nächste Seite", "Next page", "en")
    assert not is_label("Nächste Seite", "Next page…", "en")
    assert not is_label("nächste", "next", "en")
    assert not is_label("Nächste Seite bitte jetzt", "Next page please", "en")
    assert not is_label("Name", "Name", "en")


def test_pairs_are_grouped_by_german() -> None:
    """The first answer of a language stays; languages in their order."""
    found = group([("Ja", "fr", "Oui"), ("Nein", "fr", "Non"), ("Ja", "en", "Yes"), ("Ja", "fr", "Si")])
    assert found == [Text("Ja", (("en", "Yes"), ("fr", "Oui"))), Text("Nein", (("fr", "Non"),))]


def test_packed_and_plain_tables_read_alike(tmp_path: Path) -> None:
    """Lines with more or fewer than two columns are left out."""
    content = "Ja\tYes\nkaputt\nNein \t No\n"
    (tmp_path / "a.tsv").write_text(content, encoding="utf-8")
    (tmp_path / "b.tsv.zst").write_bytes(zstandard.compress(content.encode()))
    assert (
        list(read_pairs(tmp_path / "a.tsv"))
        == list(read_pairs(tmp_path / "b.tsv.zst"))
        == [("Ja", "Yes"), ("Nein", "No")]
    )


def test_general_texts_stand_in_several_languages(tmp_path: Path) -> None:
    """Sentences and labels of packages need that many languages, Tatoeba's do not."""
    for lang in LANGUAGES:
        latin = lang in {"en", "fr", "ro", "pl", "tr"}
        lines = f"{GOOD[0]}\t{GOOD[1]}\nNächste Seite\tNext page\n" if latin else "nichts\t\n"
        (tmp_path / f"packages.de-{lang}.tsv.zst").write_bytes(zstandard.compress(lines.encode()))
        (tmp_path / f"tatoeba.de-{lang}.tsv").write_text("Ich bin da.\tI am here.\n" if lang == "en" else "")
    tatoeba, sentences, labels = read_general(tmp_path)
    assert tatoeba == [Text("Ich bin da.", (("en", "I am here."),))]
    assert [t.german for t in sentences] == [GOOD[0]]
    assert [t.german for t in labels] == ["Nächste Seite"]


def test_noise() -> None:
    """All of it, none of it, and rarely by default."""
    rng = random.Random(1)  # noqa: S311
    assert roughen("Größe für Äpfel.", Noise(1, 1, 1), rng) == "groesse fuer aepfel"
    assert roughen("Größe.", Noise(0, 0, 0), rng) == "Größe."
    changed = sum(roughen("Größe.", Noise(), rng) != "Größe." for _ in range(2000))
    assert 100 < changed < 260


def test_texts_are_written_and_read(tmp_path: Path) -> None:
    """Line by line."""
    texts = [Text("Grüße", (("en", "Greetings"), ("ru", "Привет"))), Text("Leer", ())]
    write_texts(tmp_path / "x.jsonl", texts)
    assert read_texts(tmp_path / "x.jsonl") == texts


OPENING = Text("Um 10.15 Uhr in Raum 312, 2 Euro.", (("en", "At 10.15 in room 312, 2 euros."), ("ar", "10.15 312 2")))


def test_numbers_that_are_copied_become_others_on_all_sides() -> None:
    """The shape stays, a single digit stays; what an answer writes otherwise stays everywhere."""
    rng = random.Random(4)  # noqa: S311
    made = varied(OPENING, Noise(numbers=1.0), rng)
    found = re.fullmatch(r"Um (\d\d\.\d\d) Uhr in Raum (\d{3}), 2 Euro\.", made.german)
    assert found
    assert made != OPENING
    assert dict(made.answers) == {
        "en": f"At {found[1]} in room {found[2]}, 2 euros.",
        "ar": f"{found[1]} {found[2]} 2",
    }
    english = Text("Es kostet 28,80 Euro.", (("en", "It costs 28.80 euros."),))
    assert varied(english, Noise(numbers=1.0), rng) == english


def test_placeholders_stand_for_numbers_on_all_sides() -> None:
    """The same number is the same placeholder, another number another."""
    rng = random.Random(1)  # noqa: S311
    made = varied(
        Text("Von 10.15 bis 11.45, um 10.15.", (("en", "10.15 to 11.45, at 10.15"),)), Noise(placeholders=1.0), rng
    )
    first, second, third = re.fullmatch(r"Von (\S+) bis (\S+), um (\S+)\.", made.german).groups()  # type: ignore[union-attr]
    assert first == third != second
    assert dict(made.answers) == {"en": f"{first} to {second}, at {first}"}
    assert any(first == form.format(number) for form in PLACEHOLDERS for number in range(20))


def test_soft_hyphens_stand_within_long_words_of_the_german() -> None:
    """Short words and figures have none; without them the text is what it was."""
    made = roughen("Die Personalausweisbehörde im Amt 123456789012", Noise(0, 0, 0, soft_hyphens=1.0), random.Random(1))  # noqa: S311
    assert made.count("\u00ad") == 1
    assert made.replace("\u00ad", "") == "Die Personalausweisbehörde im Amt 123456789012"


def test_the_other_way_round() -> None:
    """Each answer with its German."""
    assert next(reversed_pairs([OPENING])) == ("en", "At 10.15 in room 312, 2 euros.", OPENING.german)
    assert len(list(reversed_pairs([OPENING]))) == 2
