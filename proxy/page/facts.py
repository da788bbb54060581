"""What a tag says by its name and as it is written, gathered so that most tags of a page cost one look-up.

Pages repeat their tags, and most of these ask for nothing special. Whatever can be told from a tag alone, wherever
it stands, is told here and once.
"""

from __future__ import annotations

from dataclasses import dataclass

import turbohtml

from proxy.page import elements
from proxy.page.elements import (
    BLOCKLIKE_INLINE,
    BLOCKS,
    BREAKOUT,
    CLOSES_PARAGRAPH,
    HEADINGS,
    IMPLIED_END,
    IMPLYING,
    INLINE,
    INTEGRATION_POINTS,
    MARKERS,
    OPAQUE,
    RAW_TEXT,
    TABLE_PARTS,
    VOID,
)
from proxy.page.exclusions import Exclusions, ScopeSelectors
from proxy.page.places import LANDMARKS

Pairs = list[tuple[str, str]]

# A tag that has none of these has nothing to read; most tags have none.
INTERESTING = frozenset(
    elements.READABLE_EVERYWHERE
    | frozenset(elements.LINKS.values())
    | frozenset(name for names in elements.READABLE.values() for name in names)
    | {"lang", "xml:lang", "translate", "value", "role", "property", "charset", "http-equiv", "name", "rel"}
)

# Rules for whole pages (accessibility, style sheets from right to left) want to know of these elements ...
NOTABLE = frozenset(
    {"audio", "html", "iframe", "input", "link", "main", "meta", "select", "style", "textarea", "video"}
)
# ... and of all that have one of these attributes, or are what a skip link may lead to.
_NOTABLE_ATTRIBUTES = frozenset({"lang", "style", "xml:lang"})
MAIN_IDS = frozenset({"content", "hauptinhalt", "inhalt", "main", "main-content", "maincontent"})

# Their tags stand inside a segment; those of all others end it.
FLOWING = INLINE - BLOCKLIKE_INLINE

# For each of these the reader or the stack of open elements has a rule of its own.
PECULIAR = (
    frozenset({"svg", "math", "form", "option", "frameset", "embed"})
    | INTEGRATION_POINTS
    | LANDMARKS
    | MARKERS
    | OPAQUE
    | RAW_TEXT
    | TABLE_PARTS
)

# Attributes that change what is translated, or say where the page's main part is; besides `class`.
_TURNING = frozenset({"lang", "xml:lang", "translate", "role"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the name of an element says, as in the tables of the same names.

    `implies` tells that its start tag may close elements. Which ones, the next four tell: an open paragraph; a heading
    if that is the innermost element; one of the same name, wherever; others, unless the innermost is among the `stops`.
    """

    void: bool
    flowing: bool
    block: bool
    breakout: bool
    implies: bool
    closes_paragraph: bool
    closes_heading: bool
    closes_same: bool
    stops: frozenset[str] | None


class StartTag:
    """A start tag as it is written.

    `interesting` says that some attribute must be read; `simple` that the element hands down what it was handed, and
    that no other rule than those of its `facts` holds for it. `notable` says that rules for whole pages want it,
    `selected` has the selectors of the glossary that match it.
    """

    __slots__ = ("attributes", "closed", "facts", "interesting", "kept", "name", "notable", "selected", "simple")

    def __init__(
        self, name: str, attributes: Pairs, *, closed: bool, kept: bool, selected: frozenset[str] = frozenset()
    ) -> None:
        """Note a tag with `attributes` if any is interesting; `closed` by a slash in it, `kept` as it is by ops."""
        self.name = name
        self.facts = FACTS.get(name, _UNKNOWN)
        self.attributes = attributes
        self.interesting = bool(attributes)
        self.closed = closed
        self.kept = kept
        self.selected = selected
        self.simple = not kept and not selected and name not in PECULIAR
        self.notable = name in NOTABLE
        if attributes:
            names = dict(attributes)
            self.notable = self.notable or _is_notable(names)
            if self.simple:
                self.simple = _TURNING.isdisjoint(names) and not ("class" in names and _is_marked(attributes))


class StartTags(dict[str, StartTag]):
    """The start tags of one page, by how they are written."""

    def __init__(self, exclusions: Exclusions, scopes: ScopeSelectors) -> None:
        """Begin with none seen."""
        super().__init__()
        self._exclusions = exclusions
        self._scopes = scopes
        # Most tags have no attribute that matters: they are one and the same for all that is to be told of them.
        self._plain: dict[str, StartTag] = {}
        self._plain_closed: dict[str, StartTag] = {}

    def add(self, token: turbohtml.Token, verbatim: str) -> StartTag:
        """Read a tag that is written `verbatim` and not known yet."""
        name = token.tag or ""
        pairs = token.attrs if len(verbatim) > len(name) + 2 else None
        written = pairs or _NO_PAIRS
        selected = self._scopes.match(name, written)
        if self._exclusions.selectors or selected:
            kept = self._exclusions.match(name, written)
            tag = StartTag(name, written, closed=token.self_closing, kept=kept, selected=selected)
        elif pairs and (
            not INTERESTING.isdisjoint(names := dict(pairs))
            or "notranslate" in verbatim
            or name in NOTABLE
            or _is_notable(names)
        ):
            tag = StartTag(name, pairs, closed=token.self_closing, kept=False)
        else:
            closed = token.self_closing
            known = self._plain_closed if closed else self._plain
            if name not in known:
                known[name] = StartTag(name, _NO_PAIRS, closed=closed, kept=False)
            tag = known[name]
        self[verbatim] = tag
        return tag


def _is_marked(pairs: Pairs) -> bool:
    """Tell whether the element's class says that it is not translated."""
    return any(key == "class" and "notranslate" in value.split() for key, value in pairs)


def _is_notable(attributes: dict[str, str]) -> bool:
    return (
        not _NOTABLE_ATTRIBUTES.isdisjoint(attributes)
        or attributes.get("role") == "main"
        or ("id" in attributes and attributes["id"] in MAIN_IDS)
    )


def _facts(name: str) -> Facts:
    rule = IMPLIED_END.get(name)
    return Facts(
        void=name in VOID,
        flowing=name in FLOWING,
        block=name in BLOCKS,
        breakout=name in BREAKOUT,
        implies=name in IMPLYING,
        closes_paragraph=name in CLOSES_PARAGRAPH,
        closes_heading=name in HEADINGS,
        closes_same=name in {"a", "nobr"},
        stops=rule[1] - rule[0] if rule else None,
    )


_NO_PAIRS: Pairs = []
_UNKNOWN = _facts("")
FACTS = {name: _facts(name) for name in INLINE | BLOCKS | BREAKOUT | IMPLYING | VOID}
