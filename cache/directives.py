"""Reads Cache-Control as a shared cache has to: every spelling, and what conflicts by its strictest meaning.

Pure. Must not decide anything: `freshness` does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# RFC 9111 section 1.2.2: what does not fit is taken for 2**31, "or the greatest that can be represented".
MAX_SECONDS = 2**31

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ITEM = re.compile(rf'(?:{_QUOTED}|[^",])+')


@dataclass(frozen=True, slots=True)
class Directives:
    """Directive names in lower case, each with all the arguments it was given, None where it had none."""

    arguments: Mapping[str, tuple[str | None, ...]]

    def __contains__(self, name: str) -> bool:
        return name in self.arguments

    def seconds(self, name: str) -> int | None:
        """The seconds of a directive, None if it is not there.

        RFC 9111 section 4.2.1: what is not a number of seconds is treated as stale, so 0; of several the
        smallest, which is never longer than "the first occurrence" that the section asks for.
        """
        given = self.arguments.get(name)
        return None if given is None else min(map(_delta_seconds, given))


def parsed(value: str | None) -> Directives:
    """The directives of a Cache-Control value, with repeated fields already joined by commas."""
    arguments: dict[str, tuple[str | None, ...]] = {}
    for name, argument in map(_directive, _items(value or "")):
        if name:
            arguments[name] = (*arguments.get(name, ()), argument)
    return Directives(arguments)


def _items(value: str) -> list[str]:
    # A quotation that never ends would hide what follows it, a no-store perhaps: then quotes mean nothing.
    unquoted = re.sub(_QUOTED, "", value)
    items = value.split(",") if '"' in unquoted else _ITEM.findall(value)
    # A semicolon is no separator. What follows it is read all the same, beside the item that it spoils.
    return items + [late for item in items if '"' not in item for late in item.split(";")[1:]]


def _directive(item: str) -> tuple[str, str | None]:
    # RFC 9111 section 5.2: names are case-insensitive; arguments come as token or as quoted-string.
    name, equals, argument = item.partition("=")
    name = name.partition(";")[0].strip(" \t").lower()
    if not equals:
        return name, None
    argument = argument.rstrip(" \t")
    if len(argument) >= 2 and argument[0] == argument[-1] == '"':
        argument = re.sub(r"\\(.)", r"\1", argument[1:-1])
    return name, argument


def _delta_seconds(argument: str | None) -> int:
    # RFC 9111 section 1.2.2: digits only, neither sign nor fraction nor space.
    if argument is None or not (argument.isascii() and argument.isdigit()):
        return 0
    return MAX_SECONDS if len(argument.lstrip("0")) > 10 else min(int(argument), MAX_SECONDS)
