"""Where the desk can be reached: as who asks sees it, and for who reads the console, where no request says it."""

from __future__ import annotations

from typing import Final

from proxy.desk.asked import Asked
from proxy.desk.parts import Proxy
from proxy.desk.rendering import DESK
from proxy.own_address import own_address
from proxy.settings import Settings

_ANY: Final = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 compared with, not listened on


def public_desk(settings: Settings) -> str:
    """The address of the desk's start, without the last slash."""
    if settings.desk.place == "separate":
        return _at(settings.desk.host, settings.desk.port) + DESK
    return (settings.server.public_url or own_address(settings)) + DESK


def seen_desk(proxy: Proxy, asked: Asked) -> str:
    """The same as the browser that asks has it; where the settings say it, no request can say otherwise."""
    settings = proxy.settings
    if settings.desk.place == "main" and settings.server.public_url:
        return settings.server.public_url + DESK
    scheme = "https" if asked.secure else "http"
    return f"{scheme}://{proxy.site.visitor(asked.request).host}{DESK}"


def _at(host: str, port: int) -> str:
    shown = _ANY.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"
