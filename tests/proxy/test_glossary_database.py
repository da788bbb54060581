"""Where editors' decisions lie is one setting: a file or a server, for one process or for several."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from server_process import server

from glossary.database import Database
from proxy.errors import SettingsError
from proxy.parts import glossary_file
from proxy.settings import GlossarySettings
from proxy.settings_file import load
from proxy.workers.spec import Role, Spec, plain

_ADDRESS = "postgresql://anna:geheim@db.stadt.example/stadt?sslmode=verify-full"


def test_a_path_and_an_address(tmp_path: Path) -> None:
    """Both come from the file or from the environment, and reach every worker as they were written."""
    file = tmp_path / "stadtlotse.toml"
    file.write_text("[glossary]\ndatabase = '~/editors.sqlite'\n", "utf-8")
    assert glossary_file(load(file, {})) == Path.home() / "editors.sqlite"
    settings = load(file, {"STADTLOTSE_GLOSSARY__DATABASE": _ADDRESS})
    assert glossary_file(settings) == _ADDRESS
    spec = Spec.decode(Spec(Role.WEB, plain(settings), "", "").encode())
    assert glossary_file(spec.read_settings()) == _ADDRESS
    assert "geheim" not in repr(settings)
    assert glossary_file(load(None, {}, default=tmp_path / "none.toml")).name == "glossary.sqlite"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("mysql://anna:geheim@host/stadt", "mysql://anna:***@host/stadt"),
        ("postgresql://anna:ge/heim@[::1", "postgresql://anna:***@[::1"),
        ("postgresql://anna@host/stadt?password=geheim&x=1", "postgresql://anna@host/stadt?password=***&x=1"),
        ("", '""'),
    ],
)
def test_a_mistake_is_told_without_the_password(value: str, shown: str) -> None:
    """Place, setting and what is allowed."""
    with pytest.raises(SettingsError) as caught:
        load(None, {"STADTLOTSE_GLOSSARY__DATABASE": value})
    said = str(caught.value)
    assert "glossary.database must be a path, or an address such as" in said
    assert shown in said
    assert "heim" not in said
    with pytest.raises(ValidationError):
        GlossarySettings(database=5)  # type: ignore[arg-type]


async def test_several_workers(database_url: str, tmp_path: Path) -> None:
    """Two processes open one new database at once: the tables of glossary and desk are there, and the desk answers."""
    settings = {"GLOSSARY__DATABASE": database_url}
    async with (
        server(tmp_path, "http://127.0.0.1:9", "--workers", "2", settings=settings) as running,
        aiohttp.ClientSession() as client,
    ):
        text = await running.ask(client, "/.stadtlotse/desk/")
        assert (running.statuses, running.failures) == ([200], []), running.log
        assert "<html" in text
    assert "Traceback" not in running.log
    with closing(Database(database_url)) as database, database.reading() as connection:
        assert {"entry", "glossary_version", "desk_version"} <= set(sa.inspect(connection).get_table_names())
