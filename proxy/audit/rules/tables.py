"""Do data tables say what their columns and rows are? (WCAG 1.3.1)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bs4 import Tag

from proxy.audit.finding import Spot
from proxy.audit.page import Page, value

_BLOCKS: Final = ("table", "form", "div", "h1", "h2", "h3", "h4", "ul", "ol", "nav", "article", "section", "input")
_CELL = 60


def table_without_headers(page: Page) -> Iterator[Spot]:
    """A table of data has no header cell."""
    for tag in page.all("table"):
        rows = [
            row.find_all(["td", "th"], recursive=False) for row in tag.find_all("tr") if row.find_parent("table") is tag
        ]
        if value(tag, "role") in ("presentation", "none") or _has_headers(tag) or not _is_data(page, tag, rows):
            continue
        yield Spot(page.number(tag), f"{len(rows)} × {max(map(len, rows))}")


def table_header_unclear(page: Page) -> Iterator[Spot]:
    """Headers for columns and for rows, and no `scope` says which is which."""
    for tag in page.all("table"):
        headers = [cell for cell in tag.find_all("th") if cell.find_parent("table") is tag and page.text(cell)]
        spans = any(
            int(value(cell, name) or "1") > 1
            for cell in headers
            for name in ("colspan", "rowspan")
            if value(cell, name).isdigit()
        )
        bound = any(cell.has_attr("scope") or cell.has_attr("id") for cell in headers)
        if len(headers) > 1 and spans and not bound and not tag.find("td", attrs={"headers": True}):
            yield Spot(page.number(tag))


def _has_headers(table: Tag) -> bool:
    return table.find("th") is not None or table.select_one("[role=columnheader], [role=rowheader]") is not None


def _is_data(page: Page, table: Tag, rows: Sequence[Sequence[Tag]]) -> bool:
    """Two columns and rows at least, and short cells: a table that only arranges a page holds blocks."""
    if len(rows) < 2 or max(map(len, rows), default=0) < 2 or table.find(_BLOCKS) is not None:
        return False
    cells = [page.text(cell) for row in rows for cell in row]
    filled = [text for text in cells if text]
    return len(filled) >= len(cells) / 2 and sum(len(text) <= _CELL for text in filled) >= 0.7 * len(filled)
