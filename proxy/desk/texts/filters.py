"""What somebody wants to see of the texts, in an address and back again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from proxy.desk.texts.reading import OPEN, TextState
from proxy.desk.texts.register import Mark, Search

TO_REVIEW: Final = "review"
"""In place of one state: all that a review goes through."""
ALL: Final = ""
_LONGEST: Final = 200  # letters of what is searched for
_DIGITS: Final = 19


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters as they stand in a form; what is empty does not restrict."""

    words: str = ""
    language: str = ""
    state: str = TO_REVIEW
    page: str = ""
    term: str = ""
    model: str = ""

    @property
    def query(self) -> str:
        """Return them as the query of an address."""
        return urlencode({name: value for name, value in self._named if value or name == "state"})

    @property
    def states(self) -> tuple[TextState, ...]:
        """Return the states that are meant."""
        if self.state == TO_REVIEW:
            return OPEN
        return (TextState(self.state),) if self.state else ()

    def search(self, languages: Collection[str] = ()) -> Search:
        """Return what to look for; `languages` are those that count where none was chosen."""
        return Search(self.words, self.language, self.states, self.page, self.term, self.model, languages)

    @property
    def _named(self) -> tuple[tuple[str, str], ...]:
        return (
            ("words", self.words), ("language", self.language), ("state", self.state), ("page", self.page),
            ("term", self.term), ("model", self.model),
        )  # fmt: skip


def filters_of(query: Mapping[str, str], languages: Collection[str]) -> Filters:
    """Return the filters of a query; what they cannot be is left out."""
    state = query.get("state", TO_REVIEW)
    language = query.get("language", "")
    return Filters(
        query.get("words", "").strip()[:_LONGEST],
        language if language in languages else "",
        state if state in (*TextState, TO_REVIEW, ALL) else TO_REVIEW,
        query.get("page", "").strip()[:2000],
        query.get("term", "")[:_LONGEST],
        query.get("model", "")[:_LONGEST],
    )


def filters_within(text: str, languages: Collection[str]) -> Filters:
    """Return the filters of a query that stands in a field of another."""
    return filters_of(dict(parse_qsl(text, keep_blank_values=True, max_num_fields=50)), languages)


def written(mark: Mark) -> str:
    """Return a place in the list as text."""
    return f"{mark.weight}_{mark.certainty!r}_{mark.number}"


def mark_of(text: str) -> Mark | None:
    """Return the place in the list that a text says; None where it says none."""
    weight, _, rest = text.partition("_")
    certainty, _, number = rest.partition("_")
    if not (weight.isdecimal() and number.isdecimal()) or len(weight) > 4 or len(number) > _DIGITS:
        return None
    try:
        return Mark(int(weight), float(certainty), int(number))
    except ValueError:
        return None
