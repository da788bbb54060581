"""What is the same for all requests: the settings, the site's names, whom to believe."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from proxy.addresses import Networks, networks_of
from proxy.links import SiteLinks
from proxy.settings import Settings
from proxy.visitor import Visitor, visitor_of


@dataclass(frozen=True, slots=True)
class Site:
    """The city's site as this proxy serves it."""

    settings: Settings
    own_hosts: frozenset[str]
    networks: Networks
    salt: bytes
    """Keeps visitors' keys from being traced back; new with every start."""

    def visitor(self, request: web.BaseRequest) -> Visitor:
        """Who asks, and for what."""
        return visitor_of(request, self.networks, self.settings.server.forwarding, self.salt)

    def links(self, visitor: Visitor, language: str | None) -> SiteLinks:
        """The site's links as this visitor sees them."""
        return SiteLinks(
            language=language,
            public_origin=self.settings.server.public_url or f"{visitor.scheme}://{visitor.host}",
            own_hosts=self.own_hosts,
            excluded_paths=self.settings.pages.excluded_paths,
            targets=self.settings.languages.targets,
        )


def site_of(settings: Settings, salt: bytes) -> Site:
    """The site that the settings describe."""
    public = (urlsplit(settings.server.public_url).netloc,) if settings.server.public_url else ()
    names = (urlsplit(settings.origin.url).netloc, *settings.origin.aliases, *settings.server.hosts, *public)
    networks = networks_of(settings.server.trusted_proxies)
    return Site(settings, frozenset(name.lower() for name in names), networks, salt)
