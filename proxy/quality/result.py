"""What a measurement says: frozen values that are kept as JSON, so that two models or two versions can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, PlainSerializer, TypeAdapter, ValidationError

from models.errors import ModelMissingError

Share = Annotated[float, Field(ge=0, le=1)]
Score = Annotated[float, Field(ge=0, le=100)]
Decoding = Literal["fast", "better"]
Counts = Annotated[Mapping[str, int], AfterValidator(MappingProxyType), PlainSerializer(dict)]


@dataclass(frozen=True, slots=True)
class MarkupResult:
    """Inline elements of one language, on the markup set; F1 is the mean over elements, of the words within.

    `f1` is of the `elements` in what is `shown`, end to end; `placing_f1` of all elements of the gold translations,
    placed by the model's word alignment. `broken` counts texts with a tag lost, doubled or out of balance (law 3).
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    segments: int
    shown: Share
    elements: int
    f1: Share | None
    placing_elements: int
    placing_f1: Share | None
    broken: int


@dataclass(frozen=True, slots=True)
class LanguageResult:
    """One language. What is `shown` passed the checks and the confidence; `None` where there was nothing to measure.

    `chrf` and `bleu` (sacrebleu, 0 to 100) are of everything the model answers, sure or not; `number_safety` is the
    share of texts with numbers, addresses or codes whose answer keeps them all, `term_success` the share of the
    glossary's terms that are said as it says. `fallbacks` counts by reason what stays German.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    segments: int
    chrf: Score
    bleu: Score
    shown: Share
    shown_chrf: Score | None
    number_safety: Share | None
    numbers: int
    term_success: Share | None
    terms: int
    confidence: float
    words_per_second: Annotated[float, Field(ge=0)]
    fallbacks: Counts
    markup: MarkupResult | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One model on one set, on one machine; `megabytes` is what the process holds at most, `digest` the set's."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    model: str
    signature: str
    set: str
    digest: str
    date: str
    machine: str
    running: str
    load_seconds: float
    megabytes: float
    model_megabytes: float
    words_per_second: Annotated[float, Field(ge=0)]
    languages: Annotated[Mapping[str, LanguageResult], AfterValidator(MappingProxyType), PlainSerializer(dict)]
    decoding: Decoding = "fast"

    @property
    def name(self) -> str:
        """What was measured, for readers."""
        return self.model if self.decoding == "fast" else f"{self.model} ({self.decoding})"

    @property
    def chrf(self) -> float:
        """The mean over the languages, each counting the same."""
        return sum(each.chrf for each in self.languages.values()) / len(self.languages)


_RESULTS: Final = TypeAdapter(tuple[Result, ...])


def written(results: tuple[Result, ...]) -> bytes:
    """Return results as JSON."""
    return _RESULTS.dump_json(results, indent=2) + b"\n"


def read_results(path: Path) -> tuple[Result, ...]:
    """Read results; raises `ModelMissingError` where the file holds none."""
    try:
        found = _RESULTS.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        why = error.errors(include_url=False)[0]["msg"] if isinstance(error, ValidationError) else error
        message = f"{path} holds no results of `stadtlotse models bench`: {why}"
        raise ModelMissingError(message) from error
    if not found:
        message = f"{path} holds no results"
        raise ModelMissingError(message)
    return found
