"""robots.txt (RFC 9309) of the website, extended to the languages. Pure.

What the website keeps crawlers from is kept from them in every language; nothing is allowed that was not.
"""

import re
from collections.abc import Iterable
from typing import Final

MOST_BYTES: Final = 512 * 1024  # RFC 9309 2.5: crawlers read 500 kibibytes at least, and may stop there
_RULE: Final = re.compile(r"\s*((?:dis)?allow)\s*:\s*([^#\r\n]*?)\s*(?:#.*)?$", re.IGNORECASE)
_SITEMAP: Final = re.compile(r"\s*sitemap\s*:\s*(\S+)", re.IGNORECASE)


def in_languages(text: str, languages: Iterable[str], sitemaps: Iterable[str]) -> str:
    """The website's robots.txt with its rules for each language, and with more sitemaps.

    A rule for everything ("/", "*", or nothing) holds for all languages as it is.
    """
    prefixes = tuple(f"/{code}" for code in languages)
    lines: list[str] = []
    for line in text.splitlines():
        lines.append(line)
        rule = _RULE.match(line)
        if rule and rule[2].startswith("/") and rule[2].strip("/*$"):
            lines += [f"{rule[1]}: {prefix}{rule[2]}" for prefix in prefixes]
    named = set(sitemaps_of(text))
    lines += ["", *(f"Sitemap: {address}" for address in sitemaps if address not in named)]
    return "\n".join(lines).lstrip("\n") + "\n"


def sitemaps_of(text: str) -> tuple[str, ...]:
    """The addresses of the sitemaps that a robots.txt names."""
    found = (_SITEMAP.match(line) for line in text.splitlines())
    return tuple(match[1] for match in found if match)
