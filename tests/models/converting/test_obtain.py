"""From a mirror to an answer: pulled, converted, installed, verified; and the commands that do it."""

from __future__ import annotations

import asyncio
import json
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from typer.testing import CliRunner

from models.engine import GREEDY
from models.errors import ObtainingError
from models.facts import read_model_facts
from models.obtain import Request, bring, obtain, only_fetch
from models.running import Running
from models.translator import TranslatorEngine
from proxy.command.main import app

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.slow]
RUNNER = CliRunner(env={"COLUMNS": "200"})
KEY = "opus-big-de-zle"


def quiet(*_: object) -> None:
    """Hear of progress, and say nothing."""


def mirror_of(folder: Path, commit: str) -> web.Application:
    """Serve a folder as a hub does, small files only."""

    files = [{"rfilename": each.name, "size": each.stat().st_size} for each in folder.iterdir()]

    async def listing(_request: web.Request) -> web.Response:
        return web.json_response({"id": "x/y", "modelId": "x/y", "sha": commit, "siblings": files})

    async def file(request: web.Request) -> web.Response:
        data = (folder / request.match_info["name"]).read_bytes()
        headers = {"ETag": f'"{request.match_info["name"]}"', "X-Repo-Commit": commit}
        return web.Response(body=data, headers=headers)

    app = web.Application()
    app.router.add_get("/api/models/{owner}/{repo}/revision/{revision}", listing)
    app.router.add_get("/{owner}/{repo}/resolve/{revision}/{name}", file)
    return app


async def test_a_model_is_pulled_and_translates(originals: dict[str, Any], tmp_path: Path) -> None:
    """One call fetches, converts and installs; what was fetched is not kept beside it."""
    pytest.importorskip("huggingface_hub")
    original = originals[KEY]
    async with TestServer(mirror_of(original.folder, original.model.revision)) as server:
        request = Request(original.model, mirror=str(server.make_url("/")))
        place = await asyncio.to_thread(obtain, request, tmp_path, quiet, quiet)
    assert [each.name for each in place.parent.iterdir()] == [f"{KEY}-0123456789ab.int8"]
    facts = read_model_facts(place)
    assert facts.hub == original.model.hub
    engine = TranslatorEngine(place, facts, Running(threads=1))
    assert len(engine.translate(["Das Rathaus."], "uk", GREEDY)) == 1


async def test_a_folder_is_carried_to_a_machine_without_a_network(originals: dict[str, Any], tmp_path: Path) -> None:
    """Fetched here, converted there: the commit comes with the folder, and another one is refused."""
    pytest.importorskip("huggingface_hub")
    original = originals[KEY]
    async with TestServer(mirror_of(original.folder, original.model.revision)) as server:
        request = Request(original.model, mirror=str(server.make_url("/")))
        await asyncio.to_thread(only_fetch, request, tmp_path / "stick", tmp_path / "here", quiet, quiet)
    there = tmp_path / "there"
    place = await asyncio.to_thread(bring, Request(original.model), tmp_path / "stick", there, quiet)
    assert read_model_facts(place).revision == original.model.revision
    other = Request(replace(original.model, revision="f" * 40))
    with pytest.raises(ObtainingError, match="the catalogue names ffff"):
        bring(other, tmp_path / "stick", there, quiet)


def test_the_commands_convert_and_verify(originals: dict[str, Any], tmp_path: Path) -> None:
    """`convert` installs, `verify` reads every byte and asks for one sentence in each language."""
    original = originals["opus-de-uk"]
    copy = Path(shutil.copytree(original.folder, tmp_path / "copy"))
    models = ["--json", "--folder", str(tmp_path / "models")]
    commit = original.model.revision
    result = RUNNER.invoke(app, ["models", "convert", str(copy), "--key", "opus-de-uk", "--revision", commit, *models])
    assert result.exit_code == 0, result.output
    place = Path(json.loads(result.stdout)["folder"])
    assert place.name == "opus-de-uk-0123456789ab.int8"
    report = json.loads(RUNNER.invoke(app, ["models", "verify", "opus-de-uk", "--threads", "1", *models]).stdout)
    assert report["models"][0]["problems"] == []
    assert [each["language"] for each in report["models"][0]["golden"]] == ["uk"]
    (place / "config.json").write_text("{}")
    report = json.loads(RUNNER.invoke(app, ["models", "verify", "opus-de-uk", *models]).stdout)
    assert report["models"][0]["problems"][0]["file"] == "config.json"


def test_the_extras_that_messages_name_exist() -> None:
    """`stadtlotse[pull]` and `stadtlotse[convert]` are in the project's file."""
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"pull", "convert"} <= set(project["optional-dependencies"])
