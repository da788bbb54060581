"""Asking the origin whether what is stored still holds, and taking in its answer.

Pure; headers are mappings with lower-case names. Must not know how requests are sent.
"""

from collections.abc import Mapping

from cache.conditions import same_tag

# RFC 9111 section 3.2: what a 304 must not change in what is stored, and the hop-by-hop fields of RFC 9110
# section 7.6.1. Cookies are never stored (law 7).
_NOT_UPDATED = frozenset(
    {
        "connection",
        "content-encoding",
        "content-length",
        "content-range",
        "content-type",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authentication-info",
        "proxy-authorization",
        "proxy-connection",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


def conditions(etag: str, last_modified: str) -> dict[str, str]:
    """The headers that make a request conditional: RFC 9111 section 4.3.1."""
    named = {"if-none-match": etag, "if-modified-since": last_modified}
    return {name: value for name, value in named.items() if value}


def updated(stored: Mapping[str, str], validation: Mapping[str, str]) -> dict[str, str]:
    """The stored headers after a 304: RFC 9111 sections 3.2 and 4.3.4."""
    named = {name.strip(" \t").lower() for name in validation.get("connection", "").split(",")}
    kept_out = _NOT_UPDATED | named
    return {**stored, **{name: value for name, value in validation.items() if name not in kept_out}}


def confirms(stored: Mapping[str, str], answer: Mapping[str, str]) -> bool:
    """Does a 304 speak of what is stored? RFC 9111 section 4.3.4: its validators may not be those of something else."""
    given, known = answer.get("etag", ""), stored.get("etag", "")
    if given and known:
        return same_tag(given, known)
    given, known = answer.get("last-modified", ""), stored.get("last-modified", "")
    return not (given and known) or given == known


def head_confirms(stored: Mapping[str, str], answer: Mapping[str, str], size: int) -> bool:
    """Does the answer to a HEAD speak of what is stored? RFC 9111 section 4.3.5: validators and length agree."""
    for name in ("etag", "last-modified"):
        if name in answer and stored.get(name, "") != answer[name]:
            return False
    return answer.get("content-length", str(size)).strip() == str(size)
