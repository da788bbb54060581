"""The explanations of a page as a page: plain HTML, one heading a segment, no scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from translation.explain import Explanation
from translation.languages import LANGUAGES

_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}"
    "section{border-top:1px solid #767676}dt{font-weight:bold}dd{margin:0 0 .5rem 1rem;overflow-wrap:anywhere}"
)
_NOTHING: Final = "not remembered"


def view(path: str, language: str, found: Sequence[Explanation]) -> str:
    """Return the page."""
    counts = Counter(each.layer or _NOTHING for each in found)
    summary = ", ".join(f"{count} {layer}" for layer, count in counts.most_common()) or "nothing to translate"
    title = f"{path} in {LANGUAGES[language].english}"
    sections = "".join(_section(number, language, each) for number, each in enumerate(found, 1))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
        f"<p>{len(found)} segments: {escape(summary)}.</p>{sections}</main></body></html>"
    )


def _section(number: int, language: str, each: Explanation) -> str:
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in _facts(language, each))
    heading = f"{number}. {each.layer or _NOTHING}"
    return f'<section aria-labelledby="s{number}"><h2 id="s{number}">{escape(heading)}</h2><dl>{facts}</dl></section>'


def _facts(language: str, each: Explanation) -> Iterable[tuple[str, str]]:
    """Yield names and values; the values are HTML."""
    yield "German", _said("de", each.german)
    if each.text is not None:
        yield LANGUAGES[language].english, _said(language, each.text)
    for name, value in (("Reason", each.reason), ("Model", each.model), ("Tags", each.markup)):
        if value:
            yield name, escape(value)
    if each.confidence is not None:
        yield "Confidence", f"{each.confidence:.3f}"
    if each.seconds is not None:
        yield "Made in", f"{each.seconds:.3f} s"
    for use in each.terms:
        yield "Term", f"{_said('de', use.lemma)}, here {_said('de', use.surface)}: {escape(use.result.value)}"
    for attempt in each.attempts:
        yield "Tried", escape(f"{attempt.way}: {'; '.join(attempt.refused) or 'good'}")
    if each.stale_override is not None:
        stale = each.stale_override
        yield "Stale override", f"{_said('de', stale.german)}, {_said(language, stale.text)}"


def _said(language: str, text: str) -> str:
    return f'<span lang="{language}" dir="{LANGUAGES[language].direction}">{escape(text)}</span>'
