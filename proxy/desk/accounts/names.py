"""Names of accounts: as they are shown, and as they are compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from glossary.errors import GlossaryError

_LONGEST: Final = 100
_NAME: Final = re.compile(r"[^\W_](?:[\w.@+ '\-]*[\w.+'\-])?")


def clean_name(given: str) -> str:
    """Return a name as it is kept; raises `GlossaryError` for what is none."""
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        message = (
            f'"{name[:_LONGEST]}" cannot be the name of an account: it begins with a letter or digit, has at most '
            f"{_LONGEST} characters, and besides letters and digits only . @ + - _ ' and spaces"
        )
        raise GlossaryError(message)
    return name


def name_key(name: str) -> str:
    """Return by what names are told apart: not by case, width or spaces around them (UTS #39 would tell more)."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()
