"""Which pages a page leads to, as the crawler that warms the caches sees it. Pure.

Reads with BeautifulSoup, so that a mistake of the parser that rewrites pages is not made here as well.
"""

from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

from bs4 import BeautifulSoup, Tag

from proxy.links import SiteLinks, is_file, path_matches
from proxy.sitemaps import own_path


def pages_of(html: str, path: str, links: SiteLinks) -> Iterator[str]:
    """The paths of the website's pages that a page links to, in order; with a query only in a sitemap, never from here.

    Queries lead into calendars and searches that have no end.
    """
    soup = BeautifulSoup(html, "html.parser")
    base = soup.select_one("base[href]")
    here = urljoin(links.public_origin + path, str(base["href"]) if base else "")
    for anchor in soup.select("a[href], area[href]"):
        if "nofollow" in _tokens(anchor, "rel"):
            continue
        try:
            address = urldefrag(urljoin(here, str(anchor["href"]).strip())).url
        except ValueError:
            continue
        found = own_path(address, links) if address.startswith(("http://", "https://")) else ""
        if found and "?" not in found and is_wanted(found, links):
            yield found


def is_wanted(path: str, links: SiteLinks) -> bool:
    """Whether a path is that of a page that there is in languages."""
    plain = path.partition("?")[0]
    first = plain[1:].partition("/")[0]
    if first in links.targets or first.startswith(".") or is_file(plain):
        return False
    return not path_matches(plain, links.excluded_paths)


def _tokens(tag: Tag, name: str) -> list[str]:
    value = tag.get(name)
    return [] if value is None else str(value if isinstance(value, str) else " ".join(value)).lower().split()
