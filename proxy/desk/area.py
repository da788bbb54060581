"""A part of the desk: terms, texts, reports ...; the desk joins areas and knows nothing of what they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field

from proxy.desk.permissions import Permission
from proxy.desk.routes import Route
from proxy.reserved import Place


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A link in the desk's navigation; `label` is a key of the wording."""

    label: str
    path: str
    needs: Permission = Permission.READ


def _nothing() -> AbstractAsyncContextManager[None]:
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Area:
    """Routes and navigation of one part; `running` is entered while the desk is open.

    `places` answer visitors, who have no account, under the reserved prefix itself.
    """

    name: str
    routes: tuple[Route, ...]
    navigation: tuple[NavEntry, ...] = ()
    running: Callable[[], AbstractAsyncContextManager[None]] = _nothing
    places: Mapping[str, Place] = field(default_factory=dict)
