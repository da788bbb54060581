"""What accessibility work adds to a page of 100 kB: the repairs, isolates, and the styles from right to left.

The page is that of `bench.rewriting`, in Arabic, once with all of it and once with none. Its style sheets are known
already, as they are from the second page on; turning one the first time is the second row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from bench.measure import Row, interleaved, milliseconds
from bench.rewriting import page
from proxy.accessibility.repairs import Repairs
from proxy.links import SiteLinks
from proxy.mirror.in_page import PageStyles, find
from proxy.mirror.sheet import mirrored, mirrored_declarations
from proxy.page import rewrite
from proxy.page.rewrite import Appearance, PageRule
from translation.segment import Part

_LINKS = SiteLinks("ar", "http://localhost", frozenset(), (), ("ar",))
_SHEET = Path(__file__).parents[1] / "tests" / "city" / "assets" / "stadt.css"


def _styles(taken: rewrite.Page) -> PageStyles:
    """Turn the styles of a page; own ones come out of a memory, as they do in `proxy.mirror.sheets`."""
    found = find(taken.document, "/", _LINKS, "")
    addresses = {href: f"/.stadtlotse/mirror/0123456789abcdef{target}" for href, target in found.targets.items()}
    known: dict[str, str] = {}

    def sheet(text: str) -> str:
        if text not in known:
            known[text] = mirrored(text)
        return known[text]

    def attribute(text: str) -> str:
        if text not in known:
            known[text] = mirrored_declarations(text)
        return known[text]

    return PageStyles(MappingProxyType(addresses), found.policy, sheet, attribute)


def written(taken: rewrite.Page, words: Sequence[Sequence[Part]], rules: Sequence[PageRule], *, isolate: bool) -> bytes:
    """Put the page together with all words replaced."""
    appearance = Appearance(isolate=isolate)
    return rewrite.put_together(taken, words, "/", _LINKS, appearance, rules).body


def run() -> Sequence[Row]:
    """Measure."""
    body = asyncio.run(page())
    taken = rewrite.take_apart(body, "text/html; charset=utf-8", "de")
    words = [
        tuple(part + " و" if isinstance(part, str) else part for part in segment.parts) for segment in taken.segments
    ]
    rules = (Repairs(), _styles(taken))
    css = _SHEET.read_text("utf-8")
    times = interleaved(
        {
            "with": lambda: written(taken, words, rules, isolate=True),
            "without": lambda: written(taken, words, (), isolate=False),
            "find": lambda: find(taken.document, "/", _LINKS, ""),
            "sheet": lambda: mirrored(css),
        },
        15,
    )
    size = 100_000 / len(body)
    added = (times["with"] - times["without"] + times["find"]) * size
    return (
        Row("accessibility and right to left, added per 100 kB in Arabic", milliseconds(added), "3 ms"),
        Row(
            f"turning a style sheet the first time, per 100 kB (sheet of {len(css) // 1000} kB)",
            milliseconds(times["sheet"] * 100_000 / len(css)),
        ),
    )
