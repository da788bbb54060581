"""Marks the segments of a page so that a script finds them: comments around running text, attributes on elements.

Comments are no elements, so that the page's styles apply as they do for visitors. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import structlog

from proxy.page.document import Document, Span
from proxy.page.elements import TEXT_ONLY
from proxy.page.splice import Edit, OverlappingEditsError, apply, attribute_edit

log = structlog.stdlib.get_logger(__name__)

ATTRIBUTE = "data-stadtlotse-at"


def marked(document: Document, edits: Iterable[Edit], token: str) -> str:
    """Return a page with its edits and the marks of its segments, numbered as they come: texts, then attributes.

    `token` tells our marks from what the page itself may hold. A page that cannot be marked comes without marks.
    """
    written = list(edits)
    try:
        return apply(document.source, [*written, *_marks(document, token)])
    except OverlappingEditsError as error:
        log.warning("page cannot be marked for editors", reason=str(error))
        return apply(document.source, written)


def _marks(document: Document, token: str) -> Iterable[Edit]:
    on_tags: dict[Span, list[int]] = defaultdict(list)
    for number, unit in enumerate(document.texts):
        if unit.holder_name in TEXT_ONLY:  # where no comment can stand
            on_tags[unit.holder].append(number)
            continue
        start, end = unit.spans[0][0], unit.spans[-1][1]
        yield Edit(start, start, (f"<!--{token}:{number}-->",), "mark")
        yield Edit(end, end, (f"<!--/{token}:{number}-->",), "mark")
    for number, attribute in enumerate(document.attributes, len(document.texts)):
        on_tags[attribute.tag].append(number)
    for tag, numbers in on_tags.items():
        value = " ".join([token, *map(str, numbers)])
        yield attribute_edit(document.source, tag, ATTRIBUTE, value, "mark")
