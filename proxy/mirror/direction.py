"""Which sheets know right to left by themselves and are left alone."""

from __future__ import annotations

import re

from proxy.mirror.names import is_logical, other_side

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SELECTOR = re.compile(r"""\[dir\s*=\s*["']?rtl["']?\s*i?\s*\]|:dir\(\s*rtl\s*\)""", re.IGNORECASE)
_PROPERTY = re.compile(r"(?<=[{;\s])([a-z-]+)(?=\s*:)", re.IGNORECASE)
_FEW = 10


def knows_direction(css: str) -> str:
    """Return why a sheet is left alone, or "": it has rules for right to left, or is written in logical properties."""
    text = _COMMENT.sub("", css)
    if _SELECTOR.search(text):
        return "has rules of its own for right to left"
    names = [match.lower() for match in _PROPERTY.findall(text)]
    logical = sum(is_logical(name) for name in names)
    physical = sum(other_side(name) != name for name in names)
    if logical >= _FEW and logical > physical:
        return "is written in logical properties"
    return ""
