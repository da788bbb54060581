"""All rules: what each is called, which function it is, and what `rules.toml` says of it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from proxy.audit.finding import Finding, Spot, Weight
from proxy.audit.page import Page
from proxy.audit.places import finding
from proxy.audit.rules import (
    directions,
    document,
    forms,
    headings,
    images,
    keyboard,
    languages,
    layout,
    links,
    references,
    tables,
)

Rule = Callable[[Page], Iterable[Spot]]

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.__name__.replace("_", "-"): rule
        for rule in (
            languages.page_language,
            languages.german_text,
            languages.german_title,
            languages.german_attribute,
            languages.false_german,
            directions.page_direction,
            directions.island_direction,
            directions.reversed_number,
            directions.unturned_style,
            images.image_without_alt,
            images.file_name_alt,
            links.empty_link,
            links.vague_link,
            links.empty_button,
            links.broken_skip_link,
            links.label_in_name,
            forms.field_without_label,
            forms.placeholder_only,
            forms.group_without_name,
            headings.heading_skipped,
            headings.heading_empty,
            headings.heading_faked,
            headings.no_main_heading,
            tables.table_without_headers,
            tables.table_header_unclear,
            references.broken_reference,
            references.duplicate_id,
            keyboard.focus_not_visible,
            keyboard.positive_tabindex,
            keyboard.mouse_only,
            keyboard.target_size,
            layout.overflow_narrow,
            layout.clipped_narrow,
            layout.clipped_large,
            layout.contrast,
            document.no_title,
            document.zoom_blocked,
            document.page_refresh,
            document.autoplay,
            document.moving_text,
            document.frame_without_title,
            document.no_main,
            document.no_skip_link,
        )
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a rule: success criteria of WCAG 2.2, how sure it is, and its texts by language."""

    criteria: tuple[str, ...]
    weight: Weight
    title: Mapping[str, str]
    mend: Mapping[str, str]


@cache
def entries() -> Mapping[str, Entry]:
    """Return the entries of all rules, those of the comparison too."""
    text = (Path(__file__).parent / "rules.toml").read_text("utf-8")
    return MappingProxyType(
        {
            name: Entry(
                tuple(entry["criteria"]),
                Weight(entry["weight"]),
                MappingProxyType({code: entry[code]["title"] for code in ("de", "en")}),
                MappingProxyType({code: entry[code]["mend"] for code in ("de", "en")}),
            )
            for name, entry in tomllib.loads(text).items()
        }
    )


def findings(page: Page) -> Iterator[Finding]:
    """Yield what the rules find in a page; what we added is judged like all else."""
    table = entries()
    for name, rule in RULES.items():
        for spot in rule(page):
            yield finding(page, name, table[name].weight, spot.element, spot.detail)
