"""Everything that is ours, under the reserved prefix: who answers what.

`/.stadtlotse/health` goes to the place named `health`, and so on; places are handed over, not known here.
"""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from proxy.answers import refusal_answer

Place = Callable[[web.Request, str], Awaitable[web.StreamResponse]]
"""Answers a request for what lies below its own name."""


class Reserved:
    """The places under the reserved prefix."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """The answer of the place that `path` begins with; `*` asks for what the server can do at all."""
        if path == "*":
            return web.Response(status=204, headers={"Allow": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"})
        name, _, rest = path.partition("/")
        place = self._places.get(name)
        if place is None:
            return refusal_answer(404, "there is nothing here")
        return await place(request, rest)
