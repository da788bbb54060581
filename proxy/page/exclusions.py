"""Which elements a city keeps untranslated, and which the glossary tells apart, by simple selectors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from glossary.term import is_simple

_SELECTOR = re.compile(r"[.#]?[\w-]+")


@dataclass(frozen=True, slots=True)
class Selector:
    """A simple selector, `name.class#id`, of which every part given must match."""

    name: str = ""
    classes: frozenset[str] = frozenset()
    id: str = ""

    @classmethod
    def parse(cls, text: str) -> Selector:
        """Read `pre`, `.class`, `#id` or a compound of them."""
        pieces = _SELECTOR.findall(text)
        return cls(
            name="".join(piece for piece in pieces if piece[0] not in ".#").lower(),
            classes=frozenset(piece[1:] for piece in pieces if piece[0] == "."),
            id="".join(piece[1:] for piece in pieces if piece[0] == "#"),
        )

    def matches(self, name: str, classes: frozenset[str], identity: str) -> bool:
        """Tell whether an element is meant."""
        return self.name in {"", name} and self.classes <= classes and self.id in {"", identity}


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Elements that ops keep untranslated, besides `translate="no"` and `class="notranslate"`."""

    selectors: tuple[Selector, ...] = ()

    @classmethod
    def of(cls, selectors: tuple[str, ...]) -> Exclusions:
        """Read simple selectors."""
        return cls(tuple(Selector.parse(text) for text in selectors))

    def match(self, name: str, attributes: list[tuple[str, str]]) -> bool:
        """Tell whether an element with these attributes is kept."""
        if not self.selectors:
            return False
        classes, identity = _classes_and_id(attributes)
        return any(selector.matches(name, classes, identity) for selector in self.selectors)


@dataclass(frozen=True, slots=True)
class ScopeSelectors:
    """The selectors that entries of the glossary use; those that are not simple match nothing."""

    selectors: tuple[tuple[str, Selector], ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> ScopeSelectors:
        """Read selectors."""
        return cls(tuple((text, Selector.parse(text)) for text in texts if is_simple(text)))

    def match(self, name: str, attributes: list[tuple[str, str]]) -> frozenset[str]:
        """Return those that match an element with these attributes."""
        if not self.selectors:
            return frozenset()
        classes, identity = _classes_and_id(attributes)
        return frozenset(text for text, each in self.selectors if each.matches(name, classes, identity))


def _classes_and_id(attributes: list[tuple[str, str]]) -> tuple[frozenset[str], str]:
    values = dict(reversed(attributes))  # of two attributes of one name the first counts
    return frozenset(values.get("class", "").split()), values.get("id", "")
