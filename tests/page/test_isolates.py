"""Numbers and addresses keep their order among right-to-left words; python-bidi (UAX 9) is the oracle."""

from __future__ import annotations

import re

import pytest
from bidi import get_display
from page.translators import by_text, rewritten, unchanged

from proxy.page.isolates import isolated, isolated_plain, places
from proxy.page.rewrite import Appearance

KEPT = [
    "0203 283 2500",
    "+49 203 94000",
    "(0203) 283-2500",
    "0203/283 25 00",
    "buergerservice@stadt.example",
    "https://www.stadt.example/amt?a=1",
    "DE02 1203 0000 0000 2020 51",
    "DU-AB 123",
    "15.01.2026",
    "2026-01-15",
    "12,50 €",
    "47099 Ruhrhafen",
    "Burgplatz 1, 47099 Ruhrhafen",
    "§ 5 Abs. 2 BMG",
    "VO/2026/0815",
    "32-3",
    "02099\u00a0604\u20113000",
    "0 - 500 EUR",
    "10–20 €",
]
_ARABIC = "اتصل بنا على {} من فضلك"


@pytest.mark.parametrize("text", KEPT)
def test_visual_order(text: str) -> None:
    """Shown among Arabic words the text is, from left to right, what it was."""
    shown = str(get_display(isolated_plain(_ARABIC.format(text)), base_dir="R"))
    assert text in shown.replace("\u2066", "").replace("\u2069", "")


def test_without_isolates_the_order_suffers() -> None:
    """The oracle sees the fault that is mended."""
    assert "0203 283 2500" not in str(get_display(_ARABIC.format("0203 283 2500"), base_dir="R"))


@pytest.mark.parametrize("text", ["120 كتاب", "1,95583 DM", "8:00 - 16:00", "8-16", "Bürgeramt Mitte", "", "3 von 5"])
def test_what_needs_none(text: str) -> None:
    """Plain numbers, spans of time and words are left alone."""
    assert places(text) == []
    assert isolated(text) == text


def test_markup() -> None:
    """Content is escaped and isolated by an element, attributes by control characters, and neither twice."""
    assert isolated("a < 0203 283 2500") == 'a &lt; <bdi dir="ltr">0203 283 2500</bdi>'
    plain = isolated_plain("Tel. 0203 283 2500")
    assert plain == "Tel. \u20660203 283 2500\u2069"
    assert isolated_plain(plain) == plain


def test_in_a_page() -> None:
    """Translated and unchanged text, titles and options are isolated; pages that run as German does are not."""
    source = (
        "<!doctype html><html lang=de><head><title>Tel. 0203 283 2500</title></head><body><p>0203 283 2500</p>"
        "<p title='0203 283 2500'>Ruf <b>0203 283 2500</b> an</p><p><bdi>0203 283 2500</bdi></p>"
        "<select><option>0203 283 2500</select>"
    )
    out = rewritten(source, by_text(str.upper), Appearance(notice=False, switcher=False), "ar")
    assert "<title>TEL. \u20660203 283 2500\u2069</title>" in out
    assert '<p><bdi dir="ltr">0203 283 2500</bdi></p>' in out
    assert 'RUF <b><bdi dir="ltr">0203 283 2500</bdi></b> AN' in out
    assert "<p><bdi>0203 283 2500</bdi></p>" in out
    assert '<option value="0203 283 2500">\u20660203 283 2500\u2069' in out
    assert 'title="\u20660203 283 2500\u2069"' in out
    turkish = rewritten(source, by_text(str.upper), Appearance(), "tr")
    off = rewritten(source, by_text(str.upper), Appearance(isolate=False), "ar")
    for each in (turkish, off, rewritten(source, unchanged, None, "ar")):
        assert not re.search('[\u2066\u2069]|<bdi dir="ltr">', each)
