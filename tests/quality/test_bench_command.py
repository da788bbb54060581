"""`stadtlotse models bench` with the true starter, on a few texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.measured import read_quality
from models.starter import PACKAGED, install_starter
from proxy.command.main import app
from proxy.quality.result import Result, read_results

RUNNER = CliRunner(env={"COLUMNS": "200"})


def benched(folder: Path, name: str, *options: str) -> tuple[Result, str]:
    """Measure Turkish on two texts; return the result and what was printed."""
    kept = folder / f"{name}.json"
    common = ["--languages", "tr", "--limit", "2", "--threads", "1", "--folder", str(folder), "--keep", str(kept)]
    done = RUNNER.invoke(app, ["models", "bench", "starter", *common, *options])
    assert done.exit_code == 0, done.output
    (result,) = read_results(kept)
    return result, done.output


@pytest.mark.model
def test_all_figures_are_there(tmp_path: Path) -> None:
    """Quick and better, with inline markup and without: kept, printed, drawn, and comparable."""
    place = install_starter(PACKAGED, tmp_path)
    html = tmp_path / "page.html"
    fast, printed = benched(tmp_path, "fast", "--html", str(html))
    turkish = fast.languages["tr"]
    assert (fast.set, fast.decoding, turkish.segments) == ("dev:2", "fast", 2)
    assert 0 < turkish.chrf <= 100
    assert turkish.words_per_second > 0
    assert fast.megabytes >= fast.model_megabytes > 0
    assert turkish.markup is not None
    assert (turkish.markup.segments, turkish.markup.broken) == (2, 0)
    assert turkish.markup.placing_f1 is not None
    assert "tr stays German" in printed
    assert "Inline markup" in html.read_text(encoding="utf-8")
    better, printed = benched(tmp_path, "better", "--decoding", "better", "--no-markup")
    assert (better.decoding, better.languages["tr"].markup) == ("better", None)
    assert f"{fast.model} (better) on dev:2" in printed
    assert read_quality(place) == {}, "a part of the set helps nobody to choose"
    compared = RUNNER.invoke(
        app, ["models", "compare", str(tmp_path / "fast.json"), str(tmp_path / "better.json"), "--speed", "1"]
    )
    assert f"{fast.model} → {fast.model} (better) on dev:2" in compared.output
