"""What a page's Content-Security-Policy (CSP 3, 6.7) lets us change of its styles without the browser refusing them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_HASH = re.compile(r"'sha(?:256|384|512)-", re.IGNORECASE)
_OPEN = frozenset({"'self'", "*", "http:", "https:"})


@dataclass(frozen=True, slots=True)
class StylePolicy:
    """All policies of one page: of each, the sources of style elements and links, and those of `style` attributes."""

    elements: tuple[frozenset[str], ...] = ()
    attributes: tuple[frozenset[str], ...] = ()

    def allows_ours(self, *, nonce: bool) -> bool:
        """Tell whether a sheet from our own address is loaded; `nonce` says that the link carries one."""
        return all(not _OPEN.isdisjoint(each) or (nonce and _has_nonce(each)) for each in self.elements)

    def allows_change(self, *, nonce: bool) -> bool:
        """Tell whether a `<style>` may be changed: one that is known by its hash may not."""
        return all(
            (nonce and _has_nonce(each)) or ("'unsafe-inline'" in each and not _is_strict(each))
            for each in self.elements
        )

    def allows_attributes(self) -> bool:
        """Tell whether `style` attributes count, and are not known by their hashes."""
        return all("'unsafe-inline'" in each and not _is_strict(each) for each in self.attributes)


def style_policy(texts: Iterable[str]) -> StylePolicy:
    """Read the values of headers and of `<meta http-equiv>`; a value may hold several policies."""
    elements: list[frozenset[str]] = []
    attributes: list[frozenset[str]] = []
    for policy in ",".join(texts).split(","):
        directives: dict[str, frozenset[str]] = {}
        for directive in policy.split(";"):
            words = directive.split()
            if words:
                directives.setdefault(words[0].lower(), frozenset(word.lower() for word in words[1:]))
        default = directives.get("style-src", directives.get("default-src"))
        for name, found in (("style-src-elem", elements), ("style-src-attr", attributes)):
            sources = directives.get(name, default)
            if sources is not None:
                found.append(sources)
    return StylePolicy(tuple(elements), tuple(attributes))


def _has_nonce(sources: frozenset[str]) -> bool:
    return any(source.startswith("'nonce-") for source in sources)


def _is_strict(sources: frozenset[str]) -> bool:
    """With a hash or a nonce beside it `'unsafe-inline'` does not count (6.7.3.2)."""
    return _has_nonce(sources) or any(_HASH.match(source) for source in sources)
