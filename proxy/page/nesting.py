"""Which elements are open at a place in the page, as a browser would see it.

A stack that knows implied end tags, stray end tags, misnested formatting elements, foster parents and foreign content:
the part of the HTML Standard's tree construction (13.2.6) that decides whose child a text is. It builds no tree.
What it leaves out shows in sloppy pages only: attributes of a second `<html>` or `<body>`, parts of a table without a
table, elements that a `<select>` or a `<frameset>` drops, what a `<template>` changes.
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

_PARAGRAPH = frozenset({"p"})
_BUTTON_SCOPE = SCOPE | {"button"}
_TABLE = frozenset({"table"})
_TABLE_SCOPE = frozenset({"table", "template"})
_FOREIGN = frozenset({"svg", "math"})
_WORLDS = _FOREIGN | INTEGRATION_POINTS
_NEVER_CLOSED = frozenset({"html", "body"})
# The Standard's "Noah's Ark clause" (13.2.4.3): more equal elements than these are not opened again.
_MOST_REOPENED = 3


class Frame(NamedTuple):
    """An open element and what it hands down: language, whether its text is translated, its number.

    `tag` is the place of its start tag; `element` is its number in the page, `atom` says that it is carried whole;
    `speaks` and `decides` that its language and its `translate` are its own, not what it got from above.
    """

    name: str
    tag: tuple[int, int]
    element: int
    language: str
    translate: bool
    atom: bool = False
    speaks: bool = False
    decides: bool = False

    def under(self, parent: Frame) -> Frame:
        """Return the element as it is inside another parent than the one it was opened in."""
        return self._replace(
            language=self.language if self.speaks else parent.language,
            translate=self.translate if self.decides else parent.translate,
            atom=parent.atom,
        )


class Nesting:
    """The stack of open elements."""

    def __init__(self, root: Frame) -> None:
        """Begin with `root`, which no end tag closes."""
        self._stack = [root]
        self._open: dict[str, int] = {}
        # Formatting elements that a block's end cut off; a list for every open marker (13.2.4.3).
        self._reopen: list[list[Frame]] = [[]]
        # For every open element where HTML and SVG or MathML change places: is its content SVG or MathML?
        self._worlds = [False]

    @property
    def top(self) -> Frame:
        """The innermost open element."""
        return self._stack[-1]

    @property
    def foreign(self) -> bool:
        """Whether the place is in SVG or MathML, where tags have other rules."""
        return self._worlds[-1]

    @property
    def parent(self) -> Frame:
        """The element that text here belongs to: what stands between table tags belongs before the table."""
        top = self._stack[-1]
        if top.name not in TABLE_STRUCTURE:
            return top
        depth = self._find(_TABLE, _NOTHING)
        return top if depth is None else self._stack[depth - 1]

    def __len__(self) -> int:
        """Return the number of open elements, the root not counted."""
        return len(self._stack) - 1

    def __contains__(self, name: str) -> bool:
        """Tell whether an element of this name is open."""
        return self._open.get(name, 0) > 0

    def push(self, frame: Frame) -> None:
        """Open an element."""
        name = frame.name
        self._stack.append(frame)
        self._open[name] = self._open.get(name, 0) + 1
        if name in MARKERS:
            self._reopen.append([])
        if name in _WORLDS:
            self._worlds.append(name in _FOREIGN)

    def implied_by(self, name: str) -> tuple[Frame, ...]:
        """Close what the start tag `name` closes without an end tag; return it, innermost first."""
        closed: list[Frame] = []
        if self._worlds[-1]:
            while self._worlds[-1] and name in BREAKOUT:
                closed.append(self._pop())
            if self._worlds[-1]:
                return ()
        if name in CLOSES_PARAGRAPH and "p" in self:
            closed += self._close_up_to(_PARAGRAPH, _BUTTON_SCOPE)
        if name in HEADINGS and self._stack[-1].name in HEADINGS:
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
        if name == "form":
            return name in self or self._stack[-1].name in TABLE_STRUCTURE
        return name in TABLE_PARTS and name != "table" and not fragment and "table" not in self

    def close(self, name: str) -> tuple[Frame, ...]:
        """Close the innermost element `name`; return what was closed, innermost first, or nothing if none is open."""
        if self._stack[-1].name == name and name not in _NEVER_CLOSED:
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
        return _FOREIGN if self._worlds[-1] else SPECIAL

    def reconstruct(self) -> None:
        """Open again the formatting elements that a block's end cut off (13.2.4.3)."""
        if self._reopen[-1] and not self._worlds[-1]:
            frames, self._reopen[-1] = self._reopen[-1], []
            for frame in frames:
                self.push(frame.under(self._stack[-1]))

    def _close_up_to(self, names: frozenset[str], stops: frozenset[str]) -> tuple[Frame, ...]:
        depth = self._find(names, stops)
        return () if depth is None else self._pop_from(depth)

    def _pop_from(self, depth: int) -> tuple[Frame, ...]:
        """Close an element and what is open in it; formatting elements in it go on after it."""
        closed = [self._pop()]
        while len(self._stack) > depth:
            self._keep(closed[-1])
            closed.append(self._pop())
        return tuple(closed)

    def _remove(self, name: str) -> tuple[Frame, ...]:
        """Close an element and leave open what is in it, as a form's end tag does."""
        depth = self._find(frozenset({name}), SCOPE)
        if depth is None:
            return ()
        self._open[name] -= 1
        return (self._stack.pop(depth),)

    def _keep(self, frame: Frame) -> None:
        if frame.name in FORMATTING and not self._worlds[-1]:
            waiting = self._reopen[-1]
            if sum(other[3:] == frame[3:] and other.name == frame.name for other in waiting) < _MOST_REOPENED:
                waiting.insert(0, frame)

    def _close_formatting(self, name: str) -> tuple[Frame, ...]:
        """Close a formatting element; blocks in it stay open: the outcome of the adoption agency (13.2.6.4.7)."""
        depth = self._find(frozenset({name}), SCOPE)
        if depth is None:
            return ()
        closed: list[Frame] = []
        stay: list[Frame] = []
        while len(self._stack) > depth + 1:
            frame = self._pop()
            if frame.name in SPECIAL or (stay and frame.name in FORMATTING):
                stay.append(frame)
            else:
                closed.append(frame)
                self._keep(frame)
        closed.append(self._pop())
        for frame in reversed(stay):
            self.push(frame.under(self._stack[-1]))
        return tuple(closed)

    def _find(self, names: frozenset[str], stops: frozenset[str]) -> int | None:
        for depth in range(len(self._stack) - 1, 0, -1):
            name = self._stack[depth].name
            if name in names:
                return depth
            if name in stops:
                return None
        return None

    def _pop(self) -> Frame:
        frame = self._stack.pop()
        name = frame.name
        self._open[name] -= 1
        if name in MARKERS:
            self._reopen.pop()
        if name in _WORLDS:
            self._worlds.pop()
        return frame


_NOTHING: frozenset[str] = frozenset()
