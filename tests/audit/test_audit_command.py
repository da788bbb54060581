"""`stadtlotse audit` from the outside: a crawl, its files and its exit codes."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from chromium import needs_chromium
from loopback import serving
from typer.testing import CliRunner

from proxy.audit.errors import AuditError, PageUnreachableError
from proxy.audit.plan import Plan, Wishes
from proxy.audit.run import run
from proxy.command.main import app
from proxy.errors import SettingsError
from translation.languages import UnknownLanguageError

_HEAD = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
GERMAN = (
    f'<!doctype html><html lang="de"><head>{_HEAD}<title>Amt</title></head><body><main><h1>Amt</h1>'
    '<p>Wir helfen Ihnen gern.</p><p><a href="/zeiten">Zeiten</a> <a href="/plan.pdf">Plan</a></p></main></body></html>'
)
TURKISH = (
    f'<!doctype html><html lang="tr"><head>{_HEAD}<title>Daire</title></head><body><main><h1>Daire</h1>'
    '<p>{}</p><p><a href="/tr/zeiten">Saatler</a> <a href="/plan.pdf">Plan</a></p></main></body></html>'
)


async def page(request: web.Request) -> web.Response:
    """Answer German pages, and Turkish ones of which one has a German sentence left."""
    if request.path == "/.stadtlotse/health":
        return web.json_response({"languages": ["tr"]})
    if request.path.endswith(".pdf") or request.path == "/kaputt":
        return web.Response(status=404, text="<p>weg", content_type="text/html")
    left = "Wir helfen Ihnen gern." if request.path == "/tr/zeiten" else "Size yardım ederiz."
    text = TURKISH.format(left) if request.path.startswith("/tr/") else GERMAN
    return web.Response(text=text, content_type="text/html")


async def told(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return exit code, standard output and standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "proxy",
        "audit",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


def site() -> web.Application:
    """Return the site."""
    app = web.Application()
    app.router.add_route("GET", "/{path:.*}", page)
    return app


class TestWithABrowser:
    """Real audits."""

    pytestmark = needs_chromium

    async def test_crawl_finds_the_page_that_is_worse(self, tmp_path: Path) -> None:
        """Two pages in the languages the site says; one German sentence makes it fail, at its place, in every file."""
        async with serving(site()) as url:
            files = [f"--{kind}={tmp_path / kind}" for kind in ("json", "csv", "earl")]
            code, out, err = await told(url + "/", "--crawl", "3", "--no-axe", "--html", f"{tmp_path}/r.html", *files)
        assert code == 1, err
        assert "german-text" in out
        read = json.loads((tmp_path / "json").read_text("utf-8"))
        assert [each["url"].removeprefix(url) for each in read["pages"]] == ["/", "/tr/", "/zeiten", "/tr/zeiten"]
        new = [(each["rule"], each["url"].removeprefix(url)) for each in read["findings"] if each["new"]]
        assert new == [("german-text", "/tr/zeiten")]
        assert "Wir helfen Ihnen gern." in (tmp_path / "r.en.html").read_text("utf-8")
        assert (tmp_path / "r-images").is_dir()

    async def test_a_page_without_faults(self) -> None:
        """Nothing worse is exit code 0, and JSON goes to standard output alone."""
        async with serving(site()) as url:
            code, out, _ = await told(url + "/", "--lang", "tr", "--no-axe", "--json", "-")
        assert code == 0
        assert json.loads(out)["languages"] == ["de", "tr"]

    async def test_a_page_that_is_not_there(self) -> None:
        """The message names address and status."""
        async with serving(site()) as url:
            plan = Plan(url + "/kaputt", "de", (), 1, Wishes())
            with pytest.raises(PageUnreachableError, match="/kaputt: answers with status 404"):
                await run(plan, None, datetime.now(UTC), lambda _: None)


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        (["stadt.example"], SettingsError, "is no address of a page"),
        (["http://127.0.0.1:9/", "--lang", "xx"], UnknownLanguageError, "unknown language 'xx'"),
        (["http://127.0.0.1:9/", "--axe", "/nowhere/axe.min.js"], SettingsError, "there is no file"),
        (["http://127.0.0.1:9/", "--html", "-"], SettingsError, "--html needs the name of a file"),
        (["http://127.0.0.1:9/", "--chromium", "/nowhere/chromium"], AuditError, "no browser at /nowhere/chromium"),
    ],
)
def test_wrong_use(arguments: list[str], kind: type[Exception], message: str) -> None:
    """Wrong addresses, languages and browsers are named, with what to do; `main.run` makes exit codes of the errors."""
    result = CliRunner().invoke(app, ["audit", *arguments])
    assert isinstance(result.exception, kind)
    assert message in str(result.exception)
