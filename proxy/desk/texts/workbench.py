"""What the pages of the texts' area share: the register, what may be edited, what an editor may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from glossary.live import NO_GLOSSARY, Snapshot
from proxy.desk.asked import Asked
from proxy.desk.formats import Formats
from proxy.desk.parts import DeskParts
from proxy.desk.permissions import Permission
from proxy.desk.texts.editing import Editing
from proxy.desk.texts.reading import TextState
from proxy.desk.texts.register import Register
from proxy.desk.texts.showing import Shown, shown_pieces

BADGES: Final[Mapping[TextState, str]] = {
    TextState.MACHINE: "",
    TextState.REVIEWED: "good",
    TextState.OVERRIDDEN: "good",
    TextState.STALE: "warn",
    TextState.FAILED: "bad",
    TextState.GERMAN: "warn",
    TextState.WAITING: "",
    TextState.FIXED: "",
}


def text_address(language: str, segment: str, page: str = "", from_: str = "") -> str:
    """The address of one text below the desk; `from_` is the query of the list it was found in."""
    query = {name: value for name, value in (("page", page), ("from", from_)) if value}
    return f"/texts/{language}/{segment}" + (f"?{urlencode(query)}" if query else "")


@dataclass(frozen=True, slots=True)
class Common:
    """What every template of the area needs."""

    formats: Formats
    may_edit: Callable[[str], bool]
    """Whether texts of a language may be edited."""
    badges: Mapping[TextState, str] = field(default_factory=lambda: BADGES)
    states: tuple[TextState, ...] = tuple(TextState)
    pieces: Callable[[str], tuple[Shown, ...]] = shown_pieces
    address: Callable[..., str] = text_address


class Workbench:
    """Made once for the area."""

    def __init__(self, parts: DeskParts) -> None:
        """Take the desk's parts."""
        self.parts = parts
        self.register = Register(parts.database)
        self.editing = Editing(parts.database, parts.audit)
        self.targets = parts.proxy.settings.languages.targets

    @property
    def snapshot(self) -> Snapshot:
        """What editors have decided, as visitors see it now."""
        service = self.parts.proxy.translation.service
        return NO_GLOSSARY if service is None else service.glossary

    def languages(self, asked: Asked) -> tuple[str, ...]:
        """The languages whose texts may be edited by who asks; () where it is all, or none."""
        own = tuple(each for each in self.targets if asked.may(Permission.EDIT_TEXTS, each))
        return () if own == tuple(self.targets) else own

    def common(self, asked: Asked) -> Common:
        """What every template of the area needs."""
        return Common(Formats(asked.language), lambda language: asked.may(Permission.EDIT_TEXTS, language))
