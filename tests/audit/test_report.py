"""Reports say the same in every format, and the HTML ones are accessible themselves."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from chromium import needs_chromium, reader

from proxy.audit.axe import AxeRule
from proxy.audit.finding import Finding, Weight
from proxy.audit.report.as_csv import as_csv
from proxy.audit.report.as_earl import as_earl
from proxy.audit.report.as_html import as_html
from proxy.audit.report.as_json import as_json
from proxy.audit.report.files import write
from proxy.audit.report.wording import UNTESTED, WORDS
from proxy.audit.result import Audited, Report
from proxy.audit.rules.table import RULES, findings
from proxy.audit.verdict import FailOn, failed

_GERMAN = "http://stadt.example/amt"
_TURKISH = "http://stadt.example/tr/amt"
_OLD = Finding(
    "contrast", Weight.fault, _GERMAN, "de", "/html/p1", "p", '<p style="color:#999">x</p>', "2.85 : 1 < 4.5 : 1"
)
_NEW = Finding(
    "german-text",
    Weight.fault,
    _TURKISH,
    "tr",
    "/html/p2",
    "p:nth-of-type(2)",
    "<p>=1+1 Bitte</p>",
    "=1+1 Bitte",
    new=True,
)
_DOUBT = Finding("vague-link", Weight.doubt, _GERMAN, "de", "/html/a1", "a", '<a href="/x">hier</a>', "hier")
_AXE = Finding("axe:region", Weight.doubt, _TURKISH, "tr", "/html/div1", "div", "<div>x</div>")


def report(*found: Finding, **changes: object) -> Report:
    """Return a report of a German and a Turkish page."""
    pages = tuple(
        Audited(
            url, _GERMAN, code, "Amt <b>", tuple(each for each in found if each.language == code), True, b"jpeg", b""
        )
        for url, code in ((_GERMAN, "de"), (_TURKISH, "tr"))
    )
    rules = (
        (
            "axe:region",
            AxeRule(("1.3.1",), "All content in landmarks", "https://example.org/region", "Alles in Bereichen"),
        ),
    )
    made = Report(_GERMAN, datetime(2026, 1, 15, 10, tzinfo=UTC), ("de", "tr"), pages, (), rules, with_axe=True)
    return replace(made, **changes)  # type: ignore[arg-type]


ALL = report(_OLD, _NEW, _DOUBT, _AXE)


def test_json_names_every_finding_with_its_clause() -> None:
    """A program gets rule, place, criteria and the clauses of EN 301 549."""
    read = json.loads(as_json(ALL))
    by_rule = {each["rule"]: each for each in read["findings"]}
    assert set(by_rule) == {"contrast", "german-text", "vague-link", "axe:region"}
    assert by_rule["contrast"]["clauses"] == ["9.1.4.3"]
    assert by_rule["german-text"]["new"] is True
    assert [page["counts"] for page in read["pages"]] == [
        {"contrast": 1, "vague-link": 1},
        {"german-text": 1, "axe:region": 1},
    ]


def test_csv_is_safe_in_a_spreadsheet() -> None:
    """What a page says is never a formula."""
    rows = list(csv.DictReader(io.StringIO(as_csv(ALL))))
    assert len(rows) == 4
    assert [row["detail"] for row in rows if row["rule"] == "german-text"] == ["'=1+1 Bitte"]
    assert {row["en_301_549"] for row in rows if row["rule"] == "contrast"} == {"9.1.4.3"}


def test_earl_says_failed_and_passed_by_rule() -> None:
    """A fault has failed, a doubt cannot be told, and a silent rule has passed on that page."""
    graph = json.loads(as_earl(ALL))["@graph"]
    outcomes = {
        (each["earl:subject"]["@id"], each["earl:test"]["@id"]): each["earl:result"]["earl:outcome"]["@id"]
        for each in graph
        if each["@type"] == "earl:Assertion"
    }
    assert outcomes[_GERMAN, "#contrast"] == "earl:failed"
    assert outcomes[_GERMAN, "#vague-link"] == "earl:cantTell"
    assert outcomes[_TURKISH, "#contrast"] == "earl:passed"
    assert len(outcomes) == 2 * len(RULES) + 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_html_is_honest_and_escaped(language: str) -> None:
    """It says what was not tested, claims nothing, and shows a page's source as text."""
    page = as_html(ALL, language, "other.html", {})
    assert all(each in page for each in UNTESTED[language])
    assert "55" in page
    assert "Amt &lt;b&gt;" in page
    assert '<p style="color:#999">' not in page
    assert WORDS[language]["with_axe"] in page
    assert WORDS[language]["without_axe"] in as_html(replace(ALL, with_axe=False), language, "other.html", {})
    assert set(WORDS["de"]) == set(WORDS["en"])
    assert len(UNTESTED["de"]) == len(UNTESTED["en"])


def test_html_with_pictures_in_two_languages(tmp_path: Path) -> None:
    """The German page, the English one beside it, and the pictures they show."""
    write(ALL, "html", tmp_path / "neu" / "bericht.html")
    german = (tmp_path / "neu" / "bericht.html").read_text("utf-8")
    assert 'href="bericht.en.html"' in german
    assert (tmp_path / "neu" / "bericht.en.html").exists()
    assert (tmp_path / "neu" / "bericht-images" / "001-tr-desktop.jpg").read_bytes() == b"jpeg"
    assert "bericht-images/001-tr-desktop.jpg" in german


@pytest.mark.parametrize(
    ("found", "fail_on", "expected"),
    [
        ((_OLD, _DOUBT), FailOn.worse, False),
        ((_OLD, _NEW), FailOn.worse, True),
        ((_OLD, _NEW), FailOn.never, False),
        ((_OLD,), FailOn.fault, True),
        ((_DOUBT,), FailOn.fault, False),
        ((_DOUBT,), FailOn.doubt, True),
        ((), FailOn.doubt, False),
    ],
)
def test_verdict(found: tuple[Finding, ...], fail_on: FailOn, *, expected: bool) -> None:
    """The exit code follows what was asked for."""
    assert failed(report(*found), fail_on) is expected


def test_a_page_that_cannot_be_had_is_a_failure() -> None:
    """What could not be audited is not passed over."""
    assert failed(report(unreachable=((_TURKISH, "answers with status 500"),)), FailOn.worse)


class TestInABrowser:
    """The report under its own rules."""

    pytestmark = needs_chromium

    @pytest.mark.parametrize("language", ["de", "en"])
    async def test_report_has_none_of_the_faults_it_looks_for(self, language: str) -> None:
        """Our own rules find nothing in the report."""
        page = as_html(ALL, language, "other.html", {(_TURKISH, "desktop"): "x.jpg"})
        async with reader() as opened:
            visited = await opened.visit(page, language, layout=True)
        assert [(each.rule, each.snippet) for each in findings(replace(visited.page, source=language))] == []
