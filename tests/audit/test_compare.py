"""What a translation lost or changed is found; what only says it in other words is not."""

from __future__ import annotations

from chromium import needs_chromium, reader

from proxy.audit.compare import compare

pytestmark = needs_chromium

_PAGE = (
    '<!doctype html><html lang="{}"><head><title>t</title></head>'
    '<body>{}<main id="m"><h1>Amt</h1>{}</main></body></html>'
)  # fmt: skip
_NAV = (
    '<nav class="stadtlotse-languages" aria-label="Dil"><ul><li><a href="/en" lang="en">English</a></li></ul></nav>'
    '<div class="stadtlotse-notice" role="note"><p>Makine <a href="/">Almanca</a></p></div>'
)

SAME = (
    ("<p>Bitte <b>lesen</b> Sie <a href='/a'>das Formular</a>.</p>",
     "<p><a href='/tr/a'>Formu</a> lütfen <b>okuyun</b>.</p>"),
    ("<p>Das Bürgeramt hilft.</p>", '<p><span lang="de" dir="ltr">Das Bürgeramt</span> yardım eder.</p>'),
    ("<p>Ruf 0203 1</p>", '<p>Ara <bdi dir="ltr">0203 1</bdi></p>'),
    ("<label for=x>Ort</label><input id=x>", '<label for=x>Yer</label><input id=x dir="auto">'),
    ("<ul><li><a href='/1'>Eins</a><li><a href='/2'>Zwei</a></ul>",
     "<ul><li><a href='/1'>Bir</a><li><a href='/2'>İki</a></ul>"),
)  # fmt: skip

WORSE = (
    ("node-lost", "<h2>Zeiten</h2><p>x</p>", "<p>x</p>"),
    ("node-lost", "<p>Zum <a href='/a'>Amt</a> gehen</p>", "<p>Daireye gidin</p>"),
    ("node-added", "<p>x</p>", "<p>x</p><button>Neu</button>"),
    ("role-changed", "<p><a href='/a'>Amt</a></p>", "<p><a role='button' href='/a'>Amt</a></p>"),
    ("state-changed", "<h2>Zeiten</h2>", "<h2 aria-level='4'>Saatler</h2>"),
    ("state-changed", "<label>A <input required></label>", "<label>A <input></label>"),
    ("state-changed", "<button aria-expanded='false'>A</button>", "<button>A</button>"),
    ("relation-changed", "<p id=h>H</p><p id=i>I</p><input aria-label=A aria-describedby=h>",
     "<p id=h>H</p><p id=i>I</p><input aria-label=A aria-describedby=i>"),
    ("name-lost", "<button aria-label='Suche'>⌕</button>", "<button aria-label=''></button>"),
    ("name-lost", "<img src=/x alt='Hafen' width=9 height=9>", "<img src=/x width=9 height=9>"),
    ("description-lost", "<button title='Öffnet ein Fenster'>Karte</button>", "<button>Harita</button>"),
    ("order-changed", "<h2>Eins</h2><ul><li>a</ul>", "<ul><li>a</ul><h2>Bir</h2>"),
    ("focus-order-changed", "<p><a href='/a'>Amt</a></p><p><button>Weg</button></p>",
     "<p><a href='/a'>Amt</a></p><p><button tabindex=2>Yol</button></p>"),
    ("attribute-changed", "<table><tr><th id=a>A<tr><td headers=a>x</table>", "<table><tr><th id=a>A<tr><td>x</table>"),
    ("attribute-changed", "<table><tr><th scope=col>A<tr><td>x</table>", "<table><tr><th scope=row>A<tr><td>x</table>"),
    ("attribute-changed", "<label for=x>O</label><input id=x name=ort>", "<label for=x>O</label><input id=x name=yer>"),
    ("attribute-changed", "<p id=ziel>x</p>", "<p id=hedef>x</p>"),
)  # fmt: skip


async def test_other_words_are_no_loss() -> None:
    """Words, their order in a line, what marks a language or a direction, and what we add ourselves are no change."""
    async with reader() as opened:
        for german, turkish in SAME:
            before = await opened.visit(_PAGE.format("de", "", german))
            after = await opened.visit(_PAGE.format("tr", _NAV, turkish), "tr")
            assert [(each.rule, each.detail) for each in compare(before, after)] == [], turkish


async def test_losses_are_found() -> None:
    """Every kind of loss and change is named, at its place."""
    missed = []
    async with reader() as opened:
        for rule, german, turkish in WORSE:
            before = await opened.visit(_PAGE.format("de", "", german))
            after = await opened.visit(_PAGE.format("tr", _NAV, turkish), "tr")
            found = {each.rule for each in compare(before, after)}
            if rule not in found:
                missed.append((rule, turkish, found))
            assert all(each.new and each.language == "tr" for each in compare(before, after))
    assert missed == []


async def test_a_page_is_no_worse_than_itself() -> None:
    """Without a change there is none."""
    async with reader() as opened:
        for _, german, _ in WORSE:
            visit = await opened.visit(_PAGE.format("de", _NAV, german))
            assert list(compare(visit, visit)) == []
