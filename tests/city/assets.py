"""Style sheets, scripts, pictures and forms, each under its own type whatever the machine knows about file names."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from city.rendering import HERE

FOLDER = HERE / "assets"
TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".webmanifest": "application/manifest+json",
}


def routes() -> list[web.RouteDef]:
    """Everything below `assets/`."""
    return [web.get(r"/assets/{path:[a-z0-9/._-]+}", send)]


async def send(request: web.Request) -> web.StreamResponse:
    """One file, with ETag, Last-Modified and ranges."""
    file = (FOLDER / request.match_info["path"]).resolve()
    if not file.is_relative_to(FOLDER.resolve()) or not file.is_file() or file.suffix not in TYPES:
        raise web.HTTPNotFound
    headers = {"Content-Type": TYPES[file.suffix], "Cache-Control": "public, max-age=3600"}
    return web.FileResponse(file, headers=headers)
