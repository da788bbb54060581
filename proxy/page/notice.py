"""The notice that a machine translated the page: in the visitor's language and in German, with a link to the German."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from glossary.plurals import plural_form
from proxy.page.splice import escape_attribute
from proxy.page.wording import WORDING, Wording
from translation.languages import language


class Completeness(Enum):
    """How much of a page is translated."""

    ALL = "all"
    PARTLY = "partly"
    NOTHING = "nothing"


class Addresses(NamedTuple):
    """Where the notice leads: to the German page; to the reading view and the form for reports unless they are ""."""

    german: str
    reader: str = ""
    report: str = ""


def notice(
    target: str, addresses: Addresses, completeness: Completeness, *, left: int, starter: bool, landmark: bool = False
) -> str:
    """Return the notice as HTML; `left` is how many passages are German.

    It is a `landmark` of its own where it stands in none: people go from one to the next (WAI-ARIA 1.2, 5.3.4).
    """
    paragraphs = "".join(
        _paragraph(code, addresses, completeness, left=left, starter=starter) for code in (target, "de")
    )
    about = escape_attribute(WORDING[target].about)
    role = f'role="region" lang="{target}" aria-label="{about}"' if landmark else 'role="note"'
    return f'<div class="stadtlotse-notice" {role} translate="no">{paragraphs}</div>'


def _paragraph(code: str, addresses: Addresses, completeness: Completeness, *, left: int, starter: bool) -> str:
    wording = WORDING[code]
    if completeness is Completeness.NOTHING:
        sentences = [wording.unavailable]
    else:
        link = f'<a href="{escape_attribute(addresses.german)}" hreflang="de">'
        sentences = [wording.notice.format(german=link, end="</a>")]
        if starter:
            sentences.append(wording.starter)
        if completeness is Completeness.PARTLY:
            sentences.append(_passages(wording, code, left))
        if addresses.reader and code != "de":
            sentences.append(f'<a href="{escape_attribute(addresses.reader)}">{wording.reader}</a>')
        if addresses.report and code != "de":
            sentences.append(f'<a href="{escape_attribute(addresses.report)}" rel="nofollow">{wording.report}</a>')
    return f'<p lang="{code}" dir="{language(code).direction}">{" ".join(sentences)}</p>'


def _passages(wording: Wording, code: str, left: int) -> str:
    return wording.partly[plural_form(code, left)].format(count=left)
