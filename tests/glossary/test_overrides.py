"""Overrides: exact with marks, for a page or everywhere, for other numbers, and stale ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from entries import overrides
from hypothesis import given
from hypothesis import strategies as st

from glossary.database import Database
from glossary.errors import GlossaryError
from glossary.override_store import OverrideStore, from_plain, to_plain
from glossary.overrides import Override, OverrideMemory, stale


def memory(*entries: tuple[str, str], language: str = "tr") -> OverrideMemory:
    """A memory of texts for everywhere."""
    return OverrideMemory(Override(source, language, target) for source, target in entries)


@pytest.mark.parametrize(
    ("source", "asked", "text"),
    [
        ("Mehr", "Mehr", "Daha"),
        ("Mehr", "Me\u00adhr ", "Daha"),
        ("Mehr  lesen", "Mehr\u00a0lesen", "Daha"),
        ("Mehr", "mehr", None),
        ("Mehr", "Mehr dazu", None),
        ("Mehr {br:1/}", "Mehr ", None),
    ],
)
def test_exact(source: str, asked: str, text: str | None) -> None:
    """Only the whole text with its marks counts; soft hyphens and kinds of blanks do not matter."""
    target = "Daha{br:1/}" if "{" in source else "Daha"
    found = memory((source, target)).lookup(asked, "tr", "/seite")
    assert (found and found.text) == text


def test_the_page_before_everywhere_and_exact_before_numbers() -> None:
    """An override for the page wins over one for everywhere, an exact one over one with other numbers."""
    known = OverrideMemory(
        [
            Override("3 Treffer", "tr", "3 sonuç"),
            Override("3 Treffer", "tr", "3 isabet", "/suche"),
            Override("4 Treffer", "tr", "dört 4 sonuç"),
        ]
    )
    asked = (("3 Treffer", "/suche"), ("3 Treffer", "/x"), ("4 Treffer", "/suche"), ("5 Treffer", "/suche"))
    assert [getattr(known.lookup(text, "tr", page), "text", None) for text, page in asked] == [
        "3 isabet",
        "3 sonuç",
        "dört 4 sonuç",
        "5 isabet",
    ]
    assert known.lookup("3 Treffer", "en") is None


@pytest.mark.parametrize(
    ("language", "source", "target", "asked", "text"),
    [
        ("tr", "3 Treffer", "3 sonuç", "12 Treffer", "12 sonuç"),
        ("tr", "3 Treffer", "3 sonuç", "1 Treffer", None),
        ("pl", "3 Treffer", "3 wyniki", "4 Treffer", "4 wyniki"),
        ("pl", "3 Treffer", "3 wyniki", "12 Treffer", None),
        ("ar", "3 Treffer", "٣ نتائج", "4 Treffer", None),
        ("tr", "Seite 2 von 7", "7 sayfadan 2.", "Seite 5 von 9", "9 sayfadan 5."),
        ("tr", "Seite 2 von 2", "2 sayfadan 2.", "Seite 2 von 9", None),
        ("tr", "Seite 2 von 7", "7 sayfa", "Seite 3 von 8", None),
        ("tr", "{b:1}3{/b:1} Treffer", "{b:1}3{/b:1} sonuç", "{b:1}12{/b:1} Treffer", "{b:1}12{/b:1} sonuç"),
        ("tr", "{h2:1}3{/h2:1}", "{h2:1}3{/h2:1}", "{h3:1}3{/h3:1}", None),
        ("tr", "am 01.02.2026", "01.02.2026'da", "am 03.04.2027", "03.04.2027'da"),
        ("tr", "am 01.02.2026", "01.02.2026'da", "am 1.234", None),
        ("en", "2,50 Euro", "2.50 euros", "3,50 Euro", None),
        ("tr", "bis 1.234 Euro", "1.234 avroya kadar", "bis 1.23 Euro", None),
    ],
)
def test_other_numbers(language: str, source: str, target: str, asked: str, text: str | None) -> None:
    """One entry serves other numbers where they map one to one and ask for the same plural form."""
    found = memory((source, target), language=language).lookup(asked, language)
    assert (found and found.text) == text


def test_the_fingerprint_is_what_is_shown() -> None:
    """Two overrides that show the same have one fingerprint; another text has another."""
    first = memory(("3 Treffer", "3 sonuç")).lookup("4 Treffer", "tr")
    same = OverrideMemory([Override("4 Treffer", "tr", "4 sonuç", author="x")]).lookup("4 Treffer", "tr")
    other = memory(("4 Treffer", "4 isabet")).lookup("4 Treffer", "tr")
    assert first
    assert same
    assert other
    assert first.fingerprint == same.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("source", "target"),
    [("", "x"), (" \u00ad", "x"), ("x", " "), ("x\x00", "x"), ("x", "x\r"), ("{a:1}x{/a:1}", "x"), ("x", "{")],
)
def test_what_cannot_be_shown(source: str, target: str) -> None:
    """An override without text, with control characters or broken marks is refused."""
    with pytest.raises(GlossaryError):
        Override(source, "tr", target)


def test_stale() -> None:
    """An override whose German is gone is stale, with the new German beside it, until the old one is back."""
    kept = Override("Wir haben montags geöffnet.", "tr", "Pazartesi açığız.", "/amt", id="1")
    gone = Override("Karneval", "tr", "Karnaval", "/amt", id="2")
    numbered = Override("3 Treffer", "tr", "3 sonuç", "/amt", id="3")
    back = Override("Rathaus", "tr", "Belediye", "/amt", stale="?", id="4")
    others = [Override("x", "tr", "y", id="5"), Override("x", "tr", "y", "/x", id="6")]
    sources = ["Wir haben dienstags geöffnet.", "12 Treffer", "Rathaus"]
    assert stale([kept, gone, numbered, back, *others], "/amt", sources) == {
        "1": "Wir haben dienstags geöffnet.",
        "2": "?",
        "4": "",
    }


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[OverrideStore]:
    with closing(Database(tmp_path / "glossary.sqlite")) as database:
        yield OverrideStore(database)


def test_storing(store: OverrideStore) -> None:
    """One override for a text, language and page; marking stale is a change that loses nothing."""
    saved = store.save(Override("Mehr", "tr", "Daha", "/amt"), "Ayşe")
    with pytest.raises(GlossaryError, match="another override"):
        store.save(Override("Me\u00adhr", "tr", "Fazla", "/amt"), "Ben")
    store.save(Override("Mehr", "tr", "Fazla"), "Ben")
    assert store.mark_stale({saved.value.id: "Mehr dazu", "unknown": "?"}, "crawler") == 1
    now = store.get(saved.value.id)
    assert now
    assert (now.value.stale, now.value.author, now.value.target) == ("Mehr dazu", "Ayşe", "Daha")


@given(overrides())
def test_plain_values(override: Override) -> None:
    """An override is the same after being stored."""
    assert from_plain(to_plain(override)) == override


@given(st.lists(overrides(), max_size=4))
def test_every_override_is_found(known: list[Override]) -> None:
    """Each override is the answer to its own text, language and page; of equals the first."""
    filled = OverrideMemory(known)
    first = {each.key: each for each in reversed(known)}
    for each in known:
        found = filled.lookup(each.source, each.language, each.page)
        assert found
        assert found.override == first[each.key]
        assert found.exact
