# ruff: noqa: E501 -- one change on one line reads better
"""Pages of the sample city, spoilt: one thing is changed for the worse, everything else is as the city serves it.

Written after the rules. A change that a page has no place for is left out, and so is one whose fault the page has
already where the rule names a few places only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spoiler:
    """In pages of `language`, the first `pattern` after `<main` (or anywhere) becomes `worse`; `rule` must find it."""

    rule: str
    language: str
    pattern: str
    worse: str
    anywhere: bool = False
    also: frozenset[str] = frozenset()


PATHS = ("/buergerservice/personalausweis", "/termin/schritt-1", "/archiv/satzung.html", "/rathaus/", "/maengelmelder/")

_STYLE = "</head>"

SPOILERS = (
    Spoiler("image-without-alt", "de", r'(<img [^>]*?) alt="[^"]+"', r"\1"),
    Spoiler("file-name-alt", "de", r'(<img [^>]*?) alt="[^"]+"', r'\1 alt="P1040233.JPG"'),
    Spoiler("heading-skipped", "de", r"<h2[^>]*>(.*?)</h2>", r"<h5>\1</h5>", also=frozenset({"broken-reference", "broken-skip-link", "heading-faked"})),
    Spoiler("heading-empty", "de", r"<h2[^>]*>(.*?)</h2>", r"<h2></h2>", also=frozenset({"broken-reference", "broken-skip-link", "heading-faked"})),
    Spoiler("no-main-heading", "de", r"<h1[^>]*>(.*?)</h1>", r"<div>\1</div>", also=frozenset({"heading-skipped"})),
    Spoiler("table-without-headers", "de", r"(?s)<table.*?</table>", "TD", also=frozenset({"broken-reference"})),
    Spoiler("field-without-label", "de", r'<label([^>]*) for="[^"]+"', r"<label\1"),
    Spoiler("broken-reference", "de", r'<label([^>]*) for="[^"]+"', r'<label\1 for="weg"', also=frozenset({"field-without-label", "placeholder-only"})),
    Spoiler("vague-link", "de", r"(<p[^>]*>(?:(?!</p>).)*?<a href[^>]*>)[^<]+(</a>)", r"\1hier\2"),
    Spoiler("empty-link", "de", r"(<p[^>]*>(?:(?!</p>).)*?<a href[^>]*>)[^<]+(</a>)", r"\1\2", also=frozenset({"target-size"})),
    Spoiler("page-language", "de", r'<html lang="de"', "<html", anywhere=True),
    Spoiler("no-title", "de", r"(?s)<title>.*?</title>", "", anywhere=True),
    Spoiler("zoom-blocked", "de", r'content="width=device-width[^"]*"', 'content="width=device-width, user-scalable=no"', anywhere=True),
    Spoiler("broken-skip-link", "de", r'href="#inhalt"', 'href="#inhlat"', anywhere=True),
    Spoiler("contrast", "de", r"<p>(?=[A-ZÄÖÜ])", '<p style="color:#aab">'),
    Spoiler("overflow-narrow", "de", r"<p>", '<p style="width:800px">', also=frozenset({"clipped-large"})),
    Spoiler("positive-tabindex", "de", r"<a href", '<a tabindex="5" href'),
    Spoiler("mouse-only", "de", r"<h2([^>]*)>", r'<h2\1 onclick="los()">'),
    Spoiler("page-refresh", "de", _STYLE, '<meta http-equiv="refresh" content="600"></head>', anywhere=True),
    Spoiler("focus-not-visible", "de", _STYLE, "<style>a:focus{outline:none!important;box-shadow:none!important}</style></head>", anywhere=True),
    Spoiler("no-main", "de", r"<main ([^>]*)>", r"<div \1>", anywhere=True, also=frozenset({"no-skip-link"})),
    Spoiler("frame-without-title", "de", r"<p>", '<iframe src="about:blank"></iframe><p>'),
    Spoiler("label-in-name", "de", r"<a href", '<a aria-label="Zur anderen Seite" href'),
    Spoiler("german-text", "tr", r"<p>", "<p>Bitte beachten Sie die geänderten Öffnungszeiten. "),
    Spoiler("german-text", "ar", r"<h2([^>]*)>", r"<h2\1>Kosten und Gebühren "),
    Spoiler("german-text", "pl", r"<li>", "<li>Antragsformular ", also=frozenset({"overflow-narrow"})),
    Spoiler("german-attribute", "uk", r"<a href", '<a title="Führt zur Anmeldung" href'),
    Spoiler("german-title", "ro", r"(?s)<title>.*?</title>", "<title>Personalausweis beantragen</title>", anywhere=True),
    Spoiler("page-direction", "ar", r'(<html[^>]*) dir="rtl"', r'\1 dir="ltr"', anywhere=True, also=frozenset({"clipped-large", "island-direction", "overflow-narrow", "reversed-number"})),
    Spoiler("reversed-number", "ar", r"<p>", "<p>ع 0203 283 1111 "),
    Spoiler("page-language", "fr", r'(<html[^>]*) lang="fr"', r'\1 lang="de"', anywhere=True, also=frozenset({"false-german"})),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A page before and after."""

    spoiler: Spoiler
    path: str
    before: str
    after: str


def spoilt(pages: dict[tuple[str, str], str]) -> Iterator[Spoilt]:
    """Yield the spoilt pages; `pages` are those of the city by language and path."""
    for spoiler in SPOILERS:
        for path in PATHS:
            before = pages[spoiler.language, path]
            after = _changed(spoiler, before)
            if after != before:
                yield Spoilt(spoiler, path, before, after)


def _changed(spoiler: Spoiler, page: str) -> str:
    start = 0 if spoiler.anywhere else page.find("<main")
    match = re.compile(spoiler.pattern).search(page, max(start, 0))
    if match is None:
        return page
    if spoiler.worse == "TD":
        worse = re.sub(r"<(/?)th\b[^>]*>", r"<\1td>", match[0]) if len(re.findall("<tr", match[0])) > 1 else match[0]
    else:
        worse = match.expand(spoiler.worse)
    return page[: match.start()] + worse + page[match.end() :]
