"""Reading a page: what is a segment and what is not, which attributes people read, where links lead."""

from __future__ import annotations

import pytest

from proxy.page.exclusions import Exclusions
from proxy.page.reader import read
from translation.segment import Part, TagKind

_SIGNS = {
    TagKind.OPEN: "<{}>",
    TagKind.CLOSE: "</{}>",
    TagKind.VOID: "<{}/>",
    TagKind.STRAY: "<!{}>",
    TagKind.ATOM: "[{}]",
}


def shown(parts: tuple[Part, ...]) -> str:
    """Show the parts of a segment: texts and tags, and the text of atoms."""
    return "".join(
        part if isinstance(part, str) else _SIGNS[part.kind].format(part.text or part.name) for part in parts
    )


def segments(source: str, *selectors: str) -> list[str]:
    """The segments of a page, shown."""
    return [shown(unit.segment.parts) for unit in read(source, "de", Exclusions.of(selectors)).texts]


SEGMENTS = [
    ("", []),
    (" \n ", []),
    ("Wort", ["Wort"]),
    ("<p>Eins</p><p>Zwei</p>", ["Eins", "Zwei"]),
    ("<p>Eins<p>Zwei", ["Eins", "Zwei"]),
    ("<p> Eins \n zwei\t</p>", ["Eins zwei"]),
    ("<p>10\u00a0Uhr\u2003und</p>", ["10\u00a0Uhr\u2003und"]),
    ("<p>M&uuml;ll &amp; &lt;Wert&gt;</p>", ["Müll & <Wert>"]),
    ("<p>Ein <b>fettes</b> Wort</p>", ["Ein <b>fettes</b> Wort"]),
    ("<p><b>Nur fett</b></p>", ["Nur fett"]),
    ("<p><a href=x><b>Nur</b> das</a></p>", ["<b>Nur</b> das"]),
    ("<p><img> Bild <br></p>", ["Bild"]),
    ("<p>Eins<br>zwei</p>", ["Eins<br/>zwei"]),
    ("<p><b>Eins</b> <i>zwei</i></p>", ["<b>Eins</b> <i>zwei</i>"]),
    ("<p>Eins <b></b></p>", ["Eins"]),
    ("<p>Eins<!-- x -->zwei</p>", ["Eins<#comment/>zwei"]),
    ("<p>Eins <b>zwei</p><p>drei</b> vier", ["Eins <b>zwei", "drei</b> vier"]),
    ("<p>Eins</b> zwei", ["Eins<!b> zwei"]),
    ("<p>Eins <b>zwei <i>drei</b> vier</i>", ["Eins <b>zwei <i>drei</b> vier</i>"]),
    ("Eins<div>zwei</div>drei", ["Eins", "zwei", "drei"]),
    ("<ul><li>Eins<li>zwei<ul><li>drei</ul>vier</ul>", ["Eins", "zwei", "drei", "vier"]),
    ("<dl><dt>Eins<dd>zwei</dl>", ["Eins", "zwei"]),
    ("<table><tr><td>Eins<td>zwei<tr><th>drei</table>vier", ["Eins", "zwei", "drei", "vier"]),
    ("<label>Name <input></label> Hilfe", ["Name", "Hilfe"]),
    ("<button>Los</button><button>Halt</button>", ["Los", "Halt"]),
    ("<select><option>Eins<option>zwei</select>", ["Eins", "zwei"]),
    ("<title>Titel &amp; mehr</title>", ["Titel & mehr"]),
    ("<details><summary>Mehr</summary>Text</details>", ["Mehr", "Text"]),
    ("<figure><img><figcaption>Bild</figcaption></figure>", ["Bild"]),
    ("<ruby>Wort<rt>Lesung</ruby>", ["Wort<rt>Lesung"]),
    ("<custom-element>Wort</custom-element>", ["Wort"]),
    ("<svg><title>Titel</title><text>Text <tspan>fein</tspan></text></svg>", ["Titel", "Text <tspan>fein</tspan>"]),
    ("<svg><title/><text>Text</text></svg>Wort", ["Text", "Wort"]),
    ("<svg><text><![CDATA[a>b]]></text></svg>Wort", ["Wort"]),
    ("<svg>verborgen<p>Wort", ["Wort"]),
    ("<noscript><p>Ohne <b>Skript</b></p></noscript>", ["Ohne <b>Skript</b>"]),
    ("<p lang=en><noscript><p lang=de>Wort</noscript>", ["Wort"]),
    ("<table>vor<tr><td>Zelle</table>", ["vor", "Zelle"]),
]


@pytest.mark.parametrize(("source", "expected"), SEGMENTS)
def test_segments(source: str, expected: list[str]) -> None:
    """A segment is a block's text with the inline markup inside of it."""
    assert segments(source) == expected


EXCLUDED = [
    ("<p translate=no>nein</p><p>ja</p>", ["ja"]),
    ("<div translate=no><p>nein<p translate=yes>ja</div>", ["ja"]),
    ('<p translate="NO">nein', []),
    ("<p translate>ja", ["ja"]),
    ("<p class='a notranslate b'>nein", []),
    ("<p class=notranslated>ja", ["ja"]),
    ("<p class=nein translate=yes>ja", ["ja"]),
    ("<pre>nein</pre><script>nein</script><style>nein</style>", []),
    ("<textarea>nein</textarea><template><p>nein</p></template>", []),
    ("<iframe>nein</iframe><object>nein</object><canvas>nein</canvas>", []),
    ("<math><mtext>nein</mtext></math>", []),
    ("<p>Das <code>git</code> hier", ["Das [git] hier"]),
    ("<p><code>git</code>", []),
    ("<p>Amt <span translate=no>Mitte <b>am</b> Ring</span> bleibt", ["Amt [Mitte am Ring] bleibt"]),
    ("<p>Das <i lang=en>Sharing</i> hier", ["Das [Sharing] hier"]),
    ("<p lang=en>nein<p>ja", ["ja"]),
    ("<p lang=en>nein <i lang=de>ja</i> nein <i lang=de>auch</i>", ["ja", "auch"]),
    ("<div lang=en><p>nein<p lang=de-CH>ja</div>", ["ja"]),
    ("<p lang=de_DE>ja", ["ja"]),
    ("<p lang=DE>ja", ["ja"]),
    ("<p xml:lang=en>nein", []),
    ("<p lang=de xml:lang=en>ja", ["ja"]),
    ("<html lang=en><p>nein", []),
    ("<html lang=''><p>ja", ["ja"]),
    ("<!-- nein --><?php nein ?><![CDATA[nein]]>", []),
]


@pytest.mark.parametrize(("source", "expected"), EXCLUDED)
def test_excluded(source: str, expected: list[str]) -> None:
    """Code, other languages and what says so itself stay as they are."""
    assert segments(source) == expected


SELECTED = [
    ("address", "<address>nein</address>ja"),
    (".name", "<p class='x name'>nein</p>ja"),
    ("#impressum", "<p id=impressum>nein</p>ja"),
    ("p.name", "<p class=name>nein</p><div class=name>ja</div>"),
    ("p.name.kurz", "<p class='kurz name'>nein</p><p class=name>ja</p>"),
    ("P", "<p>nein</p>ja"),
]


@pytest.mark.parametrize(("selector", "source"), SELECTED)
def test_selectors(selector: str, source: str) -> None:
    """A city may leave out elements by name, class and id."""
    assert segments(source, selector) == ["ja"]


# tag, the attributes that people read of it
ATTRIBUTES = [
    ('<img alt="Bild" title="Mehr" src="x">', {"alt": "Bild", "title": "Mehr"}),
    ('<img alt="">', {}),
    ('<img alt=" \n Viele   Blanks ">', {"alt": "Viele Blanks"}),
    ('<a title="Mehr" href="/x" name="Wort" rel="Wort">', {"title": "Mehr"}),
    ('<p title="Mehr" alt="nein" data-title="nein" placeholder="nein">', {"title": "Mehr"}),
    (
        '<div aria-label="Menü" aria-description="D" aria-roledescription="R" aria-labelledby="nein">',
        {"aria-label": "Menü", "aria-description": "D", "aria-roledescription": "R"},
    ),
    ('<div aria-valuetext="halb" aria-placeholder="P">', {"aria-valuetext": "halb", "aria-placeholder": "P"}),
    ('<input placeholder="Name" value="nein" name="nein">', {"placeholder": "Name"}),
    ('<input type="submit" value="Senden">', {"value": "Senden"}),
    ('<input type="SUBMIT" value="Senden">', {"value": "Senden"}),
    ('<input type="submit" name="a" value="nein">', {}),
    ('<input type="button" name="a" value="Los">', {"value": "Los"}),
    ('<input type="reset" value="Leeren">', {"value": "Leeren"}),
    ('<input type="image" alt="Los" value="nein">', {"alt": "Los"}),
    ('<input type="hidden" value="nein">', {}),
    ('<button value="nein" title="Mehr">', {"title": "Mehr"}),
    ('<textarea placeholder="Ihr Text" title="Mehr">', {"placeholder": "Ihr Text", "title": "Mehr"}),
    ('<th abbr="Kurz">', {"abbr": "Kurz"}),
    ('<td abbr="nein">', {}),
    ('<track label="Untertitel">', {"label": "Untertitel"}),
    ('<optgroup label="Gruppe">', {"label": "Gruppe"}),
    ('<option label="Kurz" value="nein">', {"label": "Kurz"}),
    ('<table summary="Inhalt">', {"summary": "Inhalt"}),
    ('<abbr title="Bürgerbüro">', {"title": "Bürgerbüro"}),
    ('<iframe title="Karte">', {"title": "Karte"}),
    ('<object aria-label="Karte"></object>', {"aria-label": "Karte"}),
    ('<canvas aria-label="Karte" class=x>', {"aria-label": "Karte"}),
    ('<object aria-label="nein" translate="NO">', {}),
    ('<iframe title="nein" class="a notranslate b">', {}),
    ('<div translate=no><iframe title="nein"></iframe></div>', {}),
    ('<iframe title="nein" lang="de">', {}),
    ('<iframe title="nein" lang="en">', {}),
    ('<iframe title="Karte" translate="yes">', {"title": "Karte"}),
    ('<code title="nein">', {}),
    ('<svg aria-label="Wappen">', {"aria-label": "Wappen"}),
    ('<area alt="Mitte">', {"alt": "Mitte"}),
    ('<meta name="description" content="Inhalt">', {"content": "Inhalt"}),
    ('<meta name="Keywords" content="a, b">', {"content": "a, b"}),
    ('<meta property="og:title" content="Titel">', {"content": "Titel"}),
    ('<meta name="twitter:description" content="Titel">', {"content": "Titel"}),
    ('<meta name="author" content="nein"><meta name="robots" content="nein">', {}),
    ('<meta property="og:image" content="nein"><meta itemprop="x" content="nein">', {}),
    ('<link rel="alternate" title="Neues" href="/rss">', {"title": "Neues"}),
    ('<img alt="nein" lang="en">', {}),
    ('<img alt="nein" translate="no">', {}),
    ('<div translate=no><img alt="nein">', {}),
    ('<p TITLE="Mehr" title="nein">', {"title": "Mehr"}),
]


@pytest.mark.parametrize(("source", "expected"), ATTRIBUTES)
def test_attributes(source: str, expected: dict[str, str]) -> None:
    """People read some attributes, everywhere or on some elements."""
    assert {unit.name: unit.segment.text for unit in read(source, "de").attributes} == expected


LINKS = [
    ('<a href="/x">', ["/x"]),
    ("<a href=/x><area href=y><form action=z>", ["/x", "y", "z"]),
    ("<button formaction=/x><input formaction=/y><iframe src=/z></iframe>", ["/x", "/y", "/z"]),
    ("<img src=/x><script src=/x></script><link rel=stylesheet href=/x>", []),
    ("<link rel=canonical href=/x><link rel='next' href=/y>", ["/x", "/y"]),
    ("<link rel=alternate hreflang=en href=/x>", []),
    ("<div translate=no><a href=/x>", ["/x"]),
    ("<p lang=en><a href=/x>", ["/x"]),
    ("<noscript><a href=/x></noscript>", ["/x"]),
    ("<svg><a href=/x><title/></svg><a href=/y>", ["/x", "/y"]),
    ("<a>", []),
]


@pytest.mark.parametrize(("source", "expected"), LINKS)
def test_links(source: str, expected: list[str]) -> None:
    """Links to pages are found wherever they stand, links to files are not."""
    assert [link.value for link in read(source, "de").links] == expected


def test_spans() -> None:
    """A segment knows where each of its parts stands in the source, white space around it left out."""
    source = "<p>\n Ein <b>fettes</b> Wort \n</p>"
    [unit] = read(source, "de").texts
    assert [source[start:end] for start, end in unit.spans] == ["Ein ", "<b>", "fettes", "</b>", " Wort"]
    assert source[slice(*unit.holder)] == "<p>"
