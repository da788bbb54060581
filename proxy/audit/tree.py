"""Chromium's accessibility tree (CDP, domain Accessibility) as our values. Pure: reads what the protocol answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from proxy.audit.outline import Line, Outline, Relations, States
from proxy.audit.page import NUMBER, Element, Node

Answer = Mapping[str, Any]

# Texts and boxes without a meaning of their own.
_WORDS: Final = frozenset({"StaticText", "InlineTextBox", "LineBreak", "ListMarker", "generic", "none", "presentation"})
_STATES: Final = frozenset(
    """
    level checked disabled required expanded invalid hasPopup pressed selected multiselectable multiline readonly
    orientation modal autocomplete live atomic busy valuemin valuemax settable editable focusable
    """.split()
)
_RELATIONS: Final = frozenset(
    "labelledby describedby controls details errormessage flowto owns activedescendant".split()
)


def numbers_of(root: Answer) -> dict[int, int]:
    """Return the numbers of the elements by their identity in the browser, from `DOM.getDocument`."""
    found: dict[int, int] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        attributes = node.get("attributes", ())
        for name, text in zip(attributes[::2], attributes[1::2], strict=True):
            if name == NUMBER:
                found[node["backendNodeId"]] = int(text)
        waiting.extend(node.get("children", ()))
    return found


def nodes_of(answer: Iterable[Answer], numbers: Mapping[int, int]) -> dict[int, Node]:
    """Return what the tree says of the numbered elements."""
    found: dict[int, Node] = {}
    for node in answer:
        number = numbers.get(node.get("backendDOMNodeId", -1))
        if number is not None:
            properties = {each["name"]: str(each["value"].get("value", "")) for each in node.get("properties", ())}
            found[number] = Node(
                _value(node, "role"), _value(node, "name"), _value(node, "description"), properties, node["ignored"]
            )
    return found


def outline(answer: Sequence[Answer], numbers: Mapping[int, int], elements: Sequence[Element]) -> Outline:
    """Return the tree's lines, without what is ours."""
    lines = tuple(_lines(answer, numbers, elements))
    reached = [each for each in elements if each.focusable and not each.ours]
    # HTML Standard 6.6.5: positive numbers come first, in their order.
    ordered = sorted(reached, key=lambda each: each.tabindex if each.tabindex > 0 else 1 << 16)
    return Outline(lines, tuple(each.path for each in ordered))


def _lines(answer: Sequence[Answer], numbers: Mapping[int, int], elements: Sequence[Element]) -> Iterator[Line]:
    by_id = {node["nodeId"]: node for node in answer}
    waiting = [node["nodeId"] for node in answer if "parentId" not in node]
    while waiting:
        node = by_id.get(waiting.pop())
        if node is None:
            continue
        number = numbers.get(node.get("backendDOMNodeId", -1), -1)
        if number >= 0 and elements[number].ours:
            continue
        waiting.extend(reversed(node.get("childIds", ())))
        if number >= 0 and not node["ignored"] and _value(node, "role") not in _WORDS:
            yield _line(node, number, numbers, elements)


def _line(node: Answer, number: int, numbers: Mapping[int, int], elements: Sequence[Element]) -> Line:
    properties = node.get("properties", ())
    return Line(
        path=elements[number].path,
        role=_value(node, "role"),
        states=_states(properties),
        relations=_relations(properties, numbers, elements),
        named=bool(_value(node, "name").strip()),
        described=bool(_value(node, "description").strip()),
        element=number,
    )


def _states(properties: Iterable[Answer]) -> States:
    return tuple(
        sorted((each["name"], str(each["value"].get("value", ""))) for each in properties if each["name"] in _STATES)
    )


def _relations(properties: Iterable[Answer], numbers: Mapping[int, int], elements: Sequence[Element]) -> Relations:
    found = []
    for each in properties:
        if each["name"] in _RELATIONS:
            related = (numbers.get(node.get("backendDOMNodeId", -1)) for node in each["value"].get("relatedNodes", ()))
            found.append((each["name"], tuple(elements[n].path for n in related if n is not None)))
    return tuple(sorted(found))


def _value(node: Answer, name: str) -> str:
    return str(node.get(name, {}).get("value", ""))
