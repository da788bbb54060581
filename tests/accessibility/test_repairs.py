"""Each repair does what the table in docs/accessibility.md says, once, and only where it is provably right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page.generated import ANY

from proxy.accessibility.repairs import Repairs, log, repaired
from proxy.accessibility.rules import NAMES, RULES
from proxy.links import SiteLinks
from proxy.page import rewrite
from proxy.page.reader import read
from proxy.page.splice import apply
from translation.languages import language

_APPROVED = {"iframe: /karte": "خريطة المدينة", "field: q": "بحث"}
_HEAD = "<!doctype html><html lang=ar dir=rtl><head></head><body>"
_SKIP = '<a class="stadtlotse-skip" translate="no" href="#{}">{}</a>'
_AR = "الانتقال إلى المحتوى"


def mended(source: str, code: str = "ar", off: tuple[str, ...] = ()) -> str:
    """Return a page with its repairs and nothing else."""
    repairs = Repairs(frozenset(off), _APPROVED.get)
    return apply(source, repaired(source, language(code), read(source, "de"), repairs))


TABLE = [
    # rule, before, after
    ("lang", "<html xml:lang=ar>", '<html lang="ar" xml:lang=ar>'),
    ("lang", "<html lang=en xml:lang=en>", None),
    ("xml-lang", '<p lang="en" xml:lang="de">x</p>', '<p dir="ltr" lang="en" xml:lang="en">x</p>'),
    ("xml-lang", '<p lang="en-GB" xml:lang="en" dir=ltr>x</p>', None),
    ("dir", "<p lang=en>x</p>", '<p dir="ltr" lang=en>x</p>'),
    ("dir", "<p lang=fa>x</p>", None),
    ("dir", "<p lang=en dir=auto>x</p>", None),
    ("zoom", '<meta name=viewport content="width=device-width, user-scalable=no">', "width=device-width"),
    ("zoom", '<meta name=viewport content="maximum-scale=1.0,initial-scale=1">', "initial-scale=1"),
    ("zoom", '<meta name="Viewport" content="user-scalable=0; minimum-scale=1">', "minimum-scale=1"),
    ("zoom", '<meta name=viewport content="width=device-width, maximum-scale=5, user-scalable=yes">', None),
    ("autoplay", "<video autoplay controls src=a>", "<video  controls src=a>"),
    ("autoplay", "<audio controls autoplay=autoplay>", "<audio controls >"),
    ("autoplay", "<video autoplay>", None),
    ("autoplay", "<video autoplay muted controls>", None),
    ("frame-title", "<iframe src=/karte?x=1></iframe>", '<iframe title="خريطة المدينة" src=/karte?x=1></iframe>'),
    ("frame-title", "<iframe src=/anders></iframe>", None),
    ("frame-title", "<iframe src=/karte title=Karte></iframe>", None),
    ("field-label", "<select name=q></select>", '<select aria-label="بحث" name=q></select>'),
    ("field-label", "<label for=a>Suche</label><select id=a name=q></select>", None),
    ("field-label", "<label>Suche <select name=q></select></label>", None),
    ("field-label", "<input type=hidden name=q>", None),
    ("field-label", "<select name=anders></select>", None),
    ("field-direction", "<input type=email>", '<input dir="ltr" type=email>'),
    ("field-direction", "<textarea name=t></textarea>", '<textarea dir="auto" name=t></textarea>'),
    ("field-direction", "<input type=search dir=rtl>", None),
    ("field-direction", "<input type=checkbox>", None),
]


@pytest.mark.parametrize(("rule", "before", "after"), TABLE)
def test_rules(rule: str, before: str, after: str | None) -> None:
    """A fault is mended; what is no fault, or cannot be mended without guessing, stays byte for byte."""
    out = mended(before)
    if after is None:
        assert out == before
    else:
        assert after in out
        assert mended(before, off=(rule, "dir")) == before


MAINS = [
    ("<nav>x</nav><main id=haupt>y</main>", _SKIP.format("haupt", _AR)),
    ("<nav>x</nav><div id=content>y</div>", _SKIP.format("content", _AR)),
    ("<nav>x</nav><div role=main>y</div>", _SKIP.format("stadtlotse-main", _AR)),
    ("<nav>x</nav><main>y</main><main>z</main>", ""),
    ("<nav>x</nav><div>y</div>", ""),
    ("<a href=#a>Zum Inhalt</a><nav>x</nav><main id=a>y</main>", ""),
    ("<ul><li><a href=#a>Zum Inhalt</a></ul><main id=a>y</main>", ""),
]


@pytest.mark.parametrize(("body", "link"), MAINS)
def test_skip_link(body: str, link: str) -> None:
    """A skip link comes first where the page has none and its main part is beyond doubt."""
    out = mended(_HEAD + body)
    assert out.startswith(_HEAD + link)
    assert ("stadtlotse-skip" in out) == bool(link)
    if "stadtlotse-main" in link:
        assert '<div id="stadtlotse-main" role=main>' in out


def test_left_to_right_pages_are_left_alone() -> None:
    """Fields need no direction in a page that runs as German does; an Arabic passage does."""
    assert mended("<input type=email><textarea></textarea>", "tr") == "<input type=email><textarea></textarea>"
    assert mended("<p lang=ar>x</p>", "tr") == '<p dir="rtl" lang=ar>x</p>'


@given(ANY, st.sampled_from(["ar", "tr"]))
def test_twice_is_once(source: str, code: str) -> None:
    """A page that is mended needs no mending."""
    once = mended(source, code)
    assert mended(once, code) == once


@given(ANY)
def test_switched_off(source: str) -> None:
    """With all rules off a page stays byte for byte."""
    assert mended(source, off=NAMES) == source


def test_log() -> None:
    """Each repair is in the page's change log with rule, clause, place, before and after."""
    body = b'<!doctype html><html lang=de><head>\n<meta name=viewport content="user-scalable=no"></head><body><p>Amt'
    page = rewrite.take_apart(body, "text/html; charset=utf-8", "de")
    links = SiteLinks("tr", "https://www.stadt.example", frozenset(), (), ("tr",))
    written = rewrite.put_together(page, [("Daire",)], "/", links, rewrite.Appearance(), (Repairs(),))
    (line,) = log(page.document.source, written.changes)
    assert (line.rule, line.clause, line.line, line.column) == ("zoom", "9.1.4.4", 2, 21)
    assert (line.before, line.after) == ('content="user-scalable=no"', 'content=""')


def test_every_rule_is_documented() -> None:
    """Names are unique, and each rule has a criterion of WCAG 2.1 and a sentence."""
    assert len(set(NAMES)) == len(NAMES)
    assert all(rule.does and rule.criterion.count(".") == 2 for rule in RULES)
