"""What TBX, TMX and XLIFF share: reading untrusted XML with the Translate Toolkit, lines, and text of elements.

Entities are not resolved and nothing is fetched; a file that declares entities of its own is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from lxml import etree

from glossary.reading import Problem, error

S = TypeVar("S")
Element = Any  # lxml has no types

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parsed(parse: Callable[[bytes], S], data: bytes) -> tuple[S | None, tuple[Problem, ...]]:
    """Return what the toolkit made of the file, or why it could not."""
    try:
        store = parse(data)
    except etree.XMLSyntaxError as failure:
        return None, (error(failure.lineno or 0, "syntax", f"not XML: {failure}"),)
    except (AssertionError, AttributeError, TypeError, ValueError, KeyError, IndexError) as failure:
        # The toolkit says in these ways that the XML is of another kind.
        return None, (error(0, "syntax", f"the file is not of this format ({failure or type(failure).__name__})"),)
    root = store.document.getroot()  # type: ignore[attr-defined]
    entity = next(root.iter(etree.Entity), None)
    if entity is not None:
        what = "the file uses entities of its own, which are not read; save it without"
        return None, (error(line(entity.getparent()), "entities", what),)
    return store, ()


def line(element: Element) -> int:
    """Return the line where an element begins."""
    return int(element.sourceline or 0)


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """Return the children with one of these names, in whatever namespace."""
    return (child for child in element if local(child) in names)


def first(element: Element, name: str) -> Element | None:
    """Return the first child with this name."""
    return next(children(element, name), None)


def text(element: Element | None) -> str:
    """Return the text of an element."""
    return "" if element is None else "".join(element.itertext())


def has_markup(element: Element) -> bool:
    """Tell whether there are elements in the text."""
    return any(isinstance(child.tag, str) for child in element)


def add(parent: Element, name: str, content: str | None = None, /, **attributes: str) -> Element:
    """Put a new element at the end of another, in its namespace."""
    namespace = etree.QName(parent).namespace
    child = etree.SubElement(parent, etree.QName(namespace, name) if namespace else name)
    if content is not None:
        child.text = content
    for key, value in attributes.items():
        child.set(XML_LANG if key == "lang" else key.rstrip("_").replace("_", "-"), value)
    return child
