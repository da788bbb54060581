"""Where warming asks: the proxy that runs with these settings, by the name that visitors use."""

from urllib.parse import urlsplit

from proxy.links import SiteLinks
from proxy.settings import Settings
from proxy.site import site_of
from proxy.warm_key import warm_key
from proxy.warming import Target


def target_of(settings: Settings, url: str) -> Target:
    """The target of warming; `url` is where the proxy listens.

    A page is remembered for the host that asked for it: the public address, else the first of the host names, else the
    website's own.
    """
    server = settings.server
    public = urlsplit(server.public_url).netloc
    host = public or (server.hosts[0] if server.hosts else urlsplit(settings.origin.url).netloc)
    site = site_of(settings, b"")
    links = SiteLinks(
        language=None,
        public_origin=server.public_url or f"http://{host}",
        own_hosts=site.own_hosts | {host.lower()},
        excluded_paths=settings.pages.excluded_paths,
        targets=settings.languages.targets,
    )
    key = warm_key(settings.cache.folder)
    return Target(url, host, key, links, settings.warming.requests_per_second)
