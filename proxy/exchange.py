"""One request with everything that was decided about it: the value that goes through the flow.

Pure. Builds the request to the origin and the view for the translator from it.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from proxy.headers import Forwarding, Pairs, first, to_origin, unconditional
from proxy.links import SiteLinks
from proxy.origin import OriginRequest
from proxy.settings import Settings
from proxy.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Exchange:
    """A visitor, the origin's target, and the links in the visitor's language."""

    visitor: Visitor
    links: SiteLinks
    target: str
    """What the origin is asked for: raw German path and query."""
    background: bool = False

    @property
    def path(self) -> str:
        """The German path, without its query."""
        return self.target.partition("?")[0]

    @property
    def wants_no_body(self) -> bool:
        return self.visitor.method == "HEAD"

    def in_background(self) -> "Exchange":
        """The same page for nobody in particular, whole and unconditional."""
        visitor = replace(self.visitor, method="GET", headers=unconditional(self.visitor.headers))
        return replace(self, visitor=visitor, background=True)

    def origin_request(self, settings: Settings, body: AsyncIterator[bytes] | None = None) -> OriginRequest:
        """The request to the origin as the visitor made it."""
        return OriginRequest(self.visitor.method, self.target, self._headers(settings, self.visitor.headers), body)

    def page_request(self, settings: Settings, conditions: Pairs = ()) -> OriginRequest:
        """The request for the whole page, on our own conditions."""
        headers = self._headers(settings, unconditional(self.visitor.headers))
        return OriginRequest("GET", self.target, (*headers, *conditions))

    def _headers(self, settings: Settings, headers: Pairs) -> Pairs:
        reads = bool(self.links.language) or settings.edits_german
        how = Forwarding(
            links=self.links,
            peer=self.visitor.peer,
            trusted=self.visitor.trusted,
            origin_url=settings.origin.url if settings.origin.host_header == "origin" else "",
            decode=reads,
        )
        return to_origin(headers, how)

    @property
    def page_url(self) -> str:
        """The page's public German URL."""
        return self.links.absolute(self.target)

    def header(self, name: str) -> str:
        """The first value of a request header, or ""."""
        return first(self.visitor.headers, name)
