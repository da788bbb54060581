"""All settings with their values, and where each was set: default, file, environment or option. Secrets are masked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from proxy.settings import Settings

MASK: Final = "•••"
_PASSWORD: Final = re.compile(r"(://[^/@\s\"]*?:)[^@\s\"]*@")
_SECRET: Final = re.compile(r"password$|secret$|token$|^key$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting; `place` is empty for a default."""

    name: str
    value: str
    default: str
    place: str
    about: str

    @property
    def is_default(self) -> bool:
        """Whether nobody has set it."""
        return not self.place


@dataclass(frozen=True, slots=True)
class Section:
    """The settings of one section."""

    name: str
    settings: tuple[Shown, ...]


def configuration(settings: Settings, places: Mapping[str, str], *, only_set: bool = False) -> tuple[Section, ...]:
    """All sections, in the order of the reference; with `only_set`, what is no default."""
    sections: list[Section] = []
    for name in type(settings).model_fields:
        section = getattr(settings, name)
        if isinstance(section, BaseModel):
            shown = tuple(_shown(name, key, section, places) for key in type(section).model_fields)
            kept = tuple(each for each in shown if not (only_set and each.is_default))
            if kept:
                sections.append(Section(name, kept))
    return tuple(sections)


def _shown(section: str, key: str, values: BaseModel, places: Mapping[str, str]) -> Shown:
    field = type(values).model_fields[key]
    return Shown(
        name=f"{section}.{key}",
        value=_text(key, getattr(values, key)),
        default=_text(key, field.get_default(call_default_factory=True)),
        place=places.get(f"{section}.{key}", ""),
        about=field.description or "",
    )


def _text(key: str, value: object) -> str:
    """A value as a settings file would have it, without what is secret."""
    if isinstance(value, str | Path) and str(value):
        return MASK if _SECRET.search(key) else _PASSWORD.sub(rf"\1{MASK}@", str(value))
    if isinstance(value, Mapping):
        value = dict(value)
    return "" if value is None or value == "" else json.dumps(value, ensure_ascii=False, default=str)
