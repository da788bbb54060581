"""A style sheet is turned by the rules of `proxy/mirror`, and nothing else in it changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.mirror.direction import knows_direction
from proxy.mirror.sheet import imports, mirrored, mirrored_declarations

TURNED = [
    ("margin-left:1px", "margin-right:1px"),
    ("LEFT : 0 !important", "right : 0 !important"),
    ("border-top-left-radius:1px", "border-top-right-radius:1px"),
    ("-moz-border-radius-topleft:1px", "-moz-border-radius-topright:1px"),
    ("float:left;clear:right", "float:right;clear:left"),
    ("text-align:-webkit-left", "text-align:-webkit-right"),
    ("margin:1px 2px 3px 4px", "margin:1px 4px 3px 2px"),
    ("margin:0 calc(1px + 2px) 0 auto!important", "margin:0 auto 0 calc(1px + 2px)!important"),
    ("inset:auto 0 auto 50%", "inset:auto 50% auto 0"),
    ("border-radius:1px 2px", "border-radius:2px 1px"),
    ("border-radius:1px 2px 3px", "border-radius:2px 1px 2px 3px"),
    ("border-radius:1px 2px 3px 4px / 1px 2px", "border-radius:2px 1px 4px 3px / 2px 1px"),
    ("box-shadow:1px 2px red, inset -1px 0 0 blue", "box-shadow:-1px 2px red, inset 1px 0 0 blue"),
    ("filter:drop-shadow(.5em 0 red)", "filter:drop-shadow(-.5em 0 red)"),
    ("transform:translate(-50%, 1px) rotate(45deg)", "transform:translate(50%, 1px) rotate(-45deg)"),
    ("transform:translateX(var(--x))", "transform:translateX(calc(-1 * (var(--x))))"),
    ("transform:matrix(1,2,3,4,5,6)", "transform:matrix(1,-2,-3,4,-5,6)"),
    ("translate:1px 2px", "translate:-1px 2px"),
    ("transform-origin:0 0", "transform-origin:100.0% 0"),
    ("transform-origin:10px 0", "transform-origin:calc(100% - 10px) 0"),
    ("object-position:20% 1px", "object-position:80% 1px"),
    ("background:url(a-left.png) no-repeat left 10px", "background:url(a-left.png) no-repeat right 10px"),
    ("background-position:33.3% top, right 1px top 2px", "background-position:66.7% top, left 1px top 2px"),
    ("background:linear-gradient(to right, red, blue)", "background:linear-gradient(to left, red, blue)"),
    ("background-image:linear-gradient(45deg,red,blue)", "background-image:linear-gradient(-45deg,red,blue)"),
    ("transition:left .3s, margin-left 1s", "transition:right .3s, margin-right 1s"),
    ("cursor:nw-resize", "cursor:ne-resize"),
    ("clip:rect(0,auto,1px,0)", "clip:rect(0,0,1px,auto)"),
]
KEPT = [
    "direction:ltr",
    "--left:left",
    "margin-inline-start:1px",
    "margin:1px 2px 3px",
    "background-position:-44px 0",
    "background-position:0 -44px",
    "background-position:0 0",
    "background:url(left.png) -10px -20px",
    "content:'left'",
    "animation:slide-left 1s",
    "transform:scaleX(-1)",
    "transform:translate(0,5px)",
    "background-image:linear-gradient(180deg,red,blue)",
    "box-shadow:var(--shadow)",
    "float:left/* rtl:ignore */",
    "text-indent:-9999px",
    "clip:rect(1px,1px,1px,1px)",
]


@pytest.mark.parametrize(("before", "after"), TURNED)
def test_declarations_are_turned(before: str, after: str) -> None:
    """Each kind of value has its rule, in a `style` attribute and in every kind of rule."""
    assert mirrored_declarations(before) == after
    assert mirrored(f"a{{{before}}}") == f"a{{{after}}}"
    for around in "@media print{@supports (left:0){a{&:hover{?}}}}", "@keyframes left{50%{?}}", "/**/a{}b>{?}":
        assert mirrored(around.replace("?", before)) == around.replace("?", after)


@pytest.mark.parametrize("text", KEPT)
def test_declarations_are_kept(text: str) -> None:
    """What follows the direction by itself, is the author's own, or would break, stays."""
    assert mirrored_declarations(text) == text


@pytest.mark.parametrize(
    "text",
    [
        ".left[title=left]:hover{}",
        "/* rtl:ignore */a{left:0}",
        "a{/*! @noflip */left:0}",
        "/*rtl:begin:ignore*/a{left:0}b{left:0}/*rtl:end:ignore*/",
        "@font-face{font-family:left}@page:left{margin-left:1cm}",
        "@import 'left.css';",
        "a{left",
        "a{left}}} b } ;;; {{ /* left:0",
        "\ufeff",
    ],
)
def test_sheets_are_kept(text: str) -> None:
    """Selectors, fonts, printed pages, what authors keep, and mistakes stay byte for byte."""
    assert mirrored(text) == text


def test_authors_may_say_the_value() -> None:
    """A value in a comment, as rtlcss reads it, is the value."""
    assert mirrored("a{b:url(x) /* rtl:url(y) */;left:0}") == "a{b: url(y);right:0}"


def test_ignoring_ends() -> None:
    """A comment keeps one statement only."""
    assert mirrored("/*rtl:ignore*/a{left:0}b{left:0}") == "/*rtl:ignore*/a{left:0}b{right:0}"
    assert mirrored("a{/*rtl:ignore*/left:0;left:1px}") == "a{/*rtl:ignore*/left:0;right:1px}"


def test_addresses_are_given_to_the_caller() -> None:
    """Every address is asked for once, quoted as CSS wants it; other text is not touched."""
    css = "@import 'a.css' print;@import url(b.css);@namespace url(x);a{background:url( 'c\".png' ) left;b:\"url(d)\"}"
    wanted = (
        '@import url("!a.css") print;@import url("!b.css");@namespace url(x);'
        'a{background:url("!c\\".png") right;b:"url(d)"}'
    )
    assert mirrored(css, lambda address, is_import: "!" + address) == wanted
    assert imports(css) == ("a.css", "b.css")


@pytest.mark.parametrize(
    ("css", "why"),
    [
        ("a{left:0}", ""),
        ("[dir='rtl'] a{left:0}", "has rules of its own for right to left"),
        ("a:dir(rtl){left:0}", "has rules of its own for right to left"),
        ("/* [dir=rtl] */a{left:0}", ""),
        ("a{margin-inline-start:0;}" * 11 + "a{left:0}", "is written in logical properties"),
        ("a{margin-inline-start:0;left:0;right:0}" * 11, ""),
    ],
)
def test_sheets_that_know(css: str, why: str) -> None:
    """A sheet that knows right to left by itself is told from one that does not."""
    assert knows_direction(css) == why


_PIECES = [declaration for row in TURNED for declaration in row] + KEPT
_ODD = ["@media print{", "}", "\r\n", "\f", "/* left */", "a{", ";", "'", "(", "\x00"]
_SHEETS = st.lists(
    st.sampled_from([*(f"a{{{each}}}" for each in _PIECES), *_ODD]),
    max_size=12,
).map("".join)


@given(_SHEETS)
def test_twice_is_once(css: str) -> None:
    """Turned twice a sheet is what it was, however broken it is, but for a radius that names three corners."""
    three = "border-radius:2px 1px 2px 3px", "border-radius:1px 2px 3px 2px"
    once = css.replace("border-radius:1px 2px 3px}", three[1] + "}")
    assert mirrored(mirrored(once)) == once.replace("LEFT", "left")


@given(st.text(st.sampled_from("ab{}()[];:,'\"\\/*\r\n\f\x00 -!@#%left.0"), max_size=40))
def test_any_text(css: str) -> None:
    """No text is refused; one without declarations of ours is not changed."""
    mirrored(css)
    mirrored_declarations(css)
