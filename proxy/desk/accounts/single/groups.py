"""What somebody may at the desk, by the claims of the provider and the table of the settings. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from glossary.errors import GlossaryError
from proxy.desk.accounts.names import clean_name
from proxy.desk.accounts.records import Draft
from proxy.desk.permissions import Role
from proxy.settings import SignOnSettings


def draft_of(claims: Mapping[str, Any], settings: SignOnSettings) -> Draft:
    """Return the account that these claims ask for; without roles where the settings know none of the groups."""
    groups = frozenset(_texts(claims.get(settings.groups_claim)))
    roles = frozenset(Role(role) for group, role in settings.roles.items() if group in groups)
    languages = frozenset(code for group, code in settings.languages.items() if group in groups)
    return Draft(_name(claims, settings.name_claim), roles, languages if Role.EDITOR in roles else frozenset())


def _texts(value: object) -> Iterator[str]:
    """A claim with one text, several, or one with spaces between them."""
    if isinstance(value, str):
        yield value
        yield from value.split()
    elif isinstance(value, list):
        yield from (each for each in value if isinstance(each, str))


def _name(claims: Mapping[str, Any], claim: str) -> str:
    """The first that can be a name; what the provider calls somebody for itself always comes last."""
    for given in (claims.get(claim), claims.get("email")):
        try:
            return clean_name(str(given or ""))
        except GlossaryError:
            continue
    return "sso " + "".join(letter for letter in str(claims.get("sub", "")) if letter.isalnum())[:80]
