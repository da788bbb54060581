"""`stadtlotse glossary`: what the commands say, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from glossary.overrides import Override
from glossary.overrides_tmx import write
from proxy.command.glossary import glossary_app

RUNNER = CliRunner(env={"COLUMNS": "200"})


@pytest.fixture(name="database")
def _database(tmp_path: Path) -> str:
    return str(tmp_path / "new" / "glossary.sqlite")


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and output of one command."""
    result = RUNNER.invoke(glossary_app, arguments)
    return result.exit_code, result.output


def test_the_collection_is_shown_as_unreviewed(database: str) -> None:
    """Importing says that nobody reviewed it, the list says so of every term, and importing again changes nothing."""
    code, output = run("import", "--collection", "--database", database)
    assert code == 0
    assert "170 new, 0 changed, 0 unchanged; imported" in output
    assert "unreviewed" in output
    code, output = run("list", "--database", database)
    assert "170 unreviewed; 0 overrides, 0 stale" in output
    answer = json.loads(run("import", "--collection", "--database", database, "--json")[1])
    assert (answer["new"], answer["changed"], answer["unchanged"], answer["imported"]) == (0, 0, 170, True)


def test_looking_makes_no_file(database: str) -> None:
    """List, check and export of a glossary that is not there are empty, and leave no file."""
    assert json.loads(run("list", "--database", database, "--json")[1])["terms"] == []
    assert "import --collection" in run("list", "--database", database)[1]
    assert run("check", "--collection", "--database", database)[0] == 0
    assert run("export", "--format", "jsonl", "--database", database) == (0, "")
    assert not Path(database).parent.exists()


def test_a_file_with_errors(tmp_path: Path, database: str) -> None:
    """Check and import name line and mistake, and leave with 1; nothing is written."""
    file = tmp_path / "terms.csv"
    file.write_text("de,policy,tr\nRathaus,translate,belediye\nAmt,behalten,daire\nRathaus,,bina\n", "utf-8")
    code, output = run("check", str(file), "--database", database)
    assert code == 1
    assert "unknown policy 'behalten'; known are: keep, translate, keep+gloss" in output
    code, output = run("import", str(file), "--database", database, "--json")
    answer = json.loads(output)
    assert code == 1
    assert [(each["line"], each["code"]) for each in answer["problems"]] == [(3, "unknown-policy"), (4, "duplicate")]
    assert not answer["imported"]
    assert json.loads(run("list", "--database", database, "--json")[1])["revision"] == 0


def test_export_and_import(tmp_path: Path, database: str) -> None:
    """What was exported is found unchanged."""
    run("import", "--collection", "--database", database)
    file = tmp_path / "terms.jsonl"
    assert run("export", "--format", "jsonl", "-o", str(file), "--database", database) == (0, "")
    assert json.loads(run("check", str(file), "--database", database, "--json")[1])["unchanged"] == 170


def test_overrides(tmp_path: Path, database: str) -> None:
    """A translation memory is imported, counted and exported, all or one language."""
    file = tmp_path / "memory.tmx"
    file.write_bytes(write([Override("Mehr", "tr", "Daha"), Override("Mehr", "en", "More", stale="?")]))
    assert "2 new" in run("import", str(file), "--database", database, "--by", "Ayşe")[1]
    assert "2 overrides, 1 stale" in run("list", "--database", database)[1]
    output = run("export", "--format", "xliff", "--language", "en", "--database", database)[1]
    assert "More" in output
    assert "Daha" not in output


def test_impact(tmp_path: Path, database: str) -> None:
    """The texts that contain a changed term are named, and no others."""
    file, texts = tmp_path / "terms.csv", tmp_path / "texts"
    file.write_text("de,tr\nRathaus,belediye\n", "utf-8")
    texts.write_text("Das Rathaus\nDas Amt\n", "utf-8")
    arguments = ("check", "--impact", str(file), "--segments", str(texts), "--database", database)
    assert "1 texts would be translated anew" in run(*arguments)[1]
    assert json.loads(run(*arguments, "--json")[1])["impact"] == [{"text": "Das Rathaus", "languages": ["tr"]}]


@pytest.mark.parametrize(
    "arguments",
    [("import",), ("check", "--collection", "no.csv"), ("check", "--impact"), ("import", __file__)],
)
def test_what_is_not_understood(arguments: tuple[str, ...], database: str) -> None:
    """A command that says too little, too much, or names a file of another kind, leaves with 2."""
    assert run(*arguments, "--database", database)[0] == 2


def test_a_database_that_cannot_be_used(tmp_path: Path) -> None:
    """The message names the file."""
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database" * 100)
    code, output = run("list", "--database", str(broken))
    assert code == 1
    assert "broken.sqlite cannot be used" in output
