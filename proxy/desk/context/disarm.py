"""Takes out of a page all that acts: scripts, forms' targets, frames, what loads ahead, what overrules our policy.

The policy of the preview forbids all of this anyway; here it is not even sent. Links lead to the preview of the page
that they lead to. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from turbohtml.rewrite import Element, rewrite

from proxy.links import RESERVED, SiteLinks, is_file
from proxy.page.splice import escape_attribute

_REMOVED: Final = "script, base, meta[http-equiv]"
_NEUTRAL: Final = frozenset(
    "action autofocus background-sync crossorigin data download formaction formmethod formtarget http-equiv integrity "
    "manifest method nonce ping popover popovertarget srcdoc target".split()
)
_EMBEDDED: Final = frozenset({"applet", "embed", "frame", "iframe", "object", "portal"})
_SHOWN: Final = frozenset({"stylesheet", "icon"})
_NOWHERE: Final = "#"


@dataclass(frozen=True, slots=True)
class Inside:
    """Where a page stands: its own address, and how links of the site are written inside the desk."""

    base: str
    """The address of the page as visitors have it, absolute."""
    links: SiteLinks
    shown: Callable[[str, str], str]
    """Gives the address of a page inside the desk, for a language and a German path with query."""


def disarmed(page: str, inside: Inside, head: str) -> str:
    """Return a page that does nothing; `head` comes before everything else in it."""
    base = _base(page, inside.base)
    before = f'<base href="{escape_attribute(base)}">{head}'
    placed: list[bool] = []

    def doctype(handle: Element) -> None:
        if not placed:
            handle.after(before, html=True)
            placed.append(True)

    def remove(handle: Element) -> None:
        handle.remove()

    def link(handle: Element) -> None:
        if _SHOWN.isdisjoint((handle.get("rel") or "").lower().split()):
            handle.remove()

    def every(handle: Element) -> None:
        _quiet(handle)
        if handle.tag in ("a", "area") and handle.has_attribute("href"):
            handle.set_attribute("href", _address(handle.get("href") or "", base, inside))

    elements = [(_REMOVED, remove), ("link", link), ("*", every)]
    written = rewrite(page, elements=elements, doctype=doctype)
    # Tags that a page leaves out, html and head, are the parser's to add; what stands here comes into the head.
    return written if placed else before + written


def _quiet(handle: Element) -> None:
    for name, value in tuple(handle.attrs):
        lower = name.lower()
        loads = lower == "src" and handle.tag in _EMBEDDED
        if loads or lower.startswith("on") or lower in _NEUTRAL or _runs(value or ""):
            handle.remove_attribute(name)


def _runs(value: str) -> bool:
    """Whether a value is an address that runs (WHATWG URL 4.4: some white space does not count)."""
    return "".join(value.split()).lower().startswith("javascript:")


def _address(href: str, base: str, inside: Inside) -> str:
    """Where a link leads inside the desk; nowhere for another site, a file, and what is no page."""
    try:
        parts = urlsplit(urljoin(base, href.strip()))
    except ValueError:
        return _NOWHERE
    if parts.scheme not in ("http", "https") or not inside.links.is_own(parts.netloc, parts.scheme):
        return _NOWHERE
    path = parts.path or "/"
    german = inside.links.german_path(path)
    if is_file(german) or german.startswith(f"/{RESERVED}"):
        return _NOWHERE
    language = path.split("/")[1] if german != path else inside.links.language or ""
    return inside.shown(language, german + (f"?{parts.query}" if parts.query else ""))


def _base(page: str, address: str) -> str:
    """The address that the page's relative links start from: its first base, as browsers take it."""
    found: list[str] = []

    def base(handle: Element) -> None:
        if not found and handle.has_attribute("href"):
            found.append(handle.get("href") or "")

    rewrite(page, elements=[("base", base)])
    try:
        return urljoin(address, found[0].strip()) if found else address
    except ValueError:
        return address
