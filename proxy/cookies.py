"""Cookies of the site, made to work under every language. Pure.

A cookie that the origin sets for a path is set for that path in the visitor's language too, as a second
cookie; nothing else of it changes, and cookies are never merged (RFC 6265 3).
"""

import re
from typing import Final

from proxy.links import SiteLinks
from proxy.own_cookies import is_ours

_ATTRIBUTE: Final = re.compile(r"\s*([^=;]*?)\s*(?:=\s*([^;]*?)\s*)?")


def set_cookies(value: str, links: SiteLinks, path: str) -> tuple[str, ...]:
    """The Set-Cookie values a visitor gets for one of the origin's; `path` is the request's German path."""
    if is_ours(value):
        return ()
    parts = [part for part in value.split(";") if not _names_us(part, links)]
    if not links.language:
        return (";".join(parts),)
    found = [index for index, part in enumerate(parts) if index and _attribute(part)[0] == "path"]
    if not found:
        # RFC 6265 5.1.4: without a path, the browser takes the folder of the address it asked, which has
        # our prefix in it; what the origin meant is its own folder.
        parts.append(f" Path={default_path(path)}")
        found = [len(parts) - 1]
    cookie_path = _attribute(parts[found[-1]])[1]  # 5.3: of several, the last one counts
    if not cookie_path.startswith("/"):
        cookie_path = default_path(path)
        parts[found[-1]] = f" Path={cookie_path}"
    german = ";".join(parts)
    if cookie_path == "/" or links.to_german(cookie_path) != cookie_path:
        return (german,)
    parts[found[-1]] = parts[found[-1]].replace(cookie_path, links.prefix + cookie_path)
    return german, ";".join(parts)


def default_path(path: str) -> str:
    """RFC 6265 5.1.4."""
    folder = path.partition("?")[0].rpartition("/")[0]
    return folder if folder.startswith("/") else "/"


def _attribute(part: str) -> tuple[str, str]:
    match = _ATTRIBUTE.fullmatch(part)
    return (match[1].lower(), match[2] or "") if match else ("", "")


def _names_us(part: str, links: SiteLinks) -> bool:
    """Whether this is a Domain of ours that the browser would refuse at the public host."""
    name, domain = _attribute(part)
    if name != "domain" or not domain:
        return False
    host = domain.lower().removeprefix(".")
    public = links.public_origin.partition("://")[2].rpartition(":")[0] or links.public_origin.partition("://")[2]
    if public == host or public.endswith("." + host):
        return False
    return any(own == host or own.rpartition(":")[0] == host for own in links.own_hosts)
