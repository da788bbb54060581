"""The desk's style sheet and scripts: served under a name that holds their checksum, so that browsers may keep them."""

from __future__ import annotations

from hashlib import blake2b
from importlib.resources import files
from typing import Final

from aiohttp import web

from proxy.answers import refusal_answer
from proxy.desk.asked import Asked
from proxy.links import RESERVED

_KINDS: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


class DeskAssets:
    """The files of the folder `assets`, read once."""

    def __init__(self) -> None:
        folder = files("proxy.desk").joinpath("assets")
        self._bodies = {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
        self._marks = {name: blake2b(body, digest_size=6).hexdigest() for name, body in self._bodies.items()}

    def address(self, name: str) -> str:
        """Where a browser gets the file; raises `KeyError` for one that is not there."""
        return f"/{RESERVED}/desk/assets/{self._marks[name]}/{name}"

    async def answer(self, asked: Asked) -> web.StreamResponse:
        """The file."""
        name = asked.params["name"]
        if asked.params["mark"] != self._marks.get(name):
            return refusal_answer(404, "there is nothing here")
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        kind = _KINDS.get(name.rpartition(".")[2], "application/octet-stream")
        return web.Response(body=self._bodies[name], content_type=kind, charset="utf-8", headers=headers)
