"""Results as one HTML page that needs nothing else: drawings, and the same figures in tables for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from proxy.quality.plot import Point, Series, bars, scatter
from proxy.quality.result import LanguageResult, Result

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}"
    "table{border-collapse:collapse;margin:1rem 0}caption{text-align:start;font-weight:bold;padding:.3rem 0}"
    "th,td{border:1px solid #767676;padding:.25rem .6rem;text-align:end}th:first-child{text-align:start}"
    "svg{width:100%;height:auto}.wide{overflow-x:auto}figure{margin:1.5rem 0}"
)
_COLUMNS = (
    "language",
    "chrF",
    "BLEU",
    "shown",
    "chrF of what is shown",
    "numbers kept",
    "terms said",
    "words/s",
    "stays German because",
)


def page(results: Sequence[Result]) -> str:
    """Return the page; its language is English, for those who run the machines."""
    codes = list(dict.fromkeys(code for each in results for code in each.languages))
    names = [f"{each.model} on {each.set}" for each in results]
    drawn = [
        Series(name, tuple(each.languages[code].chrf if code in each.languages else None for code in codes))
        for name, each in zip(names, results, strict=True)
    ]
    points = [Point(name, each.words_per_second, each.chrf) for name, each in zip(names, results, strict=True)]
    figures = (
        _figure(bars("chrF by language, 0 to 100", codes, drawn, "by-language"), "chrF by language; more is better."),
        _figure(
            scatter("Speed against quality", points, "speed"),
            "Words a second against mean chrF, on the machine named below; further up and right is better.",
        ),
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>How good the translation models are</title><style>{_STYLE}</style></head><body><main>"
        "<h1>How good the translation models are</h1>"
        "<p>Measured with every memory and the glossary switched off. chrF and BLEU are of everything a model answers; "
        "what is shown to visitors has passed the checks and is sure enough, the rest stays German.</p>"
        f"{''.join(figures)}{''.join(map(_table, results))}</main></body></html>\n"
    )


def _figure(drawing: str, caption: str) -> str:
    return f"<figure>{drawing}<figcaption>{escape(caption)}</figcaption></figure>"


def _table(result: Result) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in _COLUMNS)
    rows = "".join(_row(code, each) for code, each in result.languages.items())
    facts = (
        f"{result.machine}, {result.running}; loaded in {result.load_seconds:.1f} s; "
        f"model {result.model_megabytes:.0f} MB, process {result.megabytes:.0f} MB; "
        f"{result.words_per_second:.0f} words/s; {result.date}; {result.signature}"
    )
    return (
        f"<h2>{escape(result.model)} on {escape(result.set)}: mean chrF {result.chrf:.1f}</h2><p>{escape(facts)}</p>"
        f'<div class="wide" role="region" tabindex="0" aria-label="{escape(result.model, quote=True)}"><table>'
        f"<caption>{escape(result.model)}, {_segments(result)} texts a language</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(code: str, each: LanguageResult) -> str:
    cells = (
        f"{each.chrf:.1f}",
        f"{each.bleu:.1f}",
        percent(each.shown),
        "–" if each.shown_chrf is None else f"{each.shown_chrf:.1f}",
        f"{percent(each.number_safety)} of {each.numbers}",
        f"{percent(each.term_success)} of {each.terms}",
        f"{each.words_per_second:.0f}",
        reasons(each),
    )
    return f'<tr><th scope="row">{escape(code)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'


def percent(share: float | None) -> str:
    """Return a share for readers; a dash where nothing was measured."""
    return "–" if share is None else f"{share:.0%}"


def reasons(each: LanguageResult) -> str:
    """Return why texts stay German, the commonest reason first."""
    found: Iterable[tuple[str, int]] = sorted(each.fallbacks.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{reason} {count}" for reason, count in found) or "nothing stays German"


def _segments(result: Result) -> int:
    return max((each.segments for each in result.languages.values()), default=0)
