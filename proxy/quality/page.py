"""Results as one HTML page that needs nothing else: drawings, and the same figures in tables for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
    "inline markup, F1",
    "placing alone, F1",
    "words/s",
    "stays German because",
)


def page(results: Sequence[Result]) -> str:
    """Return the page; its language is English, for those who run the machines."""
    chrf = _by_language(results, "chrF", "by-language", lambda each: each.chrf)
    markup = _by_language(results, "Inline markup, F1 in hundredths", "markup", _markup_f1)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>How good the translation models are</title><style>{_STYLE}</style></head><body><main>"
        "<h1>How good the translation models are</h1>"
        "<p>Measured with every memory and the glossary switched off. chrF and BLEU are of everything a model answers; "
        "what is shown to visitors has passed the checks and is sure enough, the rest stays German. Inline markup is "
        "measured on segments of its own: whether links and emphasis stand around the words that mean what the German "
        "ones mean, in what is shown; and of placing alone, with the words of the reference.</p>"
        f"{chrf}{markup}{_speed(results)}{''.join(map(_table, results))}</main></body></html>\n"
    )


def _by_language(
    results: Sequence[Result], what: str, name: str, figure: Callable[[LanguageResult], float | None]
) -> str:
    """Return bars of a figure between 0 and 100, and the same as a table; nothing where nobody has it."""
    codes = list(dict.fromkeys(code for each in results for code in each.languages))
    series = [
        Series(
            f"{each.name} on {each.set}",
            tuple(figure(each.languages[code]) if code in each.languages else None for code in codes),
        )
        for each in results
    ]
    if all(value is None for each in series for value in each.values):
        return ""
    rows = [(each.name, *("–" if value is None else f"{value:.1f}" for value in each.values)) for each in series]
    drawing = bars(f"{what}, by language, 0 to 100", codes, series, name)
    return _figure(drawing, f"{what}, by language; more is better.", _grid(("model", *codes), rows))


def _markup_f1(each: LanguageResult) -> float | None:
    return 100 * each.markup.f1 if each.markup and each.markup.f1 is not None else None


def _speed(results: Sequence[Result]) -> str:
    points = [Point(f"{each.name} on {each.set}", each.words_per_second, each.chrf) for each in results]
    rows = [(each.name, f"{each.speed:.0f}", f"{each.quality:.1f}") for each in points]
    return _figure(
        scatter("Speed against quality", points, "speed"),
        "Words a second against mean chrF, on the machine named below; further up and right is better.",
        _grid(("model", "words/s", "mean chrF"), rows),
    )


def _figure(drawing: str, caption: str, table: str) -> str:
    return (
        f"<figure>{drawing}<figcaption>{escape(caption)}</figcaption>"
        f"<details><summary>The same as a table</summary>{table}</details></figure>"
    )


def _grid(columns: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """Return a table; the first cell of each row is its header."""
    named = f"<caption>{escape(caption)}</caption>" if caption else ""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for name, *cells in rows
    )
    return f"<table>{named}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _table(result: Result) -> str:
    rows = [_row(code, each) for code, each in result.languages.items()]
    facts = (
        f"{result.machine}, {result.running}; loaded in {result.load_seconds:.1f} s; "
        f"model {result.model_megabytes:.0f} MB, process {result.megabytes:.0f} MB; "
        f"{result.words_per_second:.0f} words/s; {result.date}; {result.signature}"
    )
    return (
        f"<h2>{escape(result.name)} on {escape(result.set)}: mean chrF {result.chrf:.1f}</h2><p>{escape(facts)}</p>"
        f'<div class="wide" role="region" tabindex="0" aria-label="{escape(result.name, quote=True)}">'
        f"{_grid(_COLUMNS, rows, f'{result.name}, {_segments(result)} texts a language')}</div>"
    )


def _row(code: str, each: LanguageResult) -> Sequence[str]:
    markup = each.markup
    return (
        code,
        f"{each.chrf:.1f}",
        f"{each.bleu:.1f}",
        percent(each.shown),
        "–" if each.shown_chrf is None else f"{each.shown_chrf:.1f}",
        f"{percent(each.number_safety)} of {each.numbers}",
        f"{percent(each.term_success)} of {each.terms}",
        f"{ratio(markup.f1)} of {markup.elements}" if markup else "–",
        f"{ratio(markup.placing_f1)} of {markup.placing_elements}" if markup else "–",
        f"{each.words_per_second:.0f}",
        reasons(each),
    )


def percent(share: float | None) -> str:
    """Return a share for readers; a dash where nothing was measured."""
    return "–" if share is None else f"{share:.0%}"


def ratio(value: float | None) -> str:
    """Return a figure between 0 and 1 for readers; a dash where nothing was measured."""
    return "–" if value is None else f"{value:.3f}"


def reasons(each: LanguageResult) -> str:
    """Return why texts stay German, the commonest reason first."""
    found: Iterable[tuple[str, int]] = sorted(each.fallbacks.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{reason} {count}" for reason, count in found) or "nothing stays German"


def _segments(result: Result) -> int:
    return max((each.segments for each in result.languages.values()), default=0)
