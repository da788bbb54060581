"""`POST /translate`: texts, fragments of HTML and JSON documents, with the terms, memory and checks of the website."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, Protocol, assert_never

from pydantic import AfterValidator, Field, JsonValue

from glossary.live import Snapshot
from proxy.api.content import Fragment, PlainText, Taken
from proxy.api.json_document import Found, PathRule, replaced, steps_of, texts
from proxy.api.operation import Call, Model, Operation
from proxy.api.problem import Fault, ProblemError
from proxy.api.scopes import Scope
from proxy.links import SiteLinks
from proxy.settings import Settings
from proxy.token_bucket import Buckets
from proxy.translating import PageSettings
from translation.explain import Explanation, explain
from translation.glossing import Glosses
from translation.order import Order
from translation.outcome import Outcome
from translation.segment import Segment

_MOST_ITEMS: Final = 100
_LONGEST: Final = 100_000
_MOST_RULES: Final = 100
_LONGEST_WAIT: Final = 60.0

Text = Annotated[str, Field(max_length=_LONGEST)]


def _path(value: str) -> str:
    steps_of(value)
    return value


class TextItem(Model):
    """A plain text; each of its lines is translated by itself."""

    kind: Literal["text"] = "text"
    text: Text


class HtmlItem(Model):
    """A fragment of HTML: only its words change."""

    kind: Literal["html"]
    html: Text


class Rule(Model):
    """Which texts of a document are translated; of two rules that fit, the later one decides."""

    path: Annotated[str, Field(max_length=500, description="JSON Pointer with * and **"), AfterValidator(_path)]
    kind: Literal["text", "html", "keep"] = "text"


class JsonItem(Model):
    """A JSON document: the texts that the rules name change, every other value stays equal."""

    kind: Literal["json"]
    document: JsonValue
    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=_MOST_RULES)]


Item = TextItem | HtmlItem | JsonItem


class TranslateAsk(Model):
    """What is to be translated, and how."""

    to: Annotated[str, Field(description="the target language, such as tr")]
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=_MOST_ITEMS)]
    page: Annotated[
        str, Field(max_length=2000, description="path of the German page it belongs to; terms may hold there only")
    ] = ""
    wait_seconds: Annotated[
        float, Field(ge=0, le=_LONGEST_WAIT, description="what is not ready by then stays German; ask again")
    ] = 10.0
    remember: Annotated[
        bool, Field(description="keep translations for everybody; only for texts that hold nothing personal")
    ] = False
    explain: Annotated[bool, Field(description="say for each segment why it reads as it does")] = False


class TermUsed(Model):
    """A glossary term that stands in the German, and what became of it."""

    id: str
    term: str
    found: str
    result: str


class SegmentAnswer(Model):
    """Why one segment reads as it does; inline elements are numbered marks, as in overrides."""

    german: str
    text: Annotated[str | None, Field(description="null: it stays German")]
    layer: Annotated[str, Field(description="where the text comes from: override, seed, memory, model ...")]
    reason: str
    model: str
    confidence: float | None
    terms: tuple[TermUsed, ...]


class ItemAnswer(Model):
    """One item in the target language; `german` says how many of its segments stayed German."""

    translated: JsonValue
    segments: int
    german: int
    complete: Annotated[bool, Field(description="false: asked again later, more of it may be translated")]
    explanations: tuple[SegmentAnswer, ...] = ()


class TranslateAnswer(Model):
    """The items in their order, machine-translated unless an override says otherwise."""

    to: str
    items: tuple[ItemAnswer, ...]


class Service(Protocol):
    """What is needed of the translation service."""

    @property
    def glossary(self) -> Snapshot:
        """What editors have decided, now."""

    async def translate(
        self, segments: Sequence[Segment], order: Order, snapshot: Snapshot | None = None
    ) -> list[Outcome]:
        """Return what became of each segment."""


@dataclass(frozen=True, slots=True)
class Translate:
    """Does it; `words` are the words that each token has."""

    service: Service
    settings: Settings
    pages: PageSettings
    words: Buckets

    @property
    def operation(self) -> Operation:
        """The operation as the API lists it."""
        return Operation(
            "POST",
            "/translate",
            "translate",
            "Translate texts, fragments of HTML and JSON documents",
            "translation",
            self.handle,
            TranslateAnswer,
            Scope.TRANSLATE,
            takes=TranslateAsk,
        )

    async def handle(self, call: Call) -> TranslateAnswer:
        """Translate the items, all at once."""
        ask = call.content(TranslateAsk)
        if ask.to not in self.settings.languages.targets:
            faults = (Fault(where="to", what=f"one of {' '.join(self.settings.languages.targets)}"),)
            raise ProblemError(400, "that language is not served here", faults)
        state = self.service.glossary
        taken = await asyncio.to_thread(lambda: [self._taken(item, ask.to, state) for item in ask.items])
        self._charge(call, taken)
        order = Order(
            ask.to,
            deadline_seconds=ask.wait_seconds,
            private=not ask.remember,
            visitor=call.known.token.encode(),
            page=ask.page,
        )
        segments = [segment for texts in taken for text in texts for segment in text.segments]
        outcomes = await self.service.translate(segments, order, state) if segments else []
        answers: list[ItemAnswer] = []
        for item, each in zip(ask.items, taken, strict=True):
            count = sum(len(text.segments) for text in each)
            answers.append(_answer(item, each, outcomes[:count], order, state, explained=ask.explain))
            outcomes = outcomes[count:]
        return TranslateAnswer(to=ask.to, items=tuple(answers))

    def _charge(self, call: Call, taken: Sequence[Sequence[Taken]]) -> None:
        words = sum(len(segment.text.split()) for each in taken for text in each for segment in text.segments)
        bucket = self.words.of(call.known.token)
        if words and not bucket.take_on_credit(words):
            wait = {"Retry-After": str(int(bucket.seconds_until()) + 1)}
            raise ProblemError(429, "too many words with this token; the header says when to go on", headers=wait)

    def _taken(self, item: Item, language: str, state: Snapshot) -> tuple[Taken, ...]:
        match item:
            case TextItem():
                return (PlainText.of(item.text),)
            case HtmlItem():
                return (self._fragment(item.html, language, state),)
            case JsonItem():
                return tuple(self._found(each, language, state) for each in texts(item.document, _rules(item)))
            case _:
                assert_never(item)

    def _found(self, found: Found, language: str, state: Snapshot) -> Taken:
        return self._fragment(found.text, language, state) if found.kind == "html" else PlainText.of(found.text)

    def _fragment(self, html: str, language: str, state: Snapshot) -> Fragment:
        settings = self.settings
        links = SiteLinks(
            language, "https://localhost", frozenset(), settings.pages.excluded_paths, settings.languages.targets
        )
        return Fragment.of(html, self.pages, links, tuple(state.matcher.selectors))


def _rules(item: JsonItem) -> tuple[PathRule, ...]:
    return tuple(PathRule(steps_of(rule.path), rule.kind) for rule in item.rules)


def _answer(
    item: Item, taken: Sequence[Taken], outcomes: Sequence[Outcome], order: Order, state: Snapshot, *, explained: bool
) -> ItemAnswer:
    glosses = Glosses(state, order.place)
    written: list[str] = []
    explanations: list[SegmentAnswer] = []
    left = list(outcomes)
    for text in taken:
        own, left = left[: len(text.segments)], left[len(text.segments) :]
        written.append(text.written(own, glosses))
        if explained:
            pairs = zip(text.segments, own, strict=True)
            explanations += [_explanation(explain(german, made, order.place, state)) for german, made in pairs]
    translated: JsonValue = replaced(item.document, _rules(item), written) if isinstance(item, JsonItem) else written[0]
    return ItemAnswer(
        translated=translated,
        segments=len(outcomes),
        german=sum(outcome.parts is None for outcome in outcomes),
        complete=not any(outcome.provisional for outcome in outcomes),
        explanations=tuple(explanations),
    )


def _explanation(found: Explanation) -> SegmentAnswer:
    return SegmentAnswer(
        german=found.german,
        text=found.text,
        layer=found.layer,
        reason=found.reason,
        model=found.model,
        confidence=found.confidence,
        terms=tuple(
            TermUsed(id=use.term, term=use.lemma, found=use.surface, result=use.result.value) for use in found.terms
        ),
    )
