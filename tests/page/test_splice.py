"""Splicing: untouched source is copied, edited spans are replaced, attributes are set however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page.oracle import browser_tree

from proxy.page.splice import Edit, OverlappingEditsError, apply, attribute_edit, escape_attribute, escape_text

SOURCE = "abcdefghij"

APPLIED = [
    ("nothing", [], SOURCE),
    ("replaced", [Edit(2, 4, ("X",), "")], "abXefghij"),
    ("removed", [Edit(0, 10, (), "")], ""),
    ("inserted at both ends", [Edit(0, 0, ("<",), ""), Edit(10, 10, (">",), "")], "<abcdefghij>"),
    ("insertions in order", [Edit(3, 3, ("1",), ""), Edit(3, 3, ("2",), "")], "abc12defghij"),
    ("insertion before replacement", [Edit(3, 5, ("X",), ""), Edit(3, 3, ("1",), "")], "abc1Xfghij"),
    ("insertion after replacement", [Edit(3, 5, ("X",), ""), Edit(5, 5, ("1",), "")], "abcX1fghij"),
    ("neighbours", [Edit(3, 5, ("X",), ""), Edit(5, 6, ("Y",), "")], "abcXYghij"),
    ("kept piece", [Edit(2, 8, ("X", (4, 6), "Y"), "")], "abXefYij"),
    ("kept pieces in another order", [Edit(2, 8, ((6, 8), (2, 4)), "")], "abghcdij"),
    ("edit in a kept piece", [Edit(2, 8, ((6, 8), "-", (2, 4)), ""), Edit(3, 4, ("D",), "")], "abgh-cDij"),
    ("edit in what is dropped", [Edit(2, 8, ((6, 8),), ""), Edit(3, 4, ("D",), "")], "abghij"),
    ("insertion between kept pieces", [Edit(2, 8, ((2, 4), (4, 8)), ""), Edit(4, 4, ("!",), "")], "abcd!efghij"),
]


@pytest.mark.parametrize(("edits", "expected"), [row[1:] for row in APPLIED], ids=[row[0] for row in APPLIED])
def test_apply(edits: list[Edit], expected: str) -> None:
    """Edits apply, also inside of pieces that another edit keeps."""
    assert apply(SOURCE, edits) == expected


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(2, 5, ("X",), "a"), Edit(4, 6, ("Y",), "b")],
        [Edit(2, 5, ((2, 5),), "a"), Edit(4, 6, ("Y",), "b")],
        [Edit(2, 12, ("X",), "a")],
        [Edit(2, 8, ((2, 8),), "a"), Edit(3, 5, ("X",), "b"), Edit(4, 6, ("Y",), "c")],
    ],
)
def test_overlapping(edits: list[Edit]) -> None:
    """Two edits of the same piece are a fault, and say which."""
    with pytest.raises(OverlappingEditsError, match="lies across"):
        apply(SOURCE, edits)


# tag, attribute, what the tag becomes with the value `n"eu & <x>`
TAGS = [
    ("<p>", "lang", "<p @>"),
    ("<p >", "lang", "<p @ >"),
    ("<br/>", "lang", "<br @/>"),
    ("<img src=/x/>", "alt", "<img @ src=/x/>"),
    ("<img src='/x'/>", "alt", "<img @ src='/x'/>"),
    ("<option value=>", "lang", "<option @ value=>"),
    ("<img alt>", "alt", "<img @>"),
    ("<img alt=>", "alt", "<img @>"),
    ('<img alt="">', "alt", "<img @>"),
    ("<img alt='a>b' src=x>", "alt", "<img @ src=x>"),
    ("<img\n\talt = x\n src=y>", "alt", "<img\n\t@\n src=y>"),
    ("<img ALT=x>", "alt", "<img @>"),
    ("<img alt=x alt=y>", "alt", "<img @ alt=y>"),
    ("<img data-alt=x alt=y>", "alt", "<img data-alt=x @>"),
    ("<img title='alt=x' alt=y>", "alt", "<img title='alt=x' @>"),
    ("<img/alt=x/>", "alt", "<img/@>"),
    ("<img a=b/alt=x>", "alt", "<img @ a=b/alt=x>"),
    ('<img a="b"alt="c">', "alt", '<img a="b"@>'),
    ("<img =alt alt=x>", "alt", "<img =alt @>"),
    ("<img a\"b='c' alt=x>", "alt", "<img a\"b='c' @>"),
    ("<svg viewBox='0 0 1 1' xlink:href=x>", "xlink:href", "<svg viewBox='0 0 1 1' @>"),
    ("<p x\u00a0lang=1>", "lang", "<p @ x\u00a0lang=1>"),
    ("<p x=a\u00a0lang=b>", "lang", "<p @ x=a\u00a0lang=b>"),
    ("<p x=\"a\nlang='b'\">", "lang", "<p @ x=\"a\nlang='b'\">"),
]


@pytest.mark.parametrize(("tag", "name", "expected"), TAGS)
def test_attribute_edit(tag: str, name: str, expected: str) -> None:
    """An attribute is set in its place, or added, in every style of writing a tag."""
    written = f'{name}="n&quot;eu &amp; &lt;x&gt;"'
    source = f"vor{tag}nach"
    edit = attribute_edit(source, (3, 3 + len(tag)), name, 'n"eu & <x>', "test")
    assert apply(source, [edit]) == "vor" + expected.replace("@", written) + "nach"


_PIECES = st.sampled_from(
    ["a", "lang", "LANG", "=", " ", "\n", "'", '"', "/", "x", "b='c'", 'd="e"', "f=g", "lang='h'"]
)


@given(st.lists(_PIECES, max_size=10).map("".join), st.text("ab\"'<>&= /", max_size=5))
def test_set_attribute_reads_back(inside: str, value: str) -> None:
    """However sloppy a tag is, an attribute that is set is the one that a browser reads, and no other changes."""
    source = f"<p {inside}>"
    before = browser_tree(source + "</p>").find(".//p")
    if before is None or before.text or source.count(">") > 1 or not _is_whole(source):
        return
    after = browser_tree(apply(source, [attribute_edit(source, (0, len(source)), "lang", value, "")])).find(".//p")
    assert after is not None
    assert dict(after.attrib) == {**before.attrib, "lang": value}


def _is_whole(tag: str) -> bool:
    """Tell whether a browser sees the tag end where it ends here."""
    return [node.tag for node in browser_tree(tag + "<hr>").iter()][-1] == "hr"


@given(st.text())
def test_escapes(text: str) -> None:
    """Nothing in an escaped text ends a text or an attribute."""
    assert not set(escape_text(text)) & set("<>")
    assert not set(escape_attribute(text)) & set('<>"')
