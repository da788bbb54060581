"""Which elements a city keeps untranslated, by simple selectors."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
        values = dict(reversed(attributes))
        classes = frozenset(values.get("class", "").split())
        return any(selector.matches(name, classes, values.get("id", "")) for selector in self.selectors)
