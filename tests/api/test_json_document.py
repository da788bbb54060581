"""Only the texts that rules name change; every other value of a document stays equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from proxy.api.json_document import PathRule, fits, replaced, steps_of, texts

_NAMES = st.sampled_from(["title", "items", "a/b", "~", "0", "", "text"])
DOCUMENTS: st.SearchStrategy[JsonValue] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_NAMES, inner, max_size=3)),
    max_leaves=12,
)
STEPS = st.lists(st.one_of(_NAMES, st.sampled_from(["*", "**"])), min_size=1, max_size=4).map(tuple)
RULES = st.lists(st.builds(PathRule, STEPS, st.sampled_from(["text", "html", "keep"])), max_size=4)


@pytest.mark.parametrize(
    ("path", "place", "covers"),
    [
        ("/title", "/title", True),
        ("/title", "/other", False),
        ("/title", "/title/0", False),
        ("/items/*/title", "/items/0/title", True),
        ("/items/*/title", "/items/title", False),
        ("/items/*/title", "/items/0/more/title", False),
        ("/**/title", "/title", True),
        ("/**/title", "/items/0/title", True),
        ("/**", "/a/b/c", True),
        ("/a/**/b", "/a/b", True),
        ("/a/**/b", "/a/x/b/y/b", True),
        ("/a/**/b", "/a/x", False),
        ("/a~1b/~0", "/a~1b/~0", True),
    ],
)
def test_paths(path: str, place: str, covers: bool) -> None:
    assert fits(steps_of(path), steps_of(place)) is covers


def test_a_path_begins_with_a_slash() -> None:
    with pytest.raises(ValueError, match="must begin with a slash"):
        steps_of("items/*/title")


def test_the_later_rule_decides() -> None:
    document: JsonValue = {"title": "Amt", "code": "Amt", "body": "<b>Amt</b>"}
    rules = [PathRule(("**",), "text"), PathRule(("code",), "keep"), PathRule(("body",), "html")]
    assert [(each.text, each.kind) for each in texts(document, rules)] == [("Amt", "text"), ("<b>Amt</b>", "html")]
    assert replaced(document, rules, ["office", "<b>office</b>"]) == {
        "title": "office",
        "code": "Amt",
        "body": "<b>office</b>",
    }


@given(DOCUMENTS, RULES)
def test_the_same_texts_give_the_same_document(document: JsonValue, rules: list[PathRule]) -> None:
    found = texts(document, rules)
    assert replaced(document, rules, [each.text for each in found]) == document


@given(DOCUMENTS, RULES)
def test_other_texts_stand_where_the_found_ones_stood(document: JsonValue, rules: list[PathRule]) -> None:
    new = [f"new {number}" for number in range(len(texts(document, rules)))]
    assert [each.text for each in texts(replaced(document, rules, new), rules)] == new
