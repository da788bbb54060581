"""The notice that a machine translated the page: in the visitor's language and in German, with a link to the German."""

from __future__ import annotations

from enum import Enum

from proxy.page.splice import escape_attribute
from proxy.page.wording import WORDING
from translation.languages import language


class Completeness(Enum):
    """How much of a page is translated."""

    ALL = "all"
    PARTLY = "partly"
    NOTHING = "nothing"


def notice(target: str, german_href: str, completeness: Completeness, *, starter: bool) -> str:
    """Return the notice as HTML; `german_href` leads to the German page."""
    codes = (target, "de")
    return (
        '<div class="stadtlotse-notice" role="note" translate="no">'
        + "".join(_paragraph(code, german_href, completeness, starter=starter) for code in codes)
        + "</div>"
    )


def _paragraph(code: str, german_href: str, completeness: Completeness, *, starter: bool) -> str:
    wording = WORDING[code]
    link = f'<a href="{escape_attribute(german_href)}" hreflang="de">'
    if completeness is Completeness.NOTHING:
        sentences = [wording.unavailable]
    else:
        sentences = [wording.notice.format(german=link, end="</a>")]
        if starter:
            sentences.append(wording.starter)
        if completeness is Completeness.PARTLY:
            sentences.append(wording.partly)
    return f'<p lang="{code}" dir="{language(code).direction}">{" ".join(sentences)}</p>'
