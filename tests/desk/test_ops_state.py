"""What only shows: settings with their sources and without secrets, the last accessibility report, health, figures."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from desk.running import running_desk

from proxy.desk.ops.audits import AuditFolder, read_report
from proxy.desk.ops.configuration import MASK, configuration
from proxy.settings import Settings
from proxy.settings_file import load_with_places

REPORT = {
    "url": "http://localhost:8800/",
    "started": "2026-11-21T02:00:00+01:00",
    "languages": ["tr"],
    "with_axe": True,
    "pages": [
        {"url": "http://localhost:8800/", "language": "de", "title": "Start"},
        {"url": "http://localhost:8800/tr/", "language": "tr", "title": "Start"},
    ],
    "findings": [
        {
            "rule": rule, "weight": weight, "url": "http://localhost:8800/tr/", "language": "tr", "path": "p",
            "selector": "main > img", "snippet": "<img src='/a.jpg'>", "detail": "", "new": new,
        }
        for rule, weight, new in (
            ("image-alt", "fault", False), ("label-in-name", "doubt", True), ("image-alt", "fault", False)
        )
    ],
    "rules": {
        "image-alt": {"weight": "fault", "criteria": ["1.1.1"],
                      "title": {"de": "Bild ohne Text", "en": "Image without text"}},
        "label-in-name": {"weight": "doubt", "criteria": ["2.5.3"], "title": {"de": "Beschriftung", "en": "Label"}},
        "unused": {"weight": "doubt", "criteria": [], "title": {"de": "x", "en": "x"}},
    },
    "unreachable": [],
}  # fmt: skip


def test_each_setting_says_where_it_was_set(tmp_path: Path) -> None:
    file = tmp_path / "stadtlotse.toml"
    file.write_text("[pages]\n\ndeadline_seconds = 3.5\n[server]\nport = 1234\n", "utf-8")
    loaded = load_with_places(file, {"STADTLOTSE_LOG__LEVEL": "error"}, {"server.port": ("--port", 99)})
    shown = {each.name: each for section in configuration(loaded.settings, loaded.places) for each in section.settings}
    assert shown["server.port"].place == "option --port"
    assert shown["server.port"].value == "99"
    assert shown["pages.deadline_seconds"].place == f"{file}, line 3"
    assert shown["pages.deadline_seconds"].default == "1.5"
    assert shown["log.level"].place == "environment variable STADTLOTSE_LOG__LEVEL"
    assert shown["server.host"].is_default
    only = configuration(loaded.settings, loaded.places, only_set=True)
    assert [each.name for section in only for each in section.settings] == [
        "server.port", "pages.deadline_seconds", "log.level",
    ]  # fmt: skip


def test_no_password_is_shown() -> None:
    secret = "geheim123"
    settings = Settings.model_validate({"glossary": {"database": f"postgresql://desk:{secret}@db/stadt"}})
    text = repr(configuration(settings, {}))
    assert secret not in text
    assert f"postgresql://desk:{MASK}@db/stadt" in text


def test_every_setting_is_shown_with_its_meaning() -> None:
    sections = configuration(Settings(), {})
    assert [each.name for each in sections] == list(Settings.model_fields)
    assert all(each.about for section in sections for each in section.settings)


def test_the_newest_report_that_can_be_read_counts(tmp_path: Path) -> None:
    folder = AuditFolder(tmp_path)
    assert folder.newest() is None
    (tmp_path / "old.json").write_text(json.dumps(REPORT), "utf-8")
    (tmp_path / "new.json").write_text("{}", "utf-8")
    os.utime(tmp_path / "old.json", (1, 1))
    report = folder.newest()
    assert report is not None
    assert report.file == "old.json"
    assert [(each.name, each.count, each.new) for each in report.rules] == [
        ("label-in-name", 1, 1),
        ("image-alt", 2, 0),
    ]
    assert [(each.language, each.count) for each in report.pages] == [("tr", 3), ("de", 0)]
    assert report.of("", "http://localhost:8800/tr/")[0].rule == "label-in-name"
    assert len(report.of("image-alt", "")) == 2
    assert folder.newest() is report
    assert AuditFolder(tmp_path / "nowhere").newest() is None


@pytest.mark.parametrize("content", ["", "[]", '{"findings": 5}', '{"url": "x", "findings": []}'])
def test_what_is_no_report_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content, "utf-8")
    assert read_report(tmp_path / "x.json") is None


async def test_all_pages_answer_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "audit.json").write_text(json.dumps(REPORT), "utf-8")
    async with running_desk(tmp_path, desk={"audit_folder": tmp_path}) as desk, desk.client("ops") as ops:
        for language, words in (
            ("de", ("Arbeitsspeicher", "Seiten", "vollständig", "Bild ohne Text")),
            ("en", ("Memory", "Pages", "complete", "Image without text")),
        ):
            async with ops.http.get(f"{desk.url}/tr/") as got:
                await got.read()
            texts = []
            for path in ("/ops", "/ops/cache", "/ops/settings?all=yes", "/ops/health", "/ops/models", "/ops/warm",
                         "/ops/accessibility", "/ops/accessibility?rule=image-alt"):  # fmt: skip
                async with ops.get(path, headers={"Accept-Language": language}) as got:
                    text = await got.text()
                    assert got.status == 200, text
                page = BeautifulSoup(text, "html.parser")
                assert page.html["lang"] == language  # type: ignore[index]
                assert len(page.select("h1")) == 1
                texts.append(page.get_text())
            assert [word for word in words if not any(word in each for each in texts)] == []


async def test_the_figures_of_now_are_those_of_the_proxy(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, desk.client("ops") as ops:
        for _ in range(3):
            async with ops.http.get(f"{desk.url}/tr/aktuelles/") as got:
                await got.read()
        async with ops.get("/ops", headers={"Accept-Language": "en"}) as got:
            page = BeautifulSoup(await got.text(), "html.parser")
        row = next(each for each in page.select("tbody tr") if each.th and each.th.text == "Turkish")
        cells = [each.text for each in row.select("td")]
        assert cells[:2] == ["3", "66.7%"]
        assert int(cells[4].replace(",", "")) > 20
