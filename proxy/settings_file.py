"""Reads the settings: TOML file, then environment, then options of the command line; the last one wins.

What is wrong is refused with the place where it stands (file and line, variable or option) and with what is
allowed there.
"""

import difflib
import json
import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import EnvSettingsSource

from proxy.errors import SettingsError
from proxy.settings import Settings

DEFAULT_FILE: Final = Path("stadtlotse.toml")
_PREFIX: Final = "STADTLOTSE_"
_TABLE: Final = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_PASSWORD: Final = re.compile(r"(://[^/@\s\"]*?:)[^@\s\"]*@|([?&]password=)[^&\s\"]*")
_KEY: Final = re.compile(r"""\s*([A-Za-z0-9_"'.\- ]+?)\s*=""")
_TOML_PLACE: Final = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")

_Values = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Sources:
    """Where each value came from, to say so when it is wrong."""

    file: Path
    text: str
    environment: frozenset[str]
    options: Mapping[tuple[str, str], str]

    def place(self, section: str, key: str) -> str:
        variable = f"{_PREFIX}{section}__{key}".upper()
        if (section, key) in self.options:
            return f"option {self.options[section, key]}: "
        if variable in self.environment:
            return f"environment variable {variable}: "
        line = line_of(self.text, (section, key) if key else (section,))
        return f"{self.file}, line {line}: " if line else f"{self.file}: "


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, and where each that is no default was set: `server.port` -> `option --port`."""

    settings: Settings
    places: Mapping[str, str]


def load(
    file: Path | None,
    environment: Mapping[str, str],
    options: Mapping[str, tuple[str, Any]] | None = None,
    default: Path = DEFAULT_FILE,
) -> Settings:
    """The settings; `options` maps `section.key` to the option's name and its value.

    Without `file` the default one is read if it is there.
    """
    return load_with_places(file, environment, options, default).settings


def load_with_places(
    file: Path | None,
    environment: Mapping[str, str],
    options: Mapping[str, tuple[str, Any]] | None = None,
    default: Path = DEFAULT_FILE,
) -> Loaded:
    """The settings, and where they come from."""
    path = file or default
    text = _read(path, required=file is not None)
    given = {tuple(key.split(".", 1)): pair for key, pair in (options or {}).items() if pair[1] is not None}
    names = {(key[0], key[1]): pair[0] for key, pair in given.items()}
    upper = {name.upper(): value for name, value in environment.items()}
    ours = frozenset(name for name in upper if name.startswith(_PREFIX))
    sources = _Sources(path, text, ours, names)
    _refuse_unknown_variables(ours)
    values = _parsed(path, text)
    _merge(values, _Environment({name.lower(): upper[name] for name in ours})())
    for key, (_, value) in given.items():
        values.setdefault(key[0], {})[key[1]] = value
    places = {f"{section}.{key}": sources.place(section, key)[:-2] for section in values for key in values[section]}
    try:
        return Loaded(Settings.model_validate(values), places)
    except ValidationError as error:
        lines = [_message(each, sources) for each in error.errors(include_url=False)]
        raise SettingsError("\n".join(lines)) from error


class _Environment(EnvSettingsSource):
    """The environment as a parameter, so that whoever calls decides what it is."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        super().__init__(Settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return dict(self._variables)


def line_of(text: str, key: tuple[str, ...]) -> int | None:
    """The line of a TOML text in which a key, or else the table that should hold it, is set."""
    table: tuple[str, ...] = ()
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        header, pair = _TABLE.match(line), _KEY.match(line)
        if header:
            table = full = _names(header[1])
        elif pair:
            full = table + _names(pair[1])
        else:
            continue
        if full == key[: len(full)] and (best is None or len(full) > best[0]):
            best = (len(full), number)
    return best[1] if best else None


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _read(path: Path, *, required: bool) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        if not required:
            return ""
        message = f"{path}: there is no such file; write one, or leave --config out for the defaults"
        raise SettingsError(message) from error
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read as UTF-8 text ({error})"
        raise SettingsError(message) from error


def _parsed(path: Path, text: str) -> _Values:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = place[1] if place and place[1] else text.count("\n") + 1
        message = f"{path}, line {line}: not valid TOML: {_TOML_PLACE.sub('', str(error))}"
        raise SettingsError(message) from error
    for section, value in values.items():
        if not isinstance(value, dict):
            line = line_of(text, (section,))
            message = f"{path}, line {line}: {section} must be a section, [{section}], or a key inside of one"
            raise SettingsError(message)
    return values


def _merge(values: _Values, more: Mapping[str, Any]) -> None:
    for section, keys in more.items():
        values.setdefault(section, {}).update(keys)


def _refuse_unknown_variables(names: frozenset[str]) -> None:
    known = [f"{_PREFIX}{section}__{key}".upper() for section, keys in _table().items() for key in keys]
    for name in sorted(names.difference(known)):
        message = f"environment variable {name}: there is no such setting{_hint(name, known)}"
        raise SettingsError(message)


def _table() -> dict[str, dict[str, FieldInfo]]:
    sections = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {
        name: section.model_fields
        for name, section in sections.items()
        if isinstance(section, type) and issubclass(section, BaseModel)
    }


def _message(error: Any, sources: _Sources) -> str:
    """One line for one mistake: place, key, what is allowed, what was got."""
    location = tuple(str(part) for part in error["loc"])
    section, key = location[0], location[1] if len(location) > 1 else ""
    if error["type"] == "value_error" and not key:
        key, error = "targets", {**error, "input": error["input"]["targets"]}  # the one rule between two settings
    place, table = sources.place(section, key), _table()
    if error["type"] == "extra_forbidden":
        name, known = (key, table[section]) if key else (section, table)
        where = f"[{section}]" if key else "the settings"
        return f'{place}there is no "{name}" in {where}{_hint(name, list(known))}'
    name = f"{section}.{key}"
    if error["type"] == "value_error":
        allowed = str(error["ctx"]["error"])
    else:
        allowed = "must be " + allowed_values(table[section][key])
    got = _PASSWORD.sub(_masked, json.dumps(error["input"], default=str, ensure_ascii=False))
    return f"{place}{name} {allowed}, got {got}"


def _masked(found: re.Match[str]) -> str:
    return f"{found[1]}***@" if found[1] else f"{found[2]}***"


def allowed_values(field: FieldInfo) -> str:
    """What a setting may be, in words."""
    kind = field.annotation
    if get_origin(kind) is Literal:
        choices = [f'"{choice}"' for choice in get_args(kind)]
        return choices[0] if len(choices) == 1 else "one of " + ", ".join(choices)
    if kind is bool:
        return "true or false"
    if kind in (int, float):
        return "a number" + _limits(field)
    if get_origin(kind) is tuple:
        return "a list of texts"
    if get_origin(kind) is Mapping:
        return "a table of language = " + ("number from 0 to 100" if float in get_args(kind) else "text")
    return _allowed_text({kind, *get_args(kind)})


def _allowed_text(kinds: Set[object]) -> str:
    if Path not in kinds:
        return "a text that is not empty"
    return "a path, or an address" if str in kinds else "a path"


def _limits(field: FieldInfo) -> str:
    bounds: dict[str, float] = {}
    for each in field.metadata:
        for name in ("ge", "gt", "le"):
            if hasattr(each, name):
                bounds[name] = getattr(each, name)
    low = f" from {bounds['ge']:g}" if "ge" in bounds else f" above {bounds['gt']:g}" if "gt" in bounds else ""
    return low + (f" to {bounds['le']:.0f}" if "le" in bounds else "")


def _hint(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f'; did you mean "{close[0]}"?' if close else f"; known are {', '.join(sorted(known))}"
