"""A report for people: one page in German and one in English, accessible themselves, without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from proxy.audit.clauses import CRITERIA, criterion_name, understanding
from proxy.audit.finding import Finding, Weight
from proxy.audit.report.rows import RuleRow, by_rule, rule_rows
from proxy.audit.report.wording import UNTESTED, WORDS
from proxy.audit.result import Audited, Report
from proxy.audit.rules.table import entries
from translation.languages import LANGUAGES

_MOST_PLACES: Final = 25


@dataclass(frozen=True, slots=True)
class Section:
    """One rule's part of the report: how often, and the first places."""

    rule: RuleRow
    faults: int
    new: int
    places: tuple[Finding, ...]
    more: int
    by_language: tuple[int, ...]


def as_html(report: Report, language: str, other: str, pictures: dict[tuple[str, str], str]) -> str:
    """Return the page in `de` or `en`; `other` is the other one's file, `pictures` the file of a URL and kind."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    rows = rule_rows(report)
    sections = [_section(report, rows[name], found) for name, found in by_rule(report).items()]
    words = WORDS[language]
    touched = len({criterion for entry in entries().values() for criterion in entry.criteria})
    return environment.get_template("report.html.j2").render(
        language=language,
        other=other,
        words=words,
        report=report,
        sections=sections,
        names={code: row.german if language == "de" else row.english for code, row in LANGUAGES.items()},
        scope=words["scope"].format(touched=touched, all=CRITERIA),
        untested=UNTESTED[language],
        pictures=pictures,
        criterion=lambda text: criterion_name(text, language),
        understanding=understanding,
        started=report.started.strftime("%d.%m.%Y, %H:%M" if language == "de" else "%d %B %Y, %H:%M"),
        style=Markup((Path(__file__).parent / "report.css").read_text("utf-8")),  # noqa: S704 -- our own file
        german_pages=[page for page in report.pages if page.language == report.languages[0]],
        pages_of=lambda page: _versions(report, page),
    )


def _versions(report: Report, german: Audited) -> list[Audited]:
    return [page for page in report.pages if page is german or (page.german_url == german.url and page is not german)]


def _section(report: Report, rule: RuleRow, found: list[Finding]) -> Section:
    ordered = sorted(found, key=lambda each: not each.new)
    return Section(
        rule=rule,
        faults=sum(each.weight is Weight.fault for each in found),
        new=sum(each.new for each in found),
        places=tuple(ordered[:_MOST_PLACES]),
        more=max(0, len(found) - _MOST_PLACES),
        by_language=tuple(sum(each.language == code for each in found) for code in report.languages),
    )
