"""The desk's own words in German and English: one TOML file an area, each word with both languages.

[terms.title]
de = "Begriffe"
en = "Terms"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final

LANGUAGES: Final = ("de", "en")


class Wording:
    """All words, found by key and language."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def say(self, key: str, language: str, /, **values: object) -> str:
        """The words of a key, with values in their places; raises `KeyError` for a key that is not there."""
        text = self._texts[key][language]
        return text.format(**values) if values else text


def load_wording() -> Wording:
    """Read all files; raises `ValueError` where a language is missing or a key stands in two files."""
    texts: dict[str, Mapping[str, str]] = {}
    for file in sorted(files("proxy.desk").joinpath("wording_files").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            for key, both in _flat(tomllib.loads(file.read_text(encoding="utf-8"))):
                if key in texts or set(both) != set(LANGUAGES):
                    message = f"{file.name}: {key} must stand once, with {' and '.join(LANGUAGES)}"
                    raise ValueError(message)
                texts[key] = MappingProxyType(both)
    return Wording(texts)


def _flat(table: Mapping[str, object], above: str = "") -> list[tuple[str, dict[str, str]]]:
    """Every key with its texts; a key may have texts and be the beginning of longer keys, too."""
    texts = {name: value for name, value in table.items() if isinstance(value, str)}
    found = [(above.removesuffix("."), texts)] if texts else []
    for name, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{above}{name}.")
    return found
