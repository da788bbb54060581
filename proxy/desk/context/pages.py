"""The page around the frame, the panel of one text, and what stands in the frame."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit

from aiohttp import web

from proxy.desk.asked import Asked
from proxy.desk.context.asking import Asking, NoPage, Wanted
from proxy.desk.context.disarm import Inside
from proxy.desk.context.preview import Script, headers, preview
from proxy.desk.context.texts import Text, chosen, texts_of
from proxy.desk.formats import Formats
from proxy.desk.gate import HEADERS
from proxy.desk.parts import DeskParts
from proxy.desk.permissions import Permission
from proxy.desk.rendering import DESK, see_other

_OWN: Final = "desk-"
"""With this begin the names in a query that are the desk's; all others are the page's own."""
_SEGMENT: Final = "desk-segment"
_AT: Final = "desk-at"
_BESIDE: Final = "desk-beside"
_GERMAN: Final = "desk-german"
_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"reviewed": "good", "overridden": "good", "stale": "warn", "waiting": "warn", "failed": "bad", "german": "warn"}
)
_NAMED: Final = frozenset({"alt", "aria-label", "content", "option", "placeholder", "title", "value"})


@dataclass(frozen=True, slots=True)
class _Address:
    """A page in an address of the desk: its language, German path with query, and what the desk itself wants."""

    language: str
    path: str
    own: Mapping[str, str]

    def at(self, place: str, **own: str) -> str:
        """The same page under a place of the desk, with other wishes; "" takes one away."""
        wishes = {name.replace("_", "-"): value for name, value in own.items()}
        query = "&".join(f"{name}={quote(value)}" for name, value in wishes.items() if value)
        mark = "&" if "?" in self.path else "?"
        return f"{DESK}/{place}/{self.language}{self.path}" + (mark + query if query else "")


class ContextPages:
    """Answers for `/page` and `/preview`."""

    def __init__(self, parts: DeskParts, asking: Asking, script: Script) -> None:
        """Take the desk's parts, who finds pages, and what runs in the frame."""
        self._pages = parts.pages
        self._settings = parts.proxy.settings
        self._asking = asking
        self._site = parts.proxy.site
        self._script = script

    async def go(self, asked: Asked) -> web.StreamResponse:
        """Lead to the page that the form asks for; people paste whole addresses."""
        language = asked.query("language") or self._settings.languages.targets[0]
        path = _path(asked.query("path"))
        address = _Address(language, path, {})
        wanted = self._asking.wanted(asked, language, path)
        if wanted is not None:
            address = replace(address, path=wanted.path)
        return see_other(address.at("page", desk_beside=asked.query(_BESIDE)).removeprefix(DESK))

    async def show(self, asked: Asked) -> web.StreamResponse:
        """The page around the frame; for the script the panel alone."""
        address = _address(asked, "page")
        wanted = self._asking.wanted(asked, address.language, address.path)
        if wanted is None:
            return self._none(asked, address, NoPage("no page of the website has this address in this language"))
        found = await self._asking.page(wanted)
        if isinstance(found, NoPage):
            return self._none(asked, address, found)
        texts = texts_of(found)
        number = address.own.get(_AT, "")
        text = chosen(texts, address.own.get(_SEGMENT, ""), int(number) if number.isdecimal() else None)
        if address.own.get("desk-part") == "panel":
            return self._pages.page(asked, "context/panel.html", status=200, **self._shown(asked, wanted, text))
        return self._page(asked, address, wanted, texts, text)

    async def frame(self, asked: Asked) -> web.StreamResponse:
        """What stands in the frame: the page in its language or in German, marked and disarmed."""
        address = _address(asked, "preview")
        wanted = self._asking.wanted(asked, address.language, address.path)
        if wanted is None:
            raise web.HTTPNotFound
        found = await self._asking.page(wanted)
        if isinstance(found, NoPage):
            raise web.HTTPNotFound
        inside = _inside(wanted, german=_GERMAN in address.own)
        text = preview(found, inside, self._script, secrets.token_hex(8))
        own = headers(inside.links.public_origin, self._script)
        # A page may hold half of a character, which no encoding can write.
        body = text.encode("utf-8", "replace")
        return web.Response(body=body, content_type="text/html", charset="utf-8", headers=own)

    def _page(
        self, asked: Asked, address: _Address, wanted: Wanted, texts: Sequence[Text], text: Text | None
    ) -> web.Response:
        beside = address.own.get(_BESIDE, "")
        # Whatever a frame would do, it shows previews and nothing else; without a scheme the page's own is meant.
        host = self._site.visitor(asked.request).host
        policy = HEADERS["Content-Security-Policy"].replace("frame-src 'self'", f"frame-src {host}{DESK}/preview/")
        near = {"desk_segment": text.id, "desk_at": str(text.number)} if text is not None else {}
        answer = self._pages.page(
            asked,
            "context/page.html",
            status=200,
            **self._shown(asked, wanted, text),
            texts=texts,
            addresses=[address.at("page", desk_beside=beside, desk_segment=t.id, desk_at=str(t.number)) for t in texts],
            language=wanted.language,
            shown_path=unquote(wanted.path),
            beside=beside,
            beside_address=address.at("page", desk_beside="" if beside else "yes", **near),
            preview=address.at("preview"),
            german=address.at("preview", desk_german="yes"),
        )
        answer.headers["Content-Security-Policy"] = policy
        return answer

    def _shown(self, asked: Asked, wanted: Wanted, text: Text | None) -> dict[str, object]:
        return {
            "wanted": wanted,
            "text": text,
            "edits": Permission.EDIT_TEXTS,
            "kinds": _KINDS,
            "known_kinds": _NAMED,
            "formats": Formats(asked.language),
        }

    def _none(self, asked: Asked, address: _Address, why: NoPage) -> web.Response:
        known = address.language in self._settings.languages.targets
        return self._pages.page(
            asked,
            "context/none.html",
            status=404 if why.reachable else 502,
            language=address.language if known else self._settings.languages.targets[0],
            shown_path=unquote(address.path),
            beside=address.own.get(_BESIDE, ""),
            reason=why.reason,
        )


def _address(asked: Asked, place: str) -> _Address:
    """Read the address as it was sent: a page's path means what its own bytes say."""
    url = asked.request.rel_url
    language, _, rest = url.raw_path.removeprefix(f"{DESK}/{place}/").partition("/")
    pairs = url.raw_query_string.split("&")
    own = {name: asked.query(name) for name in asked.request.query if name.startswith(_OWN)}
    query = "&".join(pair for pair in pairs if pair and not pair.startswith(_OWN))
    return _Address(language, f"/{rest}" + (f"?{query}" if query else ""), own)


def _path(typed: str) -> str:
    """The path of what somebody typed or pasted."""
    try:
        parts = urlsplit(typed.strip())
    except ValueError:
        return "/"
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _inside(wanted: Wanted, *, german: bool) -> Inside:
    links = wanted.exchange.links
    own = replace(links, language=None) if german else links
    base = urljoin(links.public_origin, wanted.path if german else wanted.visitors_path)

    def shown(language: str, path: str) -> str:
        return _Address(language or wanted.language, path, {}).at("page")

    return Inside(base, own, shown)
