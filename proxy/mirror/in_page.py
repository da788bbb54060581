"""The styles of one page turned: its links to sheets, its own sheets and its `style` attributes, as edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from proxy.links import SiteLinks
from proxy.mirror.policy import StylePolicy, style_policy
from proxy.page.document import NOWHERE, Document, Element
from proxy.page.navigation import stylesheet
from proxy.page.splice import Edit
from proxy.page.words import AttributeChanges
from translation.languages import Language

REASON = "mirror"
_POLICY = "Content-Security-Policy"
Turn = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PageStyles:
    """A rule for whole pages (`proxy.page.rewrite.PageRule`) that turns the styles of one page.

    `addresses` has the turned sheet of each link as it is written; `sheet` and `attribute` turn texts; `extra` is the
    address of the editors' own sheet for right to left, or "".
    """

    addresses: Mapping[str, str]
    policy: StylePolicy
    sheet: Turn
    attribute: Turn
    extra: str = ""

    def __call__(self, document: Document, target: Language, changes: AttributeChanges) -> Iterable[Edit]:
        """Yield the changes of the page; none where it runs from left to right."""
        if target.direction != "rtl":
            return
        for element in document.notable:
            if element.name == "link":
                self._link(element, changes)
            elif element.text != NOWHERE:
                yield from self._style(document.source, element)
            if (style := element.get("style")) and self.policy.allows_attributes():
                turned = self.attribute(style)
                if turned != style:
                    changes.setdefault((element.tag, "style"), (turned, REASON))
        place = document.anchors.head_end
        if self.extra and place >= 0 and self.policy.allows_ours(nonce=False):
            yield Edit(place, place, (stylesheet(self.extra),), REASON)

    def _link(self, element: Element, changes: AttributeChanges) -> None:
        address = self.addresses.get(element.get("href") or "")
        if address and _is_sheet(element) and self.policy.allows_ours(nonce=element.get("nonce") is not None):
            changes.setdefault((element.tag, "href"), (address, REASON))

    def _style(self, source: str, element: Element) -> Iterator[Edit]:
        if not _is_style(element) or _is_kept(element, self.policy):
            return
        start, end = element.text
        turned = self.sheet(source[start:end])
        if turned != source[start:end]:
            yield Edit(start, end, (turned,), REASON)


class Kept(NamedTuple):
    """A style that may not be turned, by its address or element, and why."""

    style: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a page links to: each sheet of the site as it is written, with its target at the origin; and its policy.

    `kept` are the page's styles that stay as they are because something names their hashes, or forbids ours.
    """

    targets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    policy: StylePolicy = field(default_factory=StylePolicy)
    kept: tuple[Kept, ...] = ()


def find(document: Document, path: str, links: SiteLinks, header_policy: str) -> Found:
    """Look for a page's sheets; `path` is its German path."""
    metas = [meta.value for meta in document.metas if meta.element == "content-security-policy"]
    base = urljoin(links.absolute(path), document.base)
    policy = style_policy([header_policy, *metas])
    targets = {}
    kept = []
    for element in document.notable:
        href = element.get("href")
        if element.name == "link" and href and _loads_style(element):
            target = own_target(href, base, links)
            if target is not None and _is_sheet(element):
                targets[href] = target
            if target is not None and (reason := _kept_sheet(element, policy)):
                kept.append(Kept(target, reason))
        elif element.text != NOWHERE and _is_kept(element, policy):
            kept.append(Kept(f"<style> in {path.partition('?')[0]}", _POLICY))
    return Found(MappingProxyType(targets), policy, tuple(kept))


def own_target(address: str, base: str, links: SiteLinks) -> str | None:
    """Return path and query of an address of this site, as the origin knows it; None for any other."""
    try:
        parts = urlsplit(urljoin(base, address.strip()))
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not links.is_own(parts.netloc, parts.scheme):
        return None
    path = links.german_path(parts.path or "/")
    return path + (f"?{parts.query}" if parts.query else "")


def _kept_sheet(element: Element, policy: StylePolicy) -> str:
    """Return why a link keeps its sheet; "" if it need not."""
    if element.get("integrity") is not None:
        return "integrity"
    return "" if policy.allows_ours(nonce=element.get("nonce") is not None) else _POLICY


def _is_sheet(element: Element) -> bool:
    """Tell whether a link loads a sheet that may be another one; one known by its hash must stay as it is."""
    return _loads_style(element) and element.get("integrity") is None


def _loads_style(element: Element) -> bool:
    """Tell whether a link is a style sheet, or asks to load one early."""
    relations = frozenset((element.get("rel") or "").lower().split())
    early = "preload" in relations and (element.get("as") or "").lower() == "style"
    return "stylesheet" in relations or early


def _is_style(element: Element) -> bool:
    return (element.get("type") or "text/css").strip().lower() == "text/css"


def _is_kept(element: Element, policy: StylePolicy) -> bool:
    """Tell whether a `<style>` must stay as it is."""
    return _is_style(element) and not policy.allows_change(nonce=element.get("nonce") is not None)
