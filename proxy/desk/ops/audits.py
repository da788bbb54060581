"""The last accessibility report that `stadtlotse audit --json` wrote into a folder, by rule and by page.

Reads files only: the audit itself runs on the command line, with a browser that the proxy does not need.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_LARGEST: Final = 64 << 20
_MOST_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One fault at one place."""

    rule: str
    weight: str
    url: str
    language: str
    selector: str
    snippet: str
    detail: str
    new: bool


@dataclass(frozen=True, slots=True)
class AuditRule:
    """A rule that found something; `title` by language of the desk."""

    name: str
    weight: str
    criteria: tuple[str, ...]
    title: Mapping[str, str]
    count: int
    new: int


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page in a language."""

    url: str
    language: str
    title: str
    count: int
    new: int


@dataclass(frozen=True, slots=True)
class AuditReport:
    """A report; rules and pages with most findings first."""

    file: str
    url: str
    started: str
    with_axe: bool
    rules: tuple[AuditRule, ...]
    pages: tuple[AuditPage, ...]
    findings: tuple[AuditFinding, ...]
    unreachable: tuple[str, ...]

    def of(self, rule: str, page: str) -> Sequence[AuditFinding]:
        """The findings of a rule, or on a page; those that the German page does not have come first."""
        found = [each for each in self.findings if rule in ("", each.rule) and page in ("", each.url)]
        return sorted(found, key=lambda each: not each.new)[:_MOST_SHOWN]


class AuditFolder:
    """The reports in a folder; the newest is read once for as long as it stays the newest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[tuple[Path, int], AuditReport | None] = {}

    def newest(self) -> AuditReport | None:
        """The newest report that can be read, None if there is none."""
        before, seen = self._known, dict[tuple[Path, int], AuditReport | None]()
        for file in sorted(self._files(), key=lambda pair: -pair[1]):
            seen[file] = before[file] if file in before else read_report(file[0])
            if seen[file] is not None:
                break
        self._known = seen
        return next((report for report in seen.values() if report is not None), None)

    def _files(self) -> list[tuple[Path, int]]:
        try:
            return [(path, path.stat().st_mtime_ns) for path in self.folder.glob("*.json")]
        except OSError:
            return []


def read_report(path: Path) -> AuditReport | None:
    """Read a report; None for what is none."""
    try:
        if path.stat().st_size > _LARGEST:
            return None
        return _report(path.name, json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _report(name: str, document: dict[str, Any]) -> AuditReport:
    findings = tuple(
        AuditFinding(
            *(each[key] for key in ("rule", "weight", "url", "language", "selector", "snippet", "detail", "new"))
        )
        for each in document["findings"]
    )
    by_rule = Counter(each.rule for each in findings)
    by_page = Counter(each.url for each in findings)
    new_by_rule = Counter(each.rule for each in findings if each.new)
    new_by_page = Counter(each.url for each in findings if each.new)
    rules = [
        AuditRule(rule, row["weight"], tuple(row["criteria"]), row["title"], by_rule[rule], new_by_rule[rule])
        for rule, row in document["rules"].items()
        if by_rule[rule]
    ]
    pages = [
        AuditPage(page["url"], page["language"], page["title"], by_page[page["url"]], new_by_page[page["url"]])
        for page in document["pages"]
    ]
    return AuditReport(
        file=name,
        url=document["url"],
        started=document["started"],
        with_axe=document["with_axe"],
        rules=tuple(sorted(rules, key=lambda each: (-each.new, each.weight != "fault", -each.count))),
        pages=tuple(sorted(pages, key=lambda each: (-each.new, -each.count, each.url))),
        findings=findings,
        unreachable=tuple(each["reason"] for each in document["unreachable"]),
    )
