"""What one sees on a control is in its name, in translation as in German (WCAG 2.5.3); html5lib says what one sees."""

from __future__ import annotations

import codecs
import re
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page.oracle import browser_tree, name
from page.translators import Translation, Translator, rewritten, translated

from proxy.page.rewrite import Appearance, take_apart
from translation.segment import Segment


def by_table(table: dict[str, str]) -> Translator:
    """Translate what stands in a table; everything else stays German."""

    def translate(segment: Segment) -> Translation:
        if not all(part in table for part in segment.parts if isinstance(part, str)):
            return None
        return tuple(table[part] if isinstance(part, str) else part for part in segment.parts)

    return translate


TABLE = {
    "Kultur": "Kültür",
    "Kul\u00adtur": "Kültür",
    "Kultur und Freizeit": "Sanat ve boş zaman",
    "Bereich Kultur öffnen": "Sanat bölümünü aç",
    "Bereich Kultur schließen": "Kültür bölümünü kapat",
    "Zum Bereich ": "Bölüm: ",
    "Zum Bereich": "Şu bölüme",
    "KULTUR": "SANAT",
    "Suchen": "Ara",
    "Jetzt Suchen": "Şimdi bul",
    "×": "×",
    "Schließen": "Kapat",
    "Bereich × schließen": "Kapat",
    "Freizeit": "Boş zaman",
    " und ": " ve ",
    "Mehr": "Daha",
    "Termine: Kultur (neu)": "Yeni etkinlikler",
}

# What stands on the page, and what the control says then; what is not in the table stays German.
NAMES = [
    ('<a href=/x aria-label="Bereich Kultur öffnen">Kultur</a>', "Kültür – Sanat bölümünü aç"),
    ('<a href=/x aria-label="Bereich Kultur schließen">Kultur</a>', "Kültür bölümünü kapat"),
    ('<a href=/x aria-label="Bereich  Kultur öffnen"><b>Kul&shy;tur</b></a>', "Kültür – Sanat bölümünü aç"),
    ('<button aria-label="Bereich Kultur öffnen"><b>Kultur</b></button>', "Kültür – Sanat bölümünü aç"),
    ('<button aria-label="Bereich Kultur öffnen">\n <span>Kultur</span>\n</button>', "Kültür – Sanat bölümünü aç"),
    ('<summary aria-label="Bereich Kultur öffnen">Kultur</summary>', "Kültür – Sanat bölümünü aç"),
    ('<div role="tab" aria-label="Bereich Kultur öffnen">Kultur</div>', "Kültür – Sanat bölümünü aç"),
    ('<p>Zum Bereich <a href=/x aria-label="Bereich Kultur öffnen">Kultur</a></p>', "Kültür – Sanat bölümünü aç"),
    ('<a href=/x aria-label="Bereich Kultur öffnen"><h3>Kultur</h3></a>', "Kültür – Sanat bölümünü aç"),
    ('<a href=/x aria-label="Kultur und Freizeit">Kultur<b> und </b>Freizeit</a>', "Kültür ve Boş zaman"),
    ('<a href=/x aria-label="kultur">KULTUR</a>', "SANAT"),
    ('<a href=/x aria-label="Termine: Kultur (neu)">Kultur</a>', "Kültür – Yeni etkinlikler"),
    ('<input type=button value="Suchen" aria-label="Jetzt Suchen">', "Ara – Şimdi bul"),
    # A name that did not hold the text, or a text that is no word, is left alone.
    ('<a href=/x aria-label="Bereich Kultur öffnen">Mehr</a>', "Sanat bölümünü aç"),
    ('<button aria-label="Bereich × schließen">×</button>', "Kapat"),
    ('<button aria-label="Schließen"></button>', "Kapat"),
    # What is no control is not named by its text.
    ('<section aria-label="Bereich Kultur öffnen">Kultur</section>', "Sanat bölümünü aç"),
    # A name that stayed German has the translated text in front of it, and gives way to it where it is the same.
    ('<a href=/x aria-label="Alles zu Kultur">Kultur</a>', "Kültür – Alles zu Kultur"),
    ('<a href=/x aria-label="kultur">Kultur</a>', "Kültür"),
    # A text that stayed German keeps its name German, which the element says.
    ('<a href=/x aria-label="Kultur und Freizeit">und Freizeit</a>', "Kultur und Freizeit"),
    ('<a href=/x aria-label="Bereich Kultur öffnen">Bereich</a>', "Bereich Kultur öffnen"),
    # Blocks in it: it is not clear that all of it is German.
    ('<a href=/x aria-label="Bereich Kultur öffnen"><p>Bereich</p></a>', "Bereich – Sanat bölümünü aç"),
]


def controls(page: str) -> list[Element]:
    """Return the elements with a name, in order."""
    return [node for node in browser_tree(page).iter() if node.get("aria-label")]


@pytest.mark.parametrize(("source", "expected"), NAMES)
def test_name(source: str, expected: str) -> None:
    """A name that held the text in German holds it in translation."""
    assert [node.get("aria-label") for node in controls(rewritten(f"<p>Kultur</p>{source}", by_table(TABLE)))] == [
        expected
    ]


def test_german_throughout() -> None:
    """An element that is German throughout says so; one with a translated picture in it does not."""
    link = '<a href=/x aria-label="Bereich Kultur öffnen">Bereich{}</a><p>Kultur</p>'
    said = [
        controls(rewritten(link.format(inside), by_table(TABLE), Appearance()))[0].get("lang")
        for inside in ("", "<br>", '<img alt="Kultur">', "<svg><path/></svg>", "<!-- x -->")
    ]
    assert said == ["de", "de", None, "de", None]


def test_change_log() -> None:
    """The change log tells a name that was put together from one that was translated."""
    page = '<a href=/x aria-label="Bereich Kultur öffnen">Kultur</a><a href=/y aria-label="Suchen"></a>'
    written = translated(take_apart(page.encode(), "text/html; charset=utf-8", "de"), by_table(TABLE))
    assert [edit.reason for edit in written.changes if "aria-label" in str(edit.pieces)] == ["label", "words"]


def seen(node: Element) -> str:
    """Return the words that one reads on an element, in small letters."""
    return " ".join(re.findall(r"\w+", "".join(node.itertext()).casefold()))


def named(node: Element) -> str:
    """Return the words of an element's name, in small letters."""
    return " ".join(re.findall(r"\w+", (node.get("aria-label") or "").casefold()))


_WORDS = st.lists(st.sampled_from(["amt", "bleibt", "Suche", "Rat", "×", "(neu)"]), min_size=1, max_size=3).map(
    " ".join
)


@st.composite
def control(draw: st.DrawFn) -> str:
    """A control, alone or in a sentence, whose name mostly holds what one reads on it."""
    text = draw(_WORDS)
    label = draw(st.sampled_from(["{}", "Zu {} gehen", "{} öffnen", "Menü bleibt {}", "Anderes"])).format(text)
    inside = draw(st.sampled_from(["{}", "<b>{}</b>", " <i><b>{}</b></i>\n", "<p>{}</p>", "{}<img alt=bleibt>"]))
    kind = draw(st.sampled_from(["a href=/x", "button", "summary", "span role=link", "div role=tab"]))
    around = draw(st.sampled_from(["{}", "<p>{}</p>", "<div>Hier {} dort</div>", "<ul><li>{}</ul>"]))
    element = f'<{kind} aria-label="{label}">{inside.format(text)}</{kind.split()[0]}>'
    return around.format(element)


def some(segment: Segment) -> Translation:
    """Leave segments with `bleibt` German, and write the words of all others by their place in the segment."""
    if "bleibt" in segment.text:
        return None
    size = len(segment.parts) + len(segment.text)
    return tuple(f"{codecs.encode(part, 'rot13')}{size} " if isinstance(part, str) else part for part in segment.parts)


@given(st.lists(control(), min_size=1, max_size=4).map("".join))
def test_text_stays_in_the_name(source: str) -> None:
    """Whatever a translator makes of the two, a name that held the text holds it still; nothing else has changed."""
    source = f"<!doctype html><title>Wort</title><body>{source}"
    out = rewritten(source, some)
    before, after = (list(browser_tree(page).iter()) for page in (source, out))
    after = [node for node in after if not (name(node) == "span" and node.attrib == {"lang": "de"})]
    assert [name(node) for node in before] == [name(node) for node in after]
    for old, new in zip(before, after, strict=True):
        if old.get("aria-label") and seen(old) and seen(old) in named(old):
            assert seen(new) in named(new), out
        if new.get("lang") == "de":
            assert seen(new) == seen(old), out
            assert [each.attrib.get("aria-label") for each in (old, new) if "aria-label" in new.attrib] in (
                [],
                [old.get("aria-label")] * 2,
            )
