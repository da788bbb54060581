"""Who may do what at the desk: roles, and what each allows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What an account is; one account may have several."""

    READER = "reader"
    EDITOR = "editor"
    TERMINOLOGIST = "terminologist"
    OPS = "ops"
    ADMIN = "admin"


class Permission(StrEnum):
    """What a page of the desk or a call of the API needs."""

    READ = "read"
    EDIT_TEXTS = "edit texts"
    EDIT_TERMS = "edit terms"
    OPERATE = "operate"
    ADMINISTER = "administer"


_ALLOWED: Final = MappingProxyType(
    {
        Role.READER: frozenset({Permission.READ}),
        Role.EDITOR: frozenset({Permission.READ, Permission.EDIT_TEXTS}),
        Role.TERMINOLOGIST: frozenset({Permission.READ, Permission.EDIT_TERMS}),
        Role.OPS: frozenset({Permission.READ, Permission.OPERATE}),
        Role.ADMIN: frozenset(Permission),
    }
)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may use the desk."""

    id: str
    name: str
    """What is typed to sign in, and what history and audit log say."""
    roles: frozenset[Role]
    languages: frozenset[str] = frozenset()
    """The target languages an editor may write; empty: all."""

    def may(self, permission: Permission, language: str = "") -> bool:
        """Tell whether one of the roles allows it, for texts also in this target language."""
        if all(permission not in _ALLOWED[role] for role in self.roles):
            return False
        narrowed = permission is Permission.EDIT_TEXTS and Role.ADMIN not in self.roles and self.languages
        return not (narrowed and language) or language in self.languages
