"""Hypothesis strategies for pages: well-formed ones as trees, sloppy ones as rows of whatever stands in pages."""

from __future__ import annotations

from hypothesis import strategies as st

BLOCKS = (
    "div",
    "p",
    "section",
    "ul",
    "li",
    "h2",
    "h3",
    "blockquote",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "th",
    "form",
)
INLINES = ("a", "b", "em", "i", "span", "strong", "small", "font", "label", "abbr", "q", "time", "u", "sup", "code")
ODD = (
    "noscript",
    "button",
    "caption",
    "tbody",
    "colgroup",
    "nobr",
    "details",
    "summary",
    "figure",
    "figcaption",
    "main",
    "nav",
    "template",
    "object",
    "body",
    "head",
    "html",
    "fieldset",
    "legend",
    "ruby",
    "rt",
    "pre",
    "address",
    "center",
    "custom-element",
)
VOIDS = ("br", "img", "input", "hr", "wbr", "meta", "link", "col", "embed")

WORDS = st.sampled_from(
    [
        "Straße",
        "Bürgeramt öffnet",
        "und",
        " ",
        "\n",
        "\r\n  ",
        "\t",
        "&amp;",
        "&auml;",
        "&nbsp;",
        "&#8364;",
        "&notit;",
        "&",
        "Rat\u00adhaus",
        "😀",
        "שלום",
        "مرحبا",
        "12,50 €",
        "x > y",
        "]]>",
        "Ende\r",
        "\udce4",
        "a\x00b",
    ]
)
TEXT = st.lists(WORDS, min_size=1, max_size=4).map("".join)
CHARACTERS = st.characters(exclude_characters="<>&", codec="utf-8")
TEXTS = st.one_of(TEXT, st.text(CHARACTERS, min_size=1, max_size=8))

_VALUES = st.sampled_from(
    ["", "x", "Wort für Wort", "a&amp;b", "1", "/pfad/?a=1&b=2", "#", "de", "no", "notranslate", "ja\r\nnein"]
)
_NAMES = st.sampled_from(
    [
        "class",
        "id",
        "title",
        "alt",
        "href",
        "data-x",
        "value",
        "name",
        "placeholder",
        "aria-label",
        "type",
        "style",
        "TITLE",
    ]
)


@st.composite
def attributes(draw: st.DrawFn) -> str:
    """Up to three attributes, quoted in every way, some of them twice."""
    written = []
    for name in draw(st.lists(_NAMES, max_size=3)):
        value = draw(_VALUES)
        bare = value and not any(character in " \r\n\"'=<>`" for character in value)
        forms = [f'{name}="{value}"', f"{name} = '{value}'", name] + ([f"{name}={value}"] if bare else [])
        written.append(draw(st.sampled_from(forms)))
    return "".join(" " + each for each in written)


_RAW = st.sampled_from(
    [
        "<script>if (a < b && c > d) { e = '<p>nein</p>'; }</script>",
        '<script type="application/ld+json">{"name": "Müller & Söhne", "x": "</p>"}</script>',
        "<style>p > a { content: '<b>' }</style>",
        "<textarea name=t>Entwurf <b>x</b>\n&amp; mehr</textarea>",
        "<title>Titel &amp; mehr</title>",
        "<template><p>Vorlage</p></template>",
        "<noscript><p>Bitte <b>einschalten</b>!</noscript>",
        "<select name=s><option>Eins<option value=2 selected>Zwei</select>",
        "<select><optgroup label=Gruppe><option>Drei</optgroup></select>",
        "<svg viewBox='0 0 1 1'><title>Bild</title><text x=1>Schrift <tspan>fein</tspan></text><path d=''/></svg>",
        "<svg><style>a{}</style><title/><desc>Wort</desc><foreignObject><p>Innen</p></foreignObject></svg>",
        "<math><mi>x</mi><mo>&lt;</mo><mtext>wenn</mtext></math>",
        "<!-- Kommentar <b> -->",
        "<!doctype html>",
        "<![CDATA[ roh ]]>",
        "<?php echo 1 ?>",
        "</>",
        "<!>",
        "</ nichts>",
        "< kein Tag",
        "<iframe src=/karte title=Karte>Ersatz</iframe>",
        "<input type=submit value=Senden><input type=hidden name=token value=Geheim>",
        "<input type=submit name=a value=Weiter><button name=b value=c>Los</button>",
        '<a href="/amt" translate="no">Amt <b>Mitte</b></a>',
        '<p lang="en">English <i lang="de">deutsch</i> text</p>',
        "<table><tr><td>Zelle<td>Zelle</table>",
        "<table>Streuner<tr><td>Zelle</table>",
        "<p>Offen <b>fett <i>beides</b> schräg</i> aus",
    ]
)
_TAGS = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(BLOCKS + INLINES + ODD), attributes()),
    st.builds("</{}>".format, st.sampled_from(BLOCKS + INLINES + ODD)),
    st.builds("<{}{}>".format, st.sampled_from(INLINES), attributes()),
    st.builds("</{}>".format, st.sampled_from(INLINES)),
    st.builds("<{}{}/>".format, st.sampled_from(VOIDS), attributes()),
)
_CUT = st.sampled_from(
    ["", "", "", "<", "<p", "<p title='x", "<!--", "</b", "&", "<script>", "<textarea>", "<plaintext>"]
)

SLOPPY = st.builds("{}{}".format, st.lists(st.one_of(TEXTS, TEXTS, _TAGS, _TAGS, _RAW), max_size=16).map("".join), _CUT)
"""Pieces of pages in no order, perhaps cut off in the middle of a tag."""

_LEAVES = st.one_of(
    TEXT,
    TEXT,
    st.builds("<{}{}/>".format, st.sampled_from(("br", "img", "wbr", "input")), attributes()),
    st.just("<!-- Kommentar -->"),
)
_INLINE = st.recursive(
    _LEAVES,
    lambda children: st.builds(
        "<{0}{1}>{2}</{0}>".format,
        st.sampled_from(("b", "em", "i", "span", "strong", "small", "q", "u", "sup", "mark")),
        attributes(),
        st.lists(children, max_size=3).map("".join),
    ),
    max_leaves=6,
)
_PARAGRAPHS = st.builds(
    "<{0}{1}>{2}</{0}>\n".format,
    st.sampled_from(("p", "h2", "div", "li", "td", "figcaption", "blockquote", "dd")),
    attributes(),
    st.lists(_INLINE, max_size=4).map("".join),
)
_HOLDERS = {"li": "<ul>{}</ul>", "td": "<table><tr>{}</tr></table>", "dd": "<dl>{}</dl>"}


def _held(paragraph: str) -> str:
    name = paragraph[1:].partition(">")[0].split()[0]
    return _HOLDERS.get(name, "{}").format(paragraph)


_BODY = st.lists(_PARAGRAPHS.map(_held), max_size=5).map("".join)
PAGES = st.builds(
    (
        '<!DOCTYPE html>\n<html lang="de">\n<head><meta charset="utf-8"><title>{}</title></head>\n'
        "<body>\n{}\n</body>\n</html>\n"
    ).format,
    TEXT.map(lambda text: text.replace("<", "")),
    _BODY,
)
"""Well-formed pages: every element closed, nothing where it must not stand."""

ANY = st.one_of(SLOPPY, PAGES, st.builds("<!doctype html><html lang=de><head></head><body>{}".format, SLOPPY))


def tree_safe(text: str) -> str:
    """Without what a byte-oriented oracle cannot hold: lone surrogates and NUL."""
    return text.replace("\udce4", "ä").replace("\x00", "")
