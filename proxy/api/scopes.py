"""What a token of the API may be used for."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from proxy.desk.permissions import Permission


class Scope(StrEnum):
    """A token has one or more of these, and never more than the account that made it."""

    TRANSLATE = "translate"
    READ = "read"
    TEXTS = "texts"
    TERMS = "terms"
    OPERATE = "operate"


NEEDS: Final = MappingProxyType(
    {
        Scope.TRANSLATE: Permission.READ,
        Scope.READ: Permission.READ,
        Scope.TEXTS: Permission.EDIT_TEXTS,
        Scope.TERMS: Permission.EDIT_TERMS,
        Scope.OPERATE: Permission.OPERATE,
    }
)
"""What an account needs to give a token this scope."""
