"""The form for reports and its answers as pages: no scripts, in the words of one language. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from glossary.plurals import plural_form
from proxy.links import RESERVED
from proxy.page.splice import escape_attribute, escape_text
from proxy.page.wording import WORDING
from proxy.reports.report import LONGEST_MESSAGE, LONGEST_QUOTE
from proxy.reports.sent import TRAP, Problem, Sent
from proxy.reports.wording import FORM_WORDING, FormWording
from translation.languages import SOURCE, language

STYLES: Final = (f"/{RESERVED}/assets/reader.css", f"/{RESERVED}/assets/report.css")
_SHOWN: Final = 110
"""Characters of a sentence in the list; the rest is cut off."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one page.

    `language` is the page's, `words` that of the form itself; `sentences` are pairs of segment id and text.
    """

    language: str
    words: str
    page: str
    """The page's German path."""
    back: str
    """The path of the page that is reported."""
    address: str
    """The path of this form."""
    sentences: Sequence[tuple[str, str]] = ()
    stamp: str = ""
    sent: Sent = field(default_factory=Sent)
    problems: Mapping[str, Problem] = field(default_factory=dict)
    trouble: str = ""
    """Why the form was not taken, where that is no matter of a field."""

    @property
    def wording(self) -> FormWording:
        """The words."""
        return FORM_WORDING[self.words]


def form_page(form: Form) -> str:
    """Return the form, with what is wrong with it where it was sent already."""
    wording = form.wording
    failed = bool(form.problems or form.trouble)
    title = f"{wording.not_sent} – {wording.title}" if failed else wording.title
    body = (
        f"{_troubles(form)}<p>{wording.about}</p>{_about(form)}"
        f'<form method="post" action="{escape_attribute(form.address)}" novalidate>'
        f'<input type="hidden" name="stamp" value="{escape_attribute(form.stamp)}">{_words_field(form)}'
        f'<p class="note">{wording.privacy}</p>'
        f"{_sentences(form)}{_text(form, 'quote', wording.quote, LONGEST_QUOTE, form.language)}"
        f"{_text(form, 'message', wording.message, LONGEST_MESSAGE, form.words)}"
        f'<p class="trap"><label for="{TRAP}">{wording.trap}</label> '
        f'<input id="{TRAP}" name="{TRAP}" type="text" tabindex="-1" autocomplete="off"></p>'
        f'<p><button type="submit">{wording.send}</button></p></form>'
    )
    return _page(form, title, wording.title, body)


def thanks_page(form: Form) -> str:
    """Return what is said to somebody whose report was taken."""
    wording = form.wording
    body = f'<p role="status">{wording.received}</p><p>{_back(form)}</p>'
    return _page(form, wording.thanks, wording.thanks, body)


def refusal_page(form: Form, reason: str) -> str:
    """Return the page for somebody who gets no form; `reason` is one of the wording's sentences."""
    wording = form.wording
    body = f'<p class="trouble" role="alert">{escape_text(reason)}</p><p>{_back(form)}</p>'
    return _page(form, wording.title, wording.title, body)


def _page(form: Form, title: str, heading: str, body: str) -> str:
    row = language(form.words)
    styles = "".join(f'<link rel="stylesheet" href="{style}">' for style in STYLES)
    return (
        f'<!doctype html>\n<html lang="{row.code}" dir="{row.direction}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape_text(title)}</title>'
        f'<meta name="robots" content="noindex">{styles}</head>\n<body>'
        f'<a class="stadtlotse-skip" href="#stadtlotse-main">{WORDING[form.words].skip}</a>\n'
        f'<header><p class="stadtlotse-full">{_back(form)}</p>{_other_words(form)}</header>\n'
        f'<main id="stadtlotse-main" tabindex="-1"><h1>{heading}</h1>{body}</main>\n</body>\n</html>\n'
    )


def _back(form: Form) -> str:
    return f'<a href="{escape_attribute(form.back)}">{form.wording.back}</a>'


def _other_words(form: Form) -> str:
    """A link to the form in German, for whoever helps a visitor, and from there back."""
    code = SOURCE if form.words != SOURCE else form.language
    mark = "&" if "?" in form.address else "?"
    address = f"{form.address}{mark}form={SOURCE}" if code == SOURCE else form.address
    row = language(code)
    return (
        f'<p><a href="{escape_attribute(address)}" hreflang="{code}" lang="{code}" dir="{row.direction}" '
        f'rel="nofollow">{FORM_WORDING[code].here}</a></p>'
    )


def _words_field(form: Form) -> str:
    return f'<input type="hidden" name="form" value="{SOURCE}">' if form.words == SOURCE else ""


def _about(form: Form) -> str:
    path = f'<bdi dir="ltr">{escape_text(unquote(form.page))}</bdi>'
    return f'<p class="page"><strong>{form.wording.page}:</strong> {path}</p>'


def _troubles(form: Form) -> str:
    if not (form.problems or form.trouble):
        return ""
    wording = form.wording
    reasons = [f"<li>{escape_text(form.trouble)}</li>"] if form.trouble else []
    reasons += [f'<li><a href="#{name}">{_said(wording, problem)}</a></li>' for name, problem in form.problems.items()]
    return f'<div class="trouble" role="alert"><h2>{wording.not_sent}</h2><ul>{"".join(reasons)}</ul></div>'


def _said(wording: FormWording, problem: Problem) -> str:
    return wording.missing if problem is Problem.MISSING else wording.too_long


def _field(form: Form, name: str, label: str, control: str, hint: str = "") -> str:
    """A labelled control; `<>` in it is where its attributes go."""
    problem = form.problems.get(name)
    said = f'<p class="error" id="{name}-error">{_said(form.wording, problem)}</p>' if problem else ""
    hinted = f'<p class="hint" id="{name}-hint">{hint}</p>' if hint else ""
    ids = " ".join([f"{name}-hint"] * bool(hint) + [f"{name}-error"] * bool(problem))
    more = f' aria-describedby="{ids}"' if ids else ""
    more += ' aria-invalid="true"' if problem else ""
    control = control.replace("<>", f' id="{name}" name="{name}"{more}', 1)
    return f'<div class="field"><label for="{name}">{label}</label>{said}{hinted}{control}</div>'


def _sentences(form: Form) -> str:
    if not form.sentences:
        return ""
    row, wording = language(form.language), form.wording
    options = "".join(
        f'<option value="{escape_attribute(each)}"{" selected" if each == form.sent.segment else ""}>'
        f"{escape_text(_cut(text))}</option>"
        for each, text in form.sentences
    )
    first = f'<option value="" lang="{form.words}">{wording.none}</option>'
    control = f'<select<> lang="{row.code}" dir="{row.direction}">{first}{options}</select>'
    return _field(form, "segment", wording.sentence, control)


def _text(form: Form, name: str, label: str, most: int, spoken: str) -> str:
    row = language(spoken)
    hint = form.wording.at_most[plural_form(form.words, most)].format(count=most)
    value = form.sent.quote if name == "quote" else form.sent.message
    control = f'<textarea<> rows="3" lang="{row.code}" dir="{row.direction}">\n{escape_text(value)}</textarea>'
    return _field(form, name, label, control, hint)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
