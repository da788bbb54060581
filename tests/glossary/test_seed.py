"""The seed: translations by hand, for whole texts only."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary.seed import SeedError, SeedMemory, load_seed, normal

ENTRIES = [
    {"topic": "x", "de": "Kontakt", "tr": "İletişim", "en": "Contact"},
    {"de": "Rat\u00adhaus und  Bürger\n", "tr": "Belediye"},
    {"de": "Kontakt", "tr": "Temas"},
]

LOOKED_UP = [
    ("Kontakt", "tr", "İletişim"),
    ("Kontakt", "en", "Contact"),
    ("  Kontakt\n", "tr", "İletişim"),
    ("Kon\u00adtakt", "tr", "İletişim"),
    ("Rathaus\u00a0und Bürger", "tr", "Belediye"),
    ("Rathaus und Bürger", "en", None),
    ("kontakt", "tr", None),
    ("Kontakt.", "tr", None),
    ("Kontakt aufnehmen", "tr", None),
    ("Kontakt", "ar", None),
    ("Kontakt", "xx", None),
    ("", "tr", None),
]


@pytest.mark.parametrize(("text", "language", "expected"), LOOKED_UP)
def test_lookup(text: str, language: str, expected: str | None) -> None:
    """Only the whole text counts, apart from soft hyphens and white space; the first entry wins."""
    assert SeedMemory(ENTRIES, ["tr", "en", "ar"]).lookup(text, language) == expected


def test_length() -> None:
    """Its length is that of the language that has most."""
    assert len(SeedMemory(ENTRIES, ["tr", "en"])) == 2
    assert len(SeedMemory(ENTRIES, [])) == 0


@pytest.mark.parametrize("line", ["[]", "5", "{", '"x"', '{"en": "x"}', '{"de": 5}', '{"de": "x", "tr": null}', "null"])
def test_damaged(tmp_path: Path, line: str) -> None:
    """A line that is no entry is named, with what is wrong."""
    path = tmp_path / "own.jsonl"
    path.write_text('{"de": "a", "tr": "b"}\n\n' + line + "\n", "utf-8")
    with pytest.raises(SeedError, match=r"own\.jsonl, line 3"):
        load_seed(["tr"], path)


def test_own_file(tmp_path: Path) -> None:
    """A city may bring its own file, with empty lines, in any line ends."""
    path = tmp_path / "own.jsonl"
    path.write_bytes('{"de": "Müll", "tr": "çöp"}\r\n\r\n{"de": "Amt\u2028", "tr": "daire"}'.encode())
    seed = load_seed(["tr"], path)
    assert (seed.lookup("Müll", "tr"), seed.lookup("Amt", "tr")) == ("çöp", "daire")


def test_shipped() -> None:
    """The seed in the package is readable, covers all nine languages and leaves no text empty."""
    languages = ("en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr")
    seed = load_seed(languages)
    assert len(seed) > 100
    for code in languages:
        assert len(load_seed([code])) == len(seed)


def test_normal() -> None:
    """Texts are compared without what only typesetters see."""
    assert normal(" a\u00ad\u200bb\u00a0\n c ") == "ab c"
