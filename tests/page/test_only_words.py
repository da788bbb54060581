"""Law 2: a translated page differs from the origin's in words and in what its change log names, and in nothing else."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from page.generated import ANY, PAGES, tree_safe
from page.oracle import READABLE, browser_outline, browser_tree, plain_outline
from page.translators import Translation, marking, rewritten, translated

from proxy.page.rewrite import Appearance, take_apart
from proxy.page.splice import apply
from translation.segment import Segment

_WORDS = {"words", "label", "option"}
_CAPTIONS = READABLE | {"value"}


def without_options(outline: list[object]) -> list[object]:
    """Leave out captions of buttons, an option's value and a form's encoding: named by the change log, tested below."""
    return [
        (each[0], [pair for pair in each[1] if pair[0] not in {"value", "accept-charset"}])
        if isinstance(each, tuple) and each[0] in ("option", "input", "form")
        else each
        for each in outline
    ]


@given(ANY.map(tree_safe))
def test_browser_tree(source: str) -> None:
    """A browser builds the same tree, however sloppy the page."""
    out = rewritten(source, marking)
    before, after = (without_options(browser_outline(browser_tree(page))) for page in (source, out))
    assert before == after


@given(ANY.map(tree_safe))
def test_plain_tree(source: str) -> None:
    """Tags, comments and code stand in the same order, as they were written."""
    out = rewritten(source, marking)
    assert without_options(plain_outline(source)) == without_options(plain_outline(out))


@given(ANY.map(tree_safe))
def test_change_log(source: str) -> None:
    """With everything of ours on the page, the logged edits are all that was done."""
    page = take_apart(source.encode(), "text/html; charset=utf-8", "de")
    written = translated(page, marking, Appearance())
    if written.changes:
        assert written.body.decode() == apply(page.document.source, written.changes)
    only_words = apply(page.document.source, [edit for edit in written.changes if edit.reason in _WORDS])
    assert only_words == rewritten(source, marking)


def without_ours(page: str) -> list[object]:
    """The outline of a page after taking out what we add."""
    root = browser_tree(page)
    for parent in list(root.iter()):
        for child in list(parent):
            kind = child.get("class", "") if isinstance(child.tag, str) else ""
            if kind.startswith("stadtlotse") or (child.tag == "link" and child.get("rel", "").split()[0] in _OURS):
                parent.remove(child)
    return browser_outline(root, _CAPTIONS | {"lang", "dir", "href", "action", "charset", "formaction", "src"})


_OURS = {"stylesheet", "canonical", "alternate"}


@given(PAGES.map(tree_safe), st.sampled_from(["tr", "ar"]))
def test_ours_taken_out(source: str, language: str) -> None:
    """A well-formed page is itself again after what we add is taken out."""
    assert without_ours(rewritten(source, marking, Appearance(), language)) == without_ours(source)


def test_sample_city(city_pages: dict[str, tuple[bytes, str]]) -> None:
    """Pages of the sample city keep everything but their words."""
    for path, (body, content_type) in list(city_pages.items())[::3]:
        page = take_apart(body, content_type, "de")
        before = page.document.source
        after = translated(page, marking).body.decode()
        assert without_options(plain_outline(after)) == without_options(plain_outline(before)), path


@pytest.mark.parametrize("path", ["/", "/maengelmelder/", "/termin/schritt-1"])
def test_data(city_pages: dict[str, tuple[bytes, str]], path: str) -> None:
    """With all of ours on it, a page holds the same scripts, style sheets, texts of forms and hidden values."""
    page = take_apart(*city_pages[path], "de")
    assert data(translated(page, marking, Appearance(), "ar").body.decode()) == data(page.document.source)


def data(page: str) -> list[str]:
    """Everything of a page that a program reads."""
    tree = BeautifulSoup(page, "html.parser")
    code = [each.decode_contents() for each in tree.find_all(["script", "style", "textarea", "template"])]
    return code + [str(each.attrs) for each in tree.find_all("input", type=["hidden", "radio", "checkbox"])]


KEPT = [
    '<input type="hidden" name="token" value="Geheim">',
    '<input type="submit" name="aktion" value="Weiter">',
    '<input type="text" value="Musterstraße">',
    '<input type="checkbox" value="Ja">',
    '<textarea name="text">Mein Text\n &amp; mehr</textarea>',
    '<div data-title="Titel" data-text="Text" id="Straße" class="Rathaus" name="Amt"></div>',
    '<script type="application/ld+json">{"name": "Stadt Ruhrhafen", "description": "Rathaus &amp; mehr"}</script>',
    "<style>a::before { content: 'Pfeil' }</style>",
    "<!-- Kommentar -->",
    "<template><p>Vorlage</p></template>",
    '<param name="Titel" value="Wort">',
    '<meta name="author" content="Erika Muster">',
    '<object title=""><p>Ersatz</p></object>',
    "<math><mtext>wenn</mtext></math>",
    '<iframe srcdoc="<p>Wort</p>"></iframe>',
    '<button value="Senden"></button>',
    '<input type="image" name="los" value="Los">',
    "<svg><style>/* Wort */</style><metadata>Wort</metadata></svg>",
    '<a href="#Übersicht" onclick="alert(\'Wort\')"></a>',
]


@pytest.mark.parametrize("html", KEPT)
def test_kept(html: str) -> None:
    """What programs read stays as it is, between translated words."""
    assert rewritten(f"<p>Wort</p>{html}<p>Wort</p>", upper) == f"<p>WORT</p>{html}<p>WORT</p>"


def upper(segment: Segment) -> Translation:
    """Shout."""
    return tuple(part.upper() if isinstance(part, str) else part for part in segment.parts)


OPTIONS = [
    ("<option>Ja</option>", '<option value="Ja">JA</option>'),
    ("<option value=1>Ja</option>", "<option value=1>JA</option>"),
    ('<option value="">Bitte wählen</option>', '<option value="">BITTE WÄHLEN</option>'),
    ("<option>\n  Zwei\n  Wörter </option>", '<option value="Zwei Wörter">\n  ZWEI WÖRTER </option>'),
    ("<option selected>Ja<option>Nein", '<option value="Ja" selected>JA<option value="Nein">NEIN'),
    (
        "<option>A &amp; &quot;B&quot; Wort</option>",
        '<option value="A &amp; &quot;B&quot; Wort">A &amp; "B" WORT</option>',
    ),
    ("<option>10&nbsp;Wort</option>", '<option value="10\u00a0Wort">10\u00a0WORT</option>'),
    ("<option label=Kurz>Lang</option>", '<option value="Lang" label="KURZ">LANG</option>'),
    ("<option translate=no>Ja</option>", "<option translate=no>Ja</option>"),
]


@pytest.mark.parametrize(("option", "expected"), OPTIONS)
def test_options_submit_the_same(option: str, expected: str) -> None:
    """An option without a value submits its German text."""
    assert rewritten(f"<select name=s>{option}</select>", upper) == f"<select name=s>{expected}</select>"
