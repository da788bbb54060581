"""`/.stadtlotse/report/tr/...`: the form on which a visitor says what is wrong with the translation of a page.

The page is asked for as everybody may see it, and nothing is translated for it. Needs no account, no cookie and no
JavaScript; of the visitor nothing is kept (law 7).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import structlog
from aiohttp import web

from glossary.errors import StoreError
from proxy.answers import refusal_answer
from proxy.errors import OriginError
from proxy.exchange import Exchange
from proxy.explaining import ExplainPage
from proxy.public_pages import PublicPages
from proxy.reports import quotes
from proxy.reports.addresses import kept_path, report_path
from proxy.reports.form_page import Form, form_page, refusal_page, thanks_page
from proxy.reports.limits import Limits
from proxy.reports.masking import masked
from proxy.reports.quotes import Sentence
from proxy.reports.report import Inbox, NewReport, Taken
from proxy.reports.sent import sent
from proxy.reports.stamp import Stamps
from proxy.same_origin import comes_from_elsewhere
from proxy.site import Site
from translation.languages import SOURCE

log = structlog.stdlib.get_logger(__name__)

_LARGEST: Final = 32 * 1024
_MOST_SENTENCES: Final = 400
_DONE: Final = "sent=yes"
_KIND: Final = "application/x-www-form-urlencoded"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True)
class _Asking:
    """One request: the page and its form, and who sends it, for limits only."""

    request: web.Request
    exchange: Exchange
    form: Form
    client: str

    def worded(self, code: str) -> _Asking:
        """The same with the form's words in German, if they are asked for."""
        return replace(self, form=replace(self.form, words=SOURCE)) if code == SOURCE else self


Sentences = Mapping[str, Sentence]
"""What is translated on a page, by segment id."""


@dataclass(frozen=True, slots=True)
class Reports:
    """Answers for the form; without an `inbox` it says that nothing can be taken now."""

    site: Site
    pages: PublicPages
    explain: ExplainPage | None
    named: Callable[[str], str]
    """Gives a segment's id for its German text."""
    inbox: Inbox | None
    stamps: Stamps
    limits: Limits
    now: Callable[[], float]

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """The form of the page whose language and path come after the place's own name, or what became of it."""
        if request.method not in ("GET", "HEAD", "POST"):
            return refusal_answer(405, "the form can be read and sent")
        asking = self._asking(request, path)
        if asking is None:
            return refusal_answer(404, "there is no such page to report")
        try:
            return self._refused(asking) or await (self._posted if request.method == "POST" else self._shown)(asking)
        except OriginError as error:
            log.info("the website gives no page to report", reason=error.reason)
            return _answered(503, refusal_page(asking.form, asking.form.wording.unavailable))

    def _refused(self, asking: _Asking) -> web.Response | None:
        """The answer to somebody who gets no form now."""
        form = asking.form
        if self.inbox is None:
            return _answered(503, refusal_page(form, form.wording.unavailable))
        if not _is_done(asking.request) and not self.limits.may_look(asking.client):
            return _answered(429, refusal_page(form, form.wording.too_many))
        return None

    def _asking(self, request: web.Request, path: str) -> _Asking | None:
        """What is asked for; None where that can be no translated page."""
        code, slash, rest = path.partition("?")[0].partition("/")
        query = request.raw_path.partition("?")[2]
        if code not in self.site.settings.languages.targets or not slash or rest.startswith(("/", "\\")):
            return None
        visitor = self.site.visitor(request)
        page = kept_path(f"/{rest}?{query}")
        exchange, links = self.pages.exchange(visitor, code, page), self.site.links(visitor, code)
        address = report_path(page, links, code)
        if exchange is None or not address:
            return None
        form = Form(code, code, page, links.in_language(page, code), address)
        return _Asking(request, exchange, form, visitor.client).worded(request.query.get("form", ""))

    async def _shown(self, asking: _Asking) -> web.Response:
        """The form, or the thanks for it."""
        if _is_done(asking.request):
            return _answered(200, thanks_page(asking.form))
        found = await self._sentences(asking)
        return _not_public(asking.form) if found is None else self._form(200, asking.form, found)

    async def _sentences(self, asking: _Asking) -> Sentences | None:
        """What stands on the page as everybody may see it now; None if it is not there, or not for everybody.

        Raises `OriginError`.
        """
        found = await self.pages.fetch(asking.exchange)
        if isinstance(found, str) or found.private or found.page.status != 200:
            return None
        explained = await self.explain(found.page, asking.form.language) if self.explain is not None else ()
        return {self.named(each.german): each for each in quotes.sentences(explained)}

    async def _posted(self, asking: _Asking) -> web.Response:
        """What becomes of a form that was sent."""
        fields = await _fields(asking.request)
        asking = asking.worded((fields or {}).get("form", ""))
        form = asking.form
        if fields is None or comes_from_elsewhere(asking.request.headers, asking.exchange.visitor.host):
            return _answered(403, refusal_page(form, form.wording.again))
        given = sent(fields)
        if given.trapped:  # a program that is told so would try again
            return _thanked(form)
        found = await self._sentences(asking)
        if found is None:
            return _not_public(form)
        form = replace(form, sent=given if given.segment in found else replace(given, segment=""))
        return await self._judged(asking, form, found)

    async def _judged(self, asking: _Asking, form: Form, found: Sentences) -> web.Response:
        wording = form.wording
        if problems := form.sent.problems(listed=bool(found)):
            return self._form(422, replace(form, problems=problems), found)
        nonce = self.stamps.nonce(form.sent.stamp, form.address, self.now())
        if not nonce:
            return self._form(422, replace(form, trouble=wording.again), found)
        if not self.limits.may_send(asking.client):
            return self._form(429, replace(form, trouble=wording.too_many), found)
        if await self._stored(_report(form, found, nonce)):
            return _thanked(form)
        return self._form(503, replace(form, trouble=wording.unavailable), found)

    async def _stored(self, report: NewReport) -> bool:
        try:
            taken = Taken.TOO_MANY if self.inbox is None else await asyncio.to_thread(self.inbox.add, report)
        except StoreError as error:
            log.warning("a visitor's report could not be kept", reason=str(error))
            return False
        if taken is Taken.TOO_MANY:
            log.warning("a visitor's report was refused: there are too many", page=report.page)
        return taken is Taken.STORED

    def _form(self, status: int, form: Form, found: Sentences) -> web.Response:
        stamp = self.stamps.made(form.address, secrets.token_urlsafe(12), self.now())
        listed = [(name, each.text) for name, each in found.items()][:_MOST_SENTENCES]
        return _answered(status, form_page(replace(form, sentences=listed, stamp=stamp)))


def _is_done(request: web.Request) -> bool:
    return request.method != "POST" and _DONE in request.query_string.split("&")


def _not_public(form: Form) -> web.Response:
    return _answered(404, refusal_page(form, form.wording.not_public))


def _report(form: Form, found: Sentences, nonce: str) -> NewReport:
    given = form.sent
    named = {each.text: name for name, each in found.items()}
    meant = found.get(given.segment) or quotes.find(given.quote, list(found.values()))
    return NewReport(
        language=form.language,
        page=form.page,
        segment=named[meant.text] if meant else "",
        german=meant.german if meant else "",
        shown=meant.text if meant else "",
        quote=masked(given.quote),
        message=masked(given.message),
        nonce=nonce,
    )


async def _fields(request: web.Request) -> Mapping[str, str] | None:
    """The fields of a form that a browser sends; None for anything else."""
    if request.content_type != _KIND or (request.content_length or 0) > _LARGEST:
        return None
    try:
        posted = await request.clone(client_max_size=_LARGEST).post()
    except (web.HTTPRequestEntityTooLarge, ValueError, LookupError):
        return None
    return {name: value for name, value in posted.items() if isinstance(value, str)}


def _thanked(form: Form) -> web.Response:
    """Lead to the thanks, so that a page that is loaded again sends nothing again (RFC 9110 15.4.4)."""
    mark = "&" if "?" in form.address else "?"
    words = f"&form={SOURCE}" if form.words == SOURCE else ""
    return web.Response(status=303, headers={**_HEADERS, "Location": f"{form.address}{mark}{_DONE}{words}"})


def _answered(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text, content_type="text/html", charset="utf-8", headers=_HEADERS)
