"""Law 5: the nearest `lang` of every text is the language it is in; html5lib says which is nearest."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from page.oracle import browser_tree
from page.spoken import SPOKEN, numbered, some_german, spoken
from page.translators import Translation, Translator, german, marking, rewritten

from proxy.page.rewrite import Appearance
from translation.segment import Segment

# Code has no language to declare; a form's value and a fallback text are left as they are.
_UNDECLARED = {"code", "textarea", "math", "object"}


def assert_languages(source: str) -> None:
    """Each word is in the language that the page says, and only German words were translated."""
    out = rewritten(source, some_german, Appearance())
    before = {number: (text.language or "de")[:2] for number, _, text in spoken(source)}
    after = [word for word in spoken(out) if not _UNDECLARED.intersection(word[2].path)]
    for number, word, text in after:
        assert text.language[:2] == (before[number] if word == "deutsch" else "tr"), (number, out)
        assert word == "deutsch" or before[number] == "de", (number, out)


@given(SPOKEN)
def test_nearest_language(source: str) -> None:
    """Each word of a sloppy page is in the language that its page says, and only German words were translated."""
    assume(not has_copies(source))
    assert_languages(source)


def has_copies(source: str) -> bool:
    """Tell whether a browser makes copies of a misnested element that says its language.

    It also puts some of them around text that it has read already, which one pass cannot foresee.
    """
    copies = sum("lang" in node.attrib for node in browser_tree(source).iter())
    return copies > source.count("lang=") - source.count("xml:lang=")


MISNESTED = [
    "<p><b lang=en>deutsch<p>deutsch</b>deutsch",
    "<div><a lang=en></div>deutsch<p>deutsch</a>deutsch",
    "<p lang=en><b>deutsch<p>deutsch</b>deutsch",
    "<p lang=en><b>deutsch</p>deutsch<div>deutsch",
    "<b lang=en><i>deutsch</b>deutsch</i>deutsch",
    "<b><i lang=en>deutsch</b>deutsch</i>deutsch",
    "<a lang=en>deutsch<a>deutsch<a lang=de>deutsch",
    "<b lang=en><span>deutsch</b>deutsch</span>deutsch",
    "<span lang=en><div>deutsch</span>deutsch</div>deutsch</span>deutsch",
    "<table lang=en>deutsch<tr>deutsch<td>deutsch</table>deutsch",
    "<table><tr lang=en><td>deutsch<b>deutsch<td>deutsch</b>deutsch</table>deutsch",
    "<b lang=en><table><td>deutsch</b>deutsch</table>deutsch",
    "<ul><li lang=en>deutsch<li>deutsch<div><li>deutsch</ul>deutsch",
    "<dl><dt lang=en>deutsch<dd>deutsch<p><dt>deutsch</dl>deutsch",
    "<h2 lang=en>deutsch<h3>deutsch</h2>deutsch",
    "<button lang=en>deutsch<button>deutsch",
    "<form lang=en><div>deutsch</form>deutsch</div>deutsch",
    "<form lang=en>deutsch<form lang=de>deutsch</form>deutsch",
    "<tr lang=en>deutsch<td>deutsch",
    "<svg lang=en><g><p>deutsch",
    "<q lang=en><svg><g></q>deutsch",
    "<div lang=en><svg></div>deutsch",
    "<svg lang=en><title/><desc lang=de><p>deutsch</svg>deutsch</desc><text>deutsch</svg>deutsch",
    "<body lang=en>deutsch</body>deutsch</html>deutsch",
    "<select><option lang=en>deutsch<option>deutsch<optgroup><option>deutsch</select>deutsch",
    "<ruby lang=en>deutsch<rt lang=de>deutsch<rt>deutsch</ruby>deutsch",
    "</b></p></div></td>deutsch</span>deutsch",
]


@pytest.mark.parametrize("body", MISNESTED)
@pytest.mark.parametrize(
    "shell", ["<!doctype html><html lang=de>{}", "<!doctype html><html lang=de><title>deutsch</title>{}"]
)
def test_misnested(shell: str, body: str) -> None:
    """Sloppy markup is understood as a browser understands it."""
    assert_languages(numbered(shell.format(body)))


@given(SPOKEN)
def test_no_word_lost(source: str) -> None:
    """Every word of the page is still there, once."""
    out = rewritten(source, some_german, Appearance())
    assert sorted(number for number, _, _ in spoken(out)) == sorted(number for number, _, _ in spoken(source))


@given(SPOKEN)
def test_all_german(source: str) -> None:
    """A page of which nothing could be translated says nothing but what it said."""
    assert rewritten(source, german) == source


def only(word: str) -> Translator:
    """A translator that leaves segments with `word` German and shouts the others."""

    def translate(segment: Segment) -> Translation:
        if word in segment.text:
            return None
        return tuple(part.upper() if isinstance(part, str) else part for part in segment.parts)

    return translate


# What stands on the page, what becomes of it where the segments with "bleibt" stay German; the language is Arabic.
MARKED = [
    ("<p>bleibt</p><p>geht</p>", '<p><span lang="de" dir="ltr">bleibt</span></p><p>GEHT</p>'),
    ("<p> bleibt <b>fett</b>\n</p>geht", '<p> <span lang="de" dir="ltr">bleibt <b>fett</b></span>\n</p>GEHT'),
    ("<p><b>bleibt</b></p>geht", '<p><b><span lang="de" dir="ltr">bleibt</span></b></p>GEHT'),
    ("<p>bleibt <b>x</p>geht", None),
    ("<title>bleibt</title>geht", '<title lang="de" dir="ltr">bleibt</title>GEHT'),
    (
        "<select><option value=1>bleibt<option value=2>geht</select>",
        '<select><option lang="de" dir="ltr" value=1>bleibt<option value=2>GEHT</select>',
    ),
    (
        "<svg><text>bleibt <tspan>x</tspan></text><title>bleibt</title></svg>geht",
        '<svg><text lang="de">bleibt <tspan>x</tspan></text><title lang="de" dir="ltr">bleibt</title></svg>GEHT',
    ),
    ('<img alt="bleibt">geht', '<img lang="de" alt="bleibt">GEHT'),
    ('<img alt="bleibt" title="geht">geht', '<img lang="de" alt="bleibt" title="geht">GEHT'),
    ('<img lang=de alt="bleibt">geht', '<img lang="de" alt="bleibt">GEHT'),
    ('<a title="bleibt">geht</a>', '<a title="bleibt">GEHT</a>'),
    ('<iframe title="bleibt"></iframe>geht', '<iframe lang="de" title="bleibt"></iframe>GEHT'),
    ('<object aria-label="bleibt">x</object>geht', '<object lang="de" aria-label="bleibt">x</object>GEHT'),
    ('<iframe lang=de title="geht"></iframe>geht', '<iframe lang=de title="geht"></iframe>GEHT'),
    (
        '<button aria-label="bleibt"><svg><path d=""/></svg></button>geht',
        '<button lang="de" aria-label="bleibt"><svg><path d=""/></svg></button>GEHT',
    ),
    (
        '<button aria-label="bleibt" title="geht"></button>geht',
        '<button lang="de" aria-label="bleibt" title="geht"></button>GEHT',
    ),
    (
        '<p>geht</p><p><a title="bleibt">bleibt</a></p>',
        '<p>GEHT</p><p><a lang="de" title="bleibt"><span lang="de" dir="ltr">bleibt</span></a></p>',
    ),
    ('<a title="bleibt"><img alt="geht"></a>', '<a title="bleibt"><img alt="GEHT"></a>'),
    ('<i title="bleibt"><p></p></i>geht', '<i title="bleibt"><p></p></i>GEHT'),
    ('<i title="bleibt"><i></i></i>geht', '<i title="bleibt"><i></i></i>GEHT'),
    ('<i title="bleibt"><!-- --></i>geht', '<i title="bleibt"><!-- --></i>GEHT'),
    ('<b title="bleibt">geht', '<b title="bleibt">GEHT'),
    (
        '<textarea title="bleibt"></textarea>geht',
        '<textarea title="bleibt"></textarea>GEHT',
    ),
    ('<p lang="de-DE">geht</p>', '<p lang="ar">GEHT</p>'),
    ('<p lang="de">bleibt</p>geht', '<p lang="ar"><span lang="de" dir="ltr">bleibt</span></p>GEHT'),
    ('<option lang="de">bleibt</option>geht', '<option dir="ltr" lang="de">bleibt</option>GEHT'),
    (
        '<p>bleibt <i lang="de-AT">heuer</i></p>geht',
        '<p><span lang="de" dir="ltr">bleibt <i lang="de-AT">heuer</i></span></p>GEHT',
    ),
    ('<p lang="en">stays</p>geht', '<p lang="en">stays</p>GEHT'),
    ('<p translate="no">bleibt</p>geht', '<p lang="de" dir="ltr" translate="no">bleibt</p>GEHT'),
    ("<p class=notranslate>bleibt</p>geht", '<p lang="de" dir="ltr" class=notranslate>bleibt</p>GEHT'),
    ("<pre>bleibt</pre>geht", '<pre lang="de" dir="ltr">bleibt</pre>GEHT'),
    ("<code>x = 1</code>", "<code>x = 1</code>"),
    ('<p translate="no" lang="de">bleibt</p>geht', '<p translate="no" lang="de">bleibt</p>GEHT'),
    (
        "<noscript><p>bleibt</p></noscript>geht",
        '<noscript><p><span lang="de" dir="ltr">bleibt</span></p></noscript>GEHT',
    ),
]


@pytest.mark.parametrize(("source", "expected"), [row for row in MARKED if row[1]])
def test_marks(source: str, expected: str) -> None:
    """What stays German says so, on an element around it or on its own."""
    assert rewritten(source, only("bleibt"), Appearance(), "ar") == expected


PAGES = [
    ("<!doctype html><html lang=de><p>Wort", '<html lang="tr">'),
    ("<!doctype html><html><p>Wort", '<html lang="tr">'),
    ('<!doctype html><html lang="de-DE" xml:lang="de-DE"><p>Wort', '<html lang="tr" xml:lang="tr">'),
    ('<!doctype html><html lang=""><p>Wort', '<html lang="tr">'),
    ("<!doctype html><title>Wort</title><p>Wort", '<!doctype html><html lang="tr">'),
    ("<!-- x --><head><title>Wort</title></head><body>Wort", '<!-- x --><html lang="tr"><head>'),
    ("<!doctype html><html lang=en><p>Word", "<html lang=en>"),
    ("<!doctype html><html translate=no lang=de><p>Wort", "<html translate=no lang=de>"),
    ("<!doctype html><html translate=no><p>Wort", '<html lang="de" translate=no>'),
]


@pytest.mark.parametrize(("source", "expected"), PAGES)
def test_root(source: str, expected: str) -> None:
    """The page says its new language, if it spoke German and was translated."""
    out = rewritten(source, marking, Appearance())
    assert expected in out
    assert browser_tree(out).get("lang") in {"tr", "en", "de"}


def test_right_to_left() -> None:
    """A page in Arabic reads from right to left, and its German parts from left to right."""
    out = rewritten("<!doctype html><html lang=de dir=ltr><p>geht<p>bleibt", only("bleibt"), Appearance(), "ar")
    assert '<html lang="ar" dir="rtl">' in out
    assert '<span lang="de" dir="ltr">bleibt</span>' in out


@pytest.mark.parametrize("named", ["", "deutsch", "german", "ger", "deu", "x", "12", "de_DE"])
def test_a_page_that_names_no_language(named: str) -> None:
    """A page whose language is no language tag is in the city's language, and gets a true one."""
    out = rewritten(f'<!doctype html><html lang="{named}"><p>geht', only("bleibt"), Appearance())
    assert '<html lang="tr">' in out
    assert "GEHT" in out


def test_a_page_in_another_language_is_left_alone() -> None:
    """A language tag that exists is believed."""
    assert "geht" in rewritten("<!doctype html><html lang=nds><p>geht", only("bleibt"), Appearance())
