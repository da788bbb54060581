"""What a visitor sent with the form, judged. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from proxy.reports.report import LONGEST_MESSAGE, LONGEST_QUOTE

TRAP: Final = "website"
"""A field that people do not see: a program that fills in all fields gives itself away."""


class Problem(Enum):
    """What is wrong with a field."""

    MISSING = "missing"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form: the chosen sentence's segment, or a copied piece of text, and what is wrong with it."""

    segment: str = ""
    quote: str = ""
    message: str = ""
    stamp: str = ""
    trapped: bool = False

    def problems(self, *, listed: bool) -> Mapping[str, Problem]:
        """By field; {} for a form that can be taken. `listed` says that there was a list to choose from."""
        found: dict[str, Problem] = {}
        if not self.segment and not self.quote:
            found["segment" if listed else "quote"] = Problem.MISSING
        if len(self.quote) > LONGEST_QUOTE:
            found["quote"] = Problem.TOO_LONG
        if len(self.message) > LONGEST_MESSAGE:
            found["message"] = Problem.TOO_LONG
        return found


def sent(fields: Mapping[str, str]) -> Sent:
    """Return what stands in the fields; line ends count as one character, as browsers count them."""

    def field(name: str) -> str:
        return fields.get(name, "").replace("\r\n", "\n").strip()

    return Sent(field("segment"), field("quote"), field("message"), field("stamp"), bool(field(TRAP)))
