"""Why a text reads so: asked of the page it stands on, as `/.stadtlotse/explain` does."""

from __future__ import annotations

from aiohttp import web

from proxy.desk.parts import Proxy
from proxy.desk.texts.reading import Reading
from proxy.errors import OriginError
from proxy.public_pages import PublicPages
from translation.explain import Explanation


async def explained(proxy: Proxy, request: web.BaseRequest, page: str, reading: Reading) -> Explanation | None:
    """Return the explanation of a text; None where the page cannot be read, or has it no more."""
    explain = proxy.translation.explain
    pages = PublicPages(proxy.site, proxy.website)
    exchange = pages.exchange(proxy.site.visitor(request), reading.language, page) if page else None
    if explain is None or exchange is None:
        return None
    try:
        found = await pages.fetch(exchange)
    except OriginError:
        return None
    if isinstance(found, str):
        return None
    segments = await explain(found.page, reading.language)
    return next((each for each in segments if each.german == reading.german), None)
