"""Which elements are open at a place in the page, as a browser would see it.

A stack that knows implied end tags, stray end tags, misnested formatting elements, foster parents and foreign content:
the part of the HTML Standard's tree construction (13.2.6) that decides whose child a text is. It builds no tree.
What it leaves out shows in sloppy pages only: attributes of a second `<html>` or `<body>`, elements that a `<select>`
or a `<frameset>` drops, tables in paragraphs in quirks mode, what a `<template>` changes, and that a misnested
formatting element with a `lang` of its own is also put, afterwards, around text in blocks that it contains.
"""

from __future__ import annotations

from typing import NamedTuple

from proxy.page.elements import (
    BREAKOUT,
    CLOSES_PARAGRAPH,
    FORMATTING,
    HEADINGS,
    IMPLIED_END,
    INTEGRATION_POINTS,
    MARKERS,
    REPEATED_END,
    SCOPE,
    SPECIAL,
    TABLE_PARTS,
    TABLE_STRUCTURE,
)
from proxy.page.facts import Facts

_PARAGRAPH = frozenset({"p"})
_BUTTON_SCOPE = SCOPE | {"button"}
_TABLE = frozenset({"table"})
_TABLE_SCOPE = frozenset({"table", "template"})
_FOREIGN = frozenset({"svg", "math"})
_WORLDS = _FOREIGN | INTEGRATION_POINTS
_NEVER_CLOSED = frozenset({"html", "body"})
# The Standard's "Noah's Ark clause" (13.2.4.3): more equal elements than these are not opened again.
_MOST_REOPENED = 3


class Heritage(NamedTuple):
    """What an element hands down: its language, whether its text is translated, whether it is carried whole.

    Most elements hand down what they were handed, the very same value.
    """

    language: str
    translate: bool
    atom: bool


class Frame(NamedTuple):
    """An open element.

    `tag` is the place of its start tag, which also stands for the element itself; `speaks` and `decides` say that its
    language and its `translate` are its own, not what it got from above.
    """

    name: str
    tag: tuple[int, int]
    heritage: Heritage
    speaks: bool = False
    decides: bool = False

    def under(self, parent: Frame) -> Frame:
        """Return the element as it is inside another parent than the one it was opened in."""
        own, handed = self.heritage, parent.heritage
        heritage = Heritage(
            own.language if self.speaks else handed.language,
            # What says that it is German, and was not translated, must not hold translated text.
            own.translate if self.decides or (self.speaks and not own.translate) else handed.translate,
            handed.atom,
        )
        return self._replace(heritage=heritage)


class Nesting:
    """The stack of open elements: in `stack`, the innermost last.

    `foreign` tells whether the place is in SVG or MathML, where tags have other rules; `waiting` are the formatting
    elements that a block's end cut off (13.2.4.3). To be read only; plain attributes, because every tag asks.
    """

    def __init__(self, root: Frame) -> None:
        """Begin with `root`, which no end tag closes."""
        self.stack = [root]
        self.foreign = False
        self.waiting: list[Frame] = []
        self._open: dict[str, int] = {}
        # What waited outside of every open marker, and whether HTML or another world was around every change of worlds.
        self._waiting_outside: list[list[Frame]] = []
        self._foreign_outside: list[bool] = []

    @property
    def top(self) -> Frame:
        """The innermost open element."""
        return self.stack[-1]

    @property
    def parent(self) -> Frame:
        """The element that text here belongs to: what stands between table tags belongs before the table."""
        top = self.stack[-1]
        if top.name not in TABLE_STRUCTURE:
            return top
        depth = self._find(_TABLE, _NOTHING)
        return top if depth is None else self.stack[depth - 1]

    def __len__(self) -> int:
        """Return the number of open elements, the root not counted."""
        return len(self.stack) - 1

    def __contains__(self, name: str) -> bool:
        """Tell whether an element of this name is open."""
        return self._open.get(name, 0) > 0

    def push(self, frame: Frame) -> None:
        """Open an element."""
        name = frame.name
        self.stack.append(frame)
        self._open[name] = self._open.get(name, 0) + 1
        if name in MARKERS:
            self._waiting_outside.append(self.waiting)
            self.waiting = []
        if name in _WORLDS:
            self._foreign_outside.append(self.foreign)
            self.foreign = name in _FOREIGN

    def push_simple(self, name: str, tag: tuple[int, int], heritage: Heritage) -> None:
        """Open an element that is none of `PECULIAR` and hands down what it was handed."""
        # As `Frame(…)` does it, but in a third of the time.
        self.stack.append(tuple.__new__(Frame, (name, tag, heritage, False, False)))
        self._open[name] = self._open.get(name, 0) + 1

    def pop_simple(self) -> None:
        """Close the innermost element, which is none of `PECULIAR`."""
        self._open[self.stack.pop()[0]] -= 1

    def is_changed_by(self, name: str, facts: Facts) -> bool:
        """Tell whether the start tag `name` may close anything or open anything again, other than itself.

        A quick answer for HTML, not for SVG and MathML; sometimes yes where it is no.
        """
        if self.waiting and not facts.block:
            return True
        if not facts.implies:
            return False
        if facts.closes_paragraph and self._open.get("p"):
            return True
        if facts.stops is not None:
            return self.stack[-1].name not in facts.stops
        if facts.closes_heading:
            return self.stack[-1].name in HEADINGS
        return facts.closes_same and self._open.get(name, 0) > 0

    def implied_by(self, name: str) -> tuple[Frame, ...]:
        """Close what the start tag `name` closes without an end tag; return it, innermost first."""
        closed: list[Frame] = []
        if self.foreign:
            while self.foreign and name in BREAKOUT:
                closed.append(self._pop())
            if self.foreign:
                return ()
        if name in CLOSES_PARAGRAPH and "p" in self:
            closed += self._close_up_to(_PARAGRAPH, _BUTTON_SCOPE)
        if name in HEADINGS and self.stack[-1].name in HEADINGS:
            closed.append(self._pop())
        elif name in {"a", "nobr"} and name in self:
            closed += self._close_formatting(name)
        rule = IMPLIED_END.get(name)
        if rule is not None:
            while more := self._close_up_to(*rule):
                closed += more
                if name not in REPEATED_END:
                    break
        return tuple(closed)

    def drops(self, name: str, *, fragment: bool) -> bool:
        """Tell whether a browser drops a start tag or closes it at once: a form in a form, a table's parts without one.

        A fragment may be parts of a table that a script puts in its place.
        """
        if self.foreign:
            return False
        if name == "form":
            return name in self or self.stack[-1].name in TABLE_STRUCTURE
        return name in TABLE_PARTS and name != "table" and not fragment and "table" not in self

    def close(self, name: str) -> tuple[Frame, ...]:
        """Close the innermost element `name`; return what was closed, innermost first, or nothing if none is open."""
        if self.stack[-1].name == name and name not in _NEVER_CLOSED:
            return (self._pop(),)
        if name not in self or name in _NEVER_CLOSED:
            # Nothing after their end tags is outside of them (13.2.6.4.19).
            return self._close_up_to(HEADINGS, SCOPE) if name in HEADINGS else ()
        if name == "form":
            return self._remove(name)
        if name in FORMATTING:
            return self._close_formatting(name)
        return self._close_up_to(HEADINGS if name in HEADINGS else frozenset({name}), self._stops(name))

    def _stops(self, name: str) -> frozenset[str]:
        """Return the elements beyond which an end tag does not reach."""
        if name in TABLE_PARTS:
            return _TABLE_SCOPE
        if name in SPECIAL and name not in INTEGRATION_POINTS:
            return _BUTTON_SCOPE if name == "p" else SCOPE
        return SPECIAL

    def reconstruct(self) -> None:
        """Open again the formatting elements that a block's end cut off (13.2.4.3)."""
        if self.waiting and not self.foreign:
            frames, self.waiting = self.waiting, []
            for frame in frames:
                self.push(frame.under(self.stack[-1]))

    def _close_up_to(self, names: frozenset[str], stops: frozenset[str]) -> tuple[Frame, ...]:
        depth = self._find(names, stops)
        return () if depth is None else self._pop_from(depth)

    def _pop_from(self, depth: int) -> tuple[Frame, ...]:
        """Close an element and what is open in it; formatting elements in it go on after it."""
        closed = [self._pop()]
        while len(self.stack) > depth:
            self._keep(closed[-1])
            closed.append(self._pop())
        return tuple(closed)

    def _remove(self, name: str) -> tuple[Frame, ...]:
        """Close an element and leave open what is in it, as a form's end tag does."""
        depth = self._find(frozenset({name}), SCOPE)
        if depth is None:
            return ()
        self._open[name] -= 1
        return (self.stack.pop(depth),)

    def _keep(self, frame: Frame) -> None:
        if frame.name in FORMATTING and not self.foreign:
            equal = (other[2:] == frame[2:] and other.name == frame.name for other in self.waiting)
            if sum(equal) < _MOST_REOPENED:
                self.waiting.insert(0, frame)

    def _close_formatting(self, name: str) -> tuple[Frame, ...]:
        """Close a formatting element; blocks in it stay open: the outcome of the adoption agency (13.2.6.4.7)."""
        depth = self._find(frozenset({name}), SCOPE)
        if depth is None:
            return ()
        closed: list[Frame] = []
        stay: list[Frame] = []
        while len(self.stack) > depth + 1:
            frame = self._pop()
            if frame.name in SPECIAL or (stay and frame.name in FORMATTING):
                stay.append(frame)
            else:
                closed.append(frame)
                self._keep(frame)
        closed.append(self._pop())
        for frame in reversed(stay):
            self.push(frame.under(self.stack[-1]))
        return tuple(closed)

    def _find(self, names: frozenset[str], stops: frozenset[str]) -> int | None:
        for depth in range(len(self.stack) - 1, 0, -1):
            name = self.stack[depth].name
            if name in names:
                return depth
            if name in stops:
                return None
        return None

    def _pop(self) -> Frame:
        frame = self.stack.pop()
        name = frame.name
        self._open[name] -= 1
        if name in MARKERS:
            self.waiting = self._waiting_outside.pop()
        if name in _WORLDS:
            self.foreign = self._foreign_outside.pop()
        return frame


_NOTHING: frozenset[str] = frozenset()
