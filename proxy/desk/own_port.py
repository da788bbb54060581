"""The desk on a port of its own: its pages and the API answer there and nowhere else, and nothing else does.

Visitors' reports stay on the website, where visitors are. Never in the way: where the port is taken, the proxy says so
and serves its visitors without a desk.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import web

from proxy.answers import redirect_answer, refusal_answer
from proxy.links import RESERVED
from proxy.reserved import Place, Reserved
from proxy.route import Ours, Refused, route
from proxy.settings import DeskSettings
from proxy.site import Site

log = structlog.stdlib.get_logger(__name__)

STAFF: Final = ("desk", "api")
"""The places that are for people and programs of the city, not for visitors."""


@dataclass(frozen=True, slots=True)
class Divided:
    """Which places answer on the website's port, and which on the desk's own."""

    website: Mapping[str, Place]
    own: Mapping[str, Place]


def divided(places: Mapping[str, Place], settings: DeskSettings) -> Divided:
    """Say which place is where."""
    if settings.place != "separate":
        return Divided(places, {})
    own = {name: place for name, place in places.items() if name in STAFF}
    return Divided({name: place for name, place in places.items() if name not in own}, own)


@dataclass(frozen=True, slots=True)
class OwnFlow:
    """Answers requests to the desk's own port."""

    site: Site
    reserved: Reserved

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The answer to one request: the start page leads to the desk, and what is not the desk's is not there."""
        visitor = self.site.visitor(request)
        match route(visitor, self.site.links(visitor, None), ()):
            case Refused(status, reason):
                return refusal_answer(status, reason)
            case Ours(path):
                return await self.reserved.answer(request, path)
            case _:
                if visitor.target in ("/", f"/{RESERVED}"):
                    return redirect_answer(307, f"/{RESERVED}/desk/")
                return refusal_answer(404, "only the editors' desk is here")


@asynccontextmanager
async def own_port(
    settings: DeskSettings, make_runner: Callable[[], web.BaseRunner], *, shared: bool
) -> AsyncIterator[int | None]:
    """Serve the desk on its port while inside, if the settings want one; yields the port, None if there is none.

    With `shared` several processes of this user may listen on it, and the system deals out the connections.
    """
    if settings.place != "separate":
        yield None
        return
    running = make_runner()
    await running.setup()
    try:
        yield await _listen(running, settings, shared=shared)
    finally:
        await running.cleanup()


async def _listen(running: web.BaseRunner, settings: DeskSettings, *, shared: bool) -> int | None:
    try:
        await web.TCPSite(running, settings.host, settings.port, reuse_port=shared or None).start()
    except OSError as error:
        reason = error.strerror or str(error)
        log.error("no port for the desk; set desk.host and desk.port", host=settings.host, reason=reason)
        return None
    port = int(running.addresses[0][1])
    log.info("desk", address=f"http://{settings.host}:{port}/{RESERVED}/desk/")
    return port
