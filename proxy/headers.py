"""Which headers pass, and how they change, in each direction. Pure.

Headers are rows of name and value, in the order and with the letter case in which they came; duplicates stay
duplicates. Numbers in comments are sections of RFC 9110 unless another one is named.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from proxy.links import SiteLinks

Pairs = tuple[tuple[str, str], ...]

VIA: Final = "stadtlotse"
LANGUAGE_HEADER: Final = "X-Stadtlotse-Language"
ETAG_MARK: Final = "sl-"
"""Begins the ETags that are ours, so that they are never sent to the origin."""

# 7.6.1, and 11.7: the last two speak to the nearest proxy.
HOP_BY_HOP: Final = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "proxy-authenticate",
        "proxy-authorization",
    }
)

# What anyone could claim; from a peer that is not trusted it is left out.
_CLAIMS: Final = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"})

# True of the origin's bytes, not of a translation of them: 8.4, 8.6, 8.8, 14.3, 14.4; RFC 9530 (digests);
# RFC 9421 (signatures).
OF_THE_BODY: Final = frozenset(
    {
        "accept-ranges",
        "content-digest",
        "content-encoding",
        "content-language",
        "content-length",
        "content-md5",
        "content-range",
        "content-type",
        "digest",
        "etag",
        "last-modified",
        "repr-digest",
        "signature",
        "signature-input",
        "transfer-encoding",
        "vary",
    }
)

FIXED: Final = frozenset({"accept-encoding", "accept-language", LANGUAGE_HEADER.lower()})
"""Request headers that the proxy itself writes when it asks for a page to translate: the visitor's do not count."""

DECODABLE: Final = ("gzip", "br", "zstd", "deflate")
_CONDITIONAL: Final = frozenset(
    {"if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "range", "if-range"}
)
_TAGS: Final = ("cache-tag", "surrogate-key", "xkey")  # no standard: as CDNs and editing systems have them
_ADDRESSES: Final = frozenset({"location", "content-location"})
_TOKEN: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # 5.6.2
_FORBIDDEN: Final = re.compile(r"[\r\n\0]")  # 5.5: "CR, LF, and NUL characters"
_REFRESH: Final = re.compile(r"(\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?([\"']?))(.*?)(\2\s*)", re.IGNORECASE)
_LINK: Final = re.compile(r'"(?:\\.|[^"\\])*"|<([^>]*)>')


@dataclass(frozen=True, slots=True)
class Forwarding:
    """What a request to the origin needs to know besides its own headers."""

    links: SiteLinks
    """In the visitor's language; its public origin is where the visitor came."""
    peer: str
    trusted: bool
    origin_url: str
    """The origin's own scheme and host, if the Host header shall be that."""
    decode: bool
    """The answer may have to be read: only codings that can be undone."""


def pairs_of(raw: Iterable[tuple[bytes, bytes]]) -> Pairs:
    """Headers as text: UTF-8, or Latin-1 where they are not."""
    return tuple((_text(name), _text(value)) for name, value in raw)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def first(headers: Pairs, name: str) -> str:
    """The first value of a header, or ""."""
    return next((value for key, value in headers if key.lower() == name), "")


def joined(headers: Pairs, name: str) -> str:
    """All values of a header as one list (5.3)."""
    return ", ".join(value for key, value in headers if key.lower() == name)


def elements(headers: Pairs, name: str) -> tuple[str, ...]:
    """The elements of a list header, lower case."""
    return tuple(part.strip().lower() for part in joined(headers, name).split(",") if part.strip())


def lowered(headers: Pairs) -> dict[str, str]:
    """Lower-case names to values; several values of one name are joined."""
    names = dict.fromkeys(name.lower() for name, _ in headers)
    return {name: joined(headers, name) for name in names}


def tags_of(headers: Pairs) -> tuple[str, ...]:
    """The names by which the website's editing system may have an answer forgotten."""
    found = (tag for name in _TAGS for tag in joined(headers, name).replace(",", " ").split())
    return tuple(dict.fromkeys(found))


def without(headers: Pairs, names: frozenset[str]) -> Pairs:
    """All headers but these."""
    return tuple(pair for pair in headers if pair[0].lower() not in names)


def end_to_end(headers: Pairs) -> Pairs:
    """What a proxy passes on: nothing that is for this connection only, nothing that could break a message."""
    dropped = HOP_BY_HOP.union(elements(headers, "connection"))
    kept = without(headers, dropped - {"content-length", "host"})  # naming these would unframe the message
    return tuple((name, value) for name, value in kept if _TOKEN.fullmatch(name) and not _FORBIDDEN.search(value))


def has_looped(headers: Pairs) -> bool:
    """Whether a request has been here already (7.6.3)."""
    return any(part.split()[1:2] == [VIA] for part in elements(headers, "via"))


def to_origin(headers: Pairs, how: Forwarding) -> Pairs:
    """The headers of the request to the origin."""
    links, language = how.links, how.links.language
    kept = end_to_end(headers)
    own = {"host", "expect", "via", LANGUAGE_HEADER.lower()} | _CLAIMS
    own |= {"accept-encoding"} if how.decode else set()
    if language:  # the text that is translated must be German, and its dates are not those of the translation
        own |= {"accept-language", "if-modified-since", "if-unmodified-since"}
    host = how.origin_url.partition("://")[2] if how.origin_url else links.public_origin.partition("://")[2]
    rows = [("Host", host)]
    for name, value in without(kept, frozenset(own)):
        mapped = _request_value(name.lower(), value, how)
        if mapped is not None:
            rows.append((name, mapped))
    if how.decode:
        rows.append(("Accept-Encoding", accepted_codings(joined(kept, "accept-encoding"))))
    if language:
        rows += [("Accept-Language", "de"), (LANGUAGE_HEADER, language)]
    return (*rows, *_forwarded(kept, how))


def _request_value(name: str, value: str, how: Forwarding) -> str | None:
    if name == "referer":
        url = how.links.to_german(value)
        return _moved(url, how)
    if name == "origin":
        return _moved(value, how)
    if name in ("if-match", "if-none-match", "if-range") and f'"{ETAG_MARK}' in value:
        kept = [tag.strip() for tag in value.split(",") if f'"{ETAG_MARK}' not in tag]
        return ", ".join(kept) or None
    return value


def _moved(url: str, how: Forwarding) -> str:
    """An address of the site under the name by which the origin knows itself."""
    public = how.links.public_origin
    if how.origin_url and (url == public or url.startswith(public + "/")):
        return how.origin_url + url[len(public) :]
    return url


def _forwarded(headers: Pairs, how: Forwarding) -> Pairs:
    """Who asked and how, after what trusted proxies said; Via (7.6.3)."""
    scheme, _, host = how.links.public_origin.partition("://")
    peer = how.peer or "unknown"
    before = joined(headers, "x-forwarded-for") if how.trusted else ""
    rows = [
        ("X-Forwarded-For", f"{before}, {peer}" if before else peer),
        ("X-Forwarded-Proto", scheme),
        ("X-Forwarded-Host", host),
    ]
    chain = joined(headers, "forwarded") if how.trusted else ""
    if chain:  # RFC 7239: an IPv6 address is quoted and in brackets
        node = f'"[{peer}]"' if ":" in peer else peer
        rows.append(("Forwarded", f"{chain}, for={node};proto={scheme}"))
    via = joined(headers, "via")
    return (*rows, ("Via", f"{via}, 1.1 {VIA}" if via else f"1.1 {VIA}"))


def unconditional(headers: Pairs) -> Pairs:
    """The same request for the whole page, whatever the visitor already has."""
    return without(headers, _CONDITIONAL)


def accepted_codings(accept: str) -> str:
    """The codings that the visitor accepts and that can be undone here (12.5.3)."""
    weights = dict(_coding(part) for part in accept.lower().split(",") if part.strip())
    chosen = [name for name in DECODABLE if weights.get(name, weights.get("*", 0.0)) > 0]
    return ", ".join(chosen) or "identity"


def _coding(part: str) -> tuple[str, float]:
    name, _, parameter = part.partition(";")
    try:
        weight = float(parameter.partition("=")[2]) if parameter.strip() else 1.0
    except ValueError:
        weight = 0.0
    return name.strip().removeprefix("x-"), weight


def to_visitor(headers: Pairs, links: SiteLinks, path: str) -> Pairs:
    """The headers of an answer, with addresses as this visitor uses them; cookies are mapped elsewhere."""
    return tuple((name, _answer_value(name.lower(), value, links, path)) for name, value in headers)


def _answer_value(name: str, value: str, links: SiteLinks, path: str) -> str:
    if name in _ADDRESSES:
        return links.to_visitor(value, path)
    if name == "refresh":
        parts = _REFRESH.fullmatch(value)
        return parts[1] + links.to_visitor(parts[3], path) + parts[4] if parts and parts[3] else value
    if name == "link":  # RFC 8288
        return _LINK.sub(lambda found: found[0] if found[1] is None else f"<{links.to_visitor(found[1], path)}>", value)
    return value


def of_translation(headers: Pairs, content_type: str, language: str) -> Pairs:
    """The origin's headers without those that spoke of its bytes, and with those of the new body."""
    return (
        *without(headers, OF_THE_BODY),
        ("Content-Type", content_type),
        ("Content-Language", language),
        *_vary(headers, FIXED),
    )


def of_edited(headers: Pairs) -> Pairs:
    """The origin's headers for a German page to which something was added: still German, still its charset."""
    kept = without(headers, OF_THE_BODY - {"content-type", "content-language"})
    return (*kept, *_vary(headers, frozenset({"accept-encoding"})))


def varying(headers: Pairs, name: str) -> Pairs:
    """The headers of what depends on this request header, too (12.5.5); "" adds nothing."""
    named = elements(headers, "vary")
    return headers if not name or name.lower() in named or "*" in named else (*headers, ("Vary", name))


def _vary(headers: Pairs, fixed: frozenset[str]) -> Pairs:
    """What the new body still varies on; the coding between it and the visitor is added by who chooses one."""
    names = [part.strip() for part in joined(headers, "vary").split(",") if part.strip()]
    left = ", ".join(name for name in names if name.lower() not in fixed)
    return (("Vary", left),) if left else ()
