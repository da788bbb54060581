"""Which property becomes which: left and right in the names of physical properties change places.

Custom properties mean whatever their author meant; logical properties (CSS Logical Properties 1) follow the
direction by themselves; `direction` and `unicode-bidi` belong to the text (CSS Writing Modes 4, 2.1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_SIDE = re.compile(r"(?<![a-z])(top|bottom)?(left|right)(?![a-z])")
_OTHER: Mapping[str, str] = MappingProxyType({"left": "right", "right": "left"})
_PREFIX = re.compile(r"-(?:webkit|moz|ms|o)-")
_LOGICAL = re.compile(
    r"(?:margin|padding|border|scroll-margin|scroll-padding)-(?:inline|block)|inset-(?:inline|block)"
    r"|border-(?:start|end)-(?:start|end)-radius|(?:inline|block)-size|(?:min|max)-(?:inline|block)-size"
)


def other_side(name: str) -> str:
    """Return a lower-case property name, or an identifier that is one, with left and right exchanged."""
    if "left" not in name and "right" not in name:
        return name
    return _SIDE.sub(lambda found: (found[1] or "") + _OTHER[found[2]], name)


def unprefixed(name: str) -> str:
    """Return a property name without a browser's prefix."""
    return _PREFIX.sub("", name, count=1) if name.startswith("-") else name


def is_logical(name: str) -> bool:
    """Tell whether a property follows the direction of the text by itself."""
    return _LOGICAL.match(name) is not None
