"""Makes the desk's pages out of templates (Jinja2, escaped, no value left undefined)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from proxy.desk.area import NavEntry
from proxy.desk.asked import Asked
from proxy.desk.assets import DeskAssets
from proxy.desk.wording import Wording
from proxy.links import RESERVED
from translation.languages import LANGUAGES

DESK: Final = f"/{RESERVED}/desk"


class Pages:
    """Renders templates in the language of who asks."""

    def __init__(self, wording: Wording, assets: DeskAssets, targets: Sequence[str]) -> None:
        self._wording = wording
        self._assets = assets
        self._navigation: tuple[NavEntry, ...] = ()
        self._environment = Environment(
            loader=PackageLoader("proxy.desk"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True, extensions=["jinja2.ext.do"],
        )  # fmt: skip
        self._environment.globals |= {
            "desk": DESK,
            "asset": assets.address,
            "targets": tuple(targets),
            "languages": LANGUAGES,
        }

    def with_navigation(self, entries: Sequence[NavEntry]) -> None:
        """Take the links that stand on every page; once, when all areas are known."""
        self._navigation = tuple(entries)

    def say(self, asked: Asked, key: str, /, **values: object) -> str:
        """Words of the desk in the language of who asks."""
        return self._wording.say(key, asked.language, **values)

    def html(self, asked: Asked, template: str, /, **values: object) -> str:
        """The text of a template."""
        shown = tuple(entry for entry in self._navigation if asked.may(entry.needs))
        own: dict[str, object] = {
            "asked": asked,
            "t": partial(self.say, asked),
            "lang": asked.language,
            "csrf": asked.session.csrf if asked.session else "",
            "navigation": shown,
            "here": asked.request.path.removeprefix(DESK),
        }
        return self._environment.get_template(template).render(own | values)

    def page(self, asked: Asked, template: str, /, status: int = 200, **values: object) -> web.Response:
        """The page of a template."""
        text = self.html(asked, template, **values)
        return web.Response(status=status, text=text, content_type="text/html", charset="utf-8")


def see_other(path: str) -> web.Response:
    """Lead to a page of the desk after something was done (RFC 9110 15.4.4)."""
    return web.Response(status=303, headers={"Location": DESK + path})
