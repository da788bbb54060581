"""What an editor is told of a text before it is saved; filters in addresses; chips."""

from __future__ import annotations

import pytest
from entries import overrides, term
from hypothesis import given
from hypothesis import strategies as st

from glossary.live import NO_GLOSSARY, make_snapshot
from glossary.marked import MarkupError, check_marks
from glossary.overrides import Override
from glossary.term import Place
from proxy.desk.texts.checking import Trouble, check
from proxy.desk.texts.filters import TO_REVIEW, Filters, filters_of, filters_within, mark_of, written
from proxy.desk.texts.reading import OPEN
from proxy.desk.texts.register import Mark
from proxy.desk.texts.showing import chips_of, from_field, in_field, shown_pieces

HERE = Place("/amt/", "tr")
GERMAN = "Zum {a:1}Formular{/a:1} für {b:2}alle{/b:2}{br:3/}"
GOOD = "{b:2}Herkes{/b:2} için {a:1}form{/a:1}{br:3/}"


@pytest.mark.parametrize(
    ("target", "trouble", "marks"),
    [
        ("", Trouble.EMPTY, ()),
        ("{a:1}{/a:1}{b:2}{/b:2}{br:3/}", Trouble.EMPTY, ()),
        ("{a:1 form", Trouble.BRACES, ()),
        ("form { yok", Trouble.BRACES, ()),
        (GOOD.replace("{br:3/}", ""), Trouble.MISSING, ("{br:3/}",)),
        (GOOD + "{br:3/}", Trouble.SURPLUS, ("{br:3/}",)),
        (GOOD + "{i:9}x{/i:9}", Trouble.SURPLUS, ("{i:9}", "{/i:9}")),
        ("{a:1}form{b:2}{/a:1}herkes{/b:2}{br:3/}", Trouble.CROSSED, None),
        ("{/a:1}form{a:1}{b:2}herkes{/b:2}{br:3/}", Trouble.CROSSED, None),
        (GOOD + "\x07", Trouble.CONTROL, ()),
    ],
)
def test_what_cannot_be_saved(target: str, trouble: Trouble, marks: tuple[str, ...] | None) -> None:
    """Each kind has its own words, and names the marks."""
    refused = check(GERMAN, target, HERE, NO_GLOSSARY).refused
    assert refused is not None
    assert refused.trouble is trouble
    assert marks is None or refused.marks == marks


@given(overrides(), st.text(max_size=30))
def test_it_is_refused_exactly_where_an_override_would_be(override: Override, other: str) -> None:
    """Nothing that passes is refused when it is saved, nothing that could be saved is refused here."""
    for target in (override.target, other):
        refused = check(override.source, target, HERE, NO_GLOSSARY).refused
        try:
            check_marks(override.source, target)
            Override(override.source, "tr", target)
        except ValueError:
            assert refused is not None
        else:
            assert refused is None or refused.trouble in (Trouble.EMPTY, Trouble.CONTROL)


def test_checks_and_terms_are_doubts() -> None:
    """An editor may overrule them."""
    state = make_snapshot((term("Amt", tr="daire", id="1"),), (), ("tr",))
    good = check("Das Amt hat 3 Räume.", "Dairenin 3 odası var: daire.", HERE, state)
    assert (good.refused, good.findings, good.has_doubts) == (None, (), False)
    assert [(each.surface, each.kept, each.accepted) for each in good.terms] == [("Amt", True, ("daire",))]
    bad = check("Das Amt hat 3 Räume.", "Ofiste 4 oda var.", HERE, state)
    assert [each.check for each in bad.findings] == ["numbers"]
    assert [each.kept for each in bad.terms] == [False]
    assert bad.has_doubts


def test_chips_stand_for_marks() -> None:
    """Words between them as they are; doubled braces are words."""
    pieces = shown_pieces("{{x}} {a:1}Amt{/a:1}{code:2=x = 1}")
    assert [(each.text, each.mark) for each in pieces] == [
        ("{x} ", ""), ("open", "{a:1}"), ("Amt", ""), ("close", "{/a:1}"), ("x = 1", "{code:2=x = 1}"),
    ]  # fmt: skip
    assert [each.mark for each in chips_of(GERMAN)] == ["{a:1}", "{/a:1}", "{b:2}", "{/b:2}", "{br:3/}"]
    assert [each.text for each in shown_pieces("nur { eine")] == ["nur { eine"]


@given(overrides(), st.sampled_from(("ar", "tr")))
def test_a_text_comes_back_from_its_field(override: Override, language: str) -> None:
    """The letters that keep marks together in Arabic are not kept."""
    shown = in_field(override.target, language)
    assert from_field(shown) == override.target.strip()
    assert ("\u2066{a:1}\u2069" in shown) == (language == "ar")


def test_broken_marks_are_no_error_to_show() -> None:
    """Texts of pages may look as if they had marks."""
    with pytest.raises(MarkupError):
        check_marks("{a", "{a")
    assert check("{a", "b", HERE, NO_GLOSSARY).refused is not None


@given(
    st.builds(
        Filters,
        st.text(max_size=20).map(str.strip),
        st.sampled_from(("", "tr", "ar")),
        st.sampled_from(("", TO_REVIEW, "failed")),
        st.text(max_size=20).map(str.strip),
        st.text(max_size=5),
        st.text(max_size=5),
    )
)
def test_filters_come_back_from_an_address(filters: Filters) -> None:
    """Also where one address stands in another."""
    assert filters_within(filters.query, ("tr", "ar")) == filters


def test_filters_that_are_none_are_left_out() -> None:
    """What somebody types into an address."""
    filters = filters_of({"state": "nonsense", "language": "xx", "words": " a "}, ("tr",))
    assert filters == Filters("a", "", TO_REVIEW)
    assert filters.states == OPEN


@given(st.integers(0, 200), st.floats(0, 1), st.integers(0, (1 << 63) - 1))
def test_places_in_the_list_come_back(weight: int, certainty: float, number: int) -> None:
    """To the last digit."""
    mark = Mark(weight, certainty, number)
    assert mark_of(written(mark)) == mark


@pytest.mark.parametrize("text", ["", "x", "1_2", "1_x_3", "-1_0.5_3", "1_0.5_-3", "1_0.5_" + "9" * 30])
def test_places_that_are_none(text: str) -> None:
    """No error."""
    assert mark_of(text) is None
