"""Which of the site's languages a visitor asks for: Accept-Language (RFC 9110 12.5.4), lookup (RFC 4647 3.4). Pure."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

_RANGE: Final = re.compile(r"\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")  # RFC 4647 2.1
_WEIGHT: Final = re.compile(r"[qQ]=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")  # RFC 9110 12.4.2


class Range(NamedTuple):
    """A language range, lower case, and how welcome it is, from 0 to 1."""

    text: str
    weight: float


def ranges(accept_language: str) -> tuple[Range, ...]:
    """Return what is asked for, the most welcome first; what does not follow the grammar is passed over."""
    found = []
    for element in accept_language.split(","):
        text, semicolon, parameter = (part.strip(" \t") for part in element.partition(";"))
        weight = _WEIGHT.fullmatch(parameter)
        if _RANGE.fullmatch(text) and (weight or not semicolon):
            found.append(Range(text.lower(), float(weight[1]) if weight else 1.0))
    return tuple(sorted(found, key=lambda each: -each.weight))


def lookup(accept_language: str, available: Iterable[str]) -> str:
    """Return the one of the `available` language tags that is wanted most; "" if none of them is wanted by name."""
    tags = {tag.lower(): tag for tag in available}
    wanted = ranges(accept_language)
    refused = {text for text, weight in wanted if not weight}
    for text, weight in wanted:
        subtags = text.split("-") if weight else []
        while subtags:
            candidate = "-".join(subtags)
            if candidate in tags and candidate not in refused:
                return tags[candidate]
            subtags.pop()
            if subtags and len(subtags[-1]) == 1:  # what introduces an extension goes with it
                subtags.pop()
    return ""
