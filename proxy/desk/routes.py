"""Which handler answers which address: a table, resolved by aiohttp's dispatcher."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from aiohttp import web

from proxy.desk.asked import Asked
from proxy.desk.permissions import Permission

Handler = Callable[[Asked], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """`path` is below the place it belongs to, such as `/terms/{term}`; `needs` None: open to everybody."""

    method: str
    path: str
    handler: Handler
    needs: Permission | None = Permission.READ
    largest: int = 1 << 20
    """The largest body in bytes."""


class Routes:
    """The routes of one place under the reserved prefix; raises `ValueError` for two routes of one address."""

    def __init__(self, prefix: str, routes: Iterable[Route]) -> None:
        self._dispatcher = web.UrlDispatcher()
        self._found: dict[web.AbstractRoute, Route] = {}
        seen: set[tuple[str, str]] = set()
        for route in routes:
            if (route.method, route.path) in seen:
                message = f"{route.method} {route.path} has two handlers"
                raise ValueError(message)
            seen.add((route.method, route.path))
            self._found[self._dispatcher.add_route(route.method, prefix + route.path, _never)] = route

    async def find(self, request: web.Request) -> tuple[Route, dict[str, str]] | web.HTTPException:
        """The route of a request with the variable parts of its path, else why there is none (404, 405)."""
        match = await self._dispatcher.resolve(request)
        if match.http_exception is not None:
            return match.http_exception
        return self._found[match.route], {name: str(value) for name, value in match.items()}


async def _never(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPNotFound
