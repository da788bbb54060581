"""What a rule finds: a spot in a page, and with the page and the rule around it a finding.

Knows no rule, no page and no report.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """How sure a rule is: a fault is one, a doubt needs somebody to look."""

    fault = "fault"
    doubt = "doubt"


@dataclass(frozen=True, slots=True)
class Spot:
    """An element, by its number in the page, and what is wrong with it, in no language: a text, a ratio, a size."""

    element: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place.

    `path` names the element in the German and in the translated page alike; `selector` and `snippet` are for people.
    `new` tells that the German page does not have it.
    """

    rule: str
    weight: Weight
    url: str
    language: str
    path: str
    selector: str
    snippet: str
    detail: str = ""
    new: bool = False
