"""Accounts from the command line, and what the console says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import aiohttp
import pytest
from city.app import create_app as create_city
from command_line import environment
from loopback import serving
from server_process import server, until
from typer.testing import CliRunner, Result

from proxy.command.desk import desk_app

ADDRESS = re.compile(r"(/\.stadtlotse/desk/set-up\?token=[\w-]{43})")


def run(folder: Path, *arguments: str) -> Result:
    """The command with a home of its own."""
    return CliRunner().invoke(desk_app, ["account", *arguments], env=environment(folder))


def test_an_account_is_made_listed_and_let_in_again(tmp_path: Path) -> None:
    assert "stadtlotse desk account create" in run(tmp_path, "list").stdout
    made = run(tmp_path, "create", "Meryem Öz", "--role", "admin", "--role", "editor", "--language", "tr", "--json")
    assert made.exit_code == 0, made.output
    answer = json.loads(made.stdout)
    assert (answer["name"], answer["roles"], answer["languages"]) == ("Meryem Öz", ["admin", "editor"], ["tr"])
    assert re.search(r"/\.stadtlotse/desk/password\?token=[\w-]{43}$", answer["link"])
    again = run(tmp_path, "reset-password", "meryem öz", "--second-factor")
    assert again.exit_code == 0, again.output
    assert answer["link"] not in again.stdout
    listed = json.loads(run(tmp_path, "list", "--json").stdout)
    assert [(each["name"], each["by"]) for each in listed] == [("Meryem Öz", "nothing yet")]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("create", "a/b", "--role", "admin"), 1, "cannot be the name"),
        (("create", "a", "--role", "king"), 2, "king"),
        (("create", "a"), 2, "--role"),
        (("create", "a", "--role", "editor", "--language", "xx"), 2, "none of the languages"),
        (("reset-password", "nobody"), 1, "no account named"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run(tmp_path, *arguments)
    assert done.exit_code == code
    assert said in done.output


async def test_the_console_says_once_how_the_first_account_is_made_with_several_workers(tmp_path: Path) -> None:
    wanted = {"ENGINE__KIND": "identity"}
    async with serving(create_city()) as origin, server(tmp_path, origin, "--workers", "2", settings=wanted) as running:
        await until(lambda: ADDRESS.search(running.log) is not None)
        found = ADDRESS.findall(running.log)
        assert len(found) == 1, running.log
        async with aiohttp.ClientSession() as client, client.get(running.url + found[0]) as got:
            assert got.status == 200
            assert 'name="password"' in await got.text()
        assert len(ADDRESS.findall(running.log)) == 1
