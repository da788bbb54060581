"""Our own files for pages: style sheets and scripts, under `/.stadtlotse/assets/`.

They are few and small, read once and served from memory. An address with `?v=` names one version for ever;
without it a file is validated each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Final

from aiohttp import web

from cache.conditions import Validators, Verdict, judged
from proxy.answers import refusal_answer

FOLDER: Final = Path(__file__).parent / "page" / "assets"

_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".png": "image/png",
        ".woff2": "font/woff2",
    }
)


@dataclass(frozen=True, slots=True)
class _Asset:
    body: bytes
    content_type: str
    version: str


class Assets:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._assets = _read(folder)

    def version(self, name: str) -> str:
        """The version of a file, for `?v=`; "" if there is no such file."""
        asset = self._assets.get(name)
        return asset.version if asset else ""

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """The file, or 304 if the browser has it."""
        asset = self._assets.get(path.partition("?")[0])
        if asset is None:
            return refusal_answer(404, "there is no such file")
        if request.method not in ("GET", "HEAD"):
            return refusal_answer(405, "files can only be read")
        tag = f'"{asset.version}"'
        named = request.query.get("v") == asset.version
        headers = {
            "ETag": tag,
            "Cache-Control": "public, max-age=31536000, immutable" if named else "public, no-cache",
            "X-Content-Type-Options": "nosniff",
        }
        asked = {name.lower(): value for name, value in request.headers.items()}
        if judged(request.method, asked, Validators(200, tag, "", 0.0)) is Verdict.NOT_MODIFIED:
            return web.Response(status=304, headers=headers)
        return web.Response(body=asset.body, headers={**headers, "Content-Type": asset.content_type})


def _read(folder: Path) -> Mapping[str, _Asset]:
    assets: dict[str, _Asset] = {}
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.suffix in _TYPES:
            body = file.read_bytes()
            version = blake2b(body, digest_size=8).hexdigest()
            assets[file.name] = _Asset(body, _TYPES[file.suffix], version)
    return MappingProxyType(assets)
