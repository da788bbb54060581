"""What is the same for all requests: the settings, the site's names, whom to believe."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from proxy.links import SiteLinks
from proxy.settings import Settings
from proxy.visitor import Networks, Visitor


@dataclass(frozen=True, slots=True)
class Site:
    """The city's site as this proxy serves it."""

    settings: Settings
    own_hosts: frozenset[str]
    networks: Networks
    salt: bytes
    """Keeps visitors' keys from being traced back; new with every start."""

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
    networks = tuple(ipaddress.ip_network(each, strict=False) for each in settings.server.trusted_proxies)
    return Site(settings, frozenset(name.lower() for name in names), networks, salt)
