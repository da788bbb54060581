"""The servers before Stadtlotse, run with the files of `deploy/`: what arrives behind them is what was sent to them.

Each is skipped where it is not installed (Debian: nginx-light, apache2, caddy).
"""

import asyncio
import os
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from loopback import serving
from yarl import URL

DEPLOY = Path(__file__).parents[2] / "deploy"
APACHE_MODULES = Path("/usr/lib/apache2/modules")
TARGET = "/tr/a%2Fb/%C3%A4?q=1+2%20&leer=&x=%27"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def certificate(folder: Path) -> None:
    """A certificate of our own for the site's name."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=www.stadt.example", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


def nginx(folder: Path, port: int, behind: int) -> list[str]:
    site = (DEPLOY / "nginx.conf").read_text().replace("listen 443", f"listen 127.0.0.1:{port}")
    site = site.replace("/etc/ssl/stadt.example", str(folder)).replace("127.0.0.1:8800", f"127.0.0.1:{behind}")
    paths = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; {paths} {site} }}"
    (folder / "nginx.conf").write_text(main)
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]


def apache(folder: Path, port: int, behind: int) -> list[str]:
    site = (DEPLOY / "apache.conf").read_text().replace("*:443", f"127.0.0.1:{port}")
    site = site.replace("/etc/ssl/stadt.example", str(folder)).replace("127.0.0.1:8800", f"127.0.0.1:{behind}")
    modules = ("mpm_event", "authz_core", "authz_host", "headers", "ssl", "socache_shmcb", "proxy", "proxy_http")
    loaded = "\n".join(f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in modules)
    main = f"""
{loaded}
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/error.log
DefaultRuntimeDir {folder}
DocumentRoot {folder}
ServerName www.stadt.example
{site}
"""
    (folder / "apache.conf").write_text(main)
    return ["apache2", "-f", str(folder / "apache.conf"), "-DFOREGROUND"]


def caddy(folder: Path, port: int, behind: int) -> list[str]:
    site = (DEPLOY / "Caddyfile").read_text().replace("127.0.0.1:8800", f"127.0.0.1:{behind}")
    tls = f"https://www.stadt.example:{port} {{\n\ttls {folder}/fullchain.pem {folder}/privkey.pem"
    site = site.replace("www.stadt.example {", tls)
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{site}")
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


FRONTS = {"nginx": nginx, "apache2": apache, "caddy": caddy}


@pytest.fixture(params=sorted(FRONTS))
def command(request: pytest.FixtureRequest) -> Callable[[Path, int, int], list[str]]:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    return FRONTS[request.param]


async def behind(request: web.Request) -> web.StreamResponse:
    """Says what arrived; speaks WebSocket where asked."""
    if request.headers.get("Upgrade", "").lower() == "websocket":
        talk = web.WebSocketResponse()
        await talk.prepare(request)
        await talk.send_str("heard " + await talk.receive_str())
        return talk
    return web.json_response(
        {
            "target": request.raw_path,
            "bytes": len(await request.read()),
            "headers": {name: request.headers.getall(name) for name in request.headers},
        }
    )


@asynccontextmanager
async def running(arguments: list[str], port: int) -> AsyncIterator[None]:
    environment = os.environ | {"HOME": arguments[-1] if "/" in arguments[-1] else "/tmp"}  # noqa: S108 caddy wants one
    process = await asyncio.create_subprocess_exec(
        *arguments, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        for _ in range(200):
            assert process.returncode is None, (await process.communicate())[0].decode()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            await asyncio.sleep(0.05)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def test_what_arrives_is_what_was_sent(command: Callable[[Path, int, int], list[str]], tmp_path: Path) -> None:
    certificate(tmp_path)
    port = free_port()
    app = web.Application(client_max_size=1 << 24)
    app.router.add_route("*", "/{anything:.*}", behind)
    trust = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
    async with serving(app) as address, running(command(tmp_path, port, int(URL(address).port or 0)), port):
        resolver = aiohttp.TCPConnector(resolver=Here(), ssl=trust)
        async with aiohttp.ClientSession(connector=resolver) as client:
            site = f"https://www.stadt.example:{port}"
            sent = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "gopher"}
            async with client.post(URL(site + TARGET, encoded=True), data=b"x" * 3_000_000, headers=sent) as answer:
                assert answer.status == 200
                arrived = await answer.json()
            headers = {name.lower(): values for name, values in arrived["headers"].items()}
            assert arrived["target"] == TARGET
            assert arrived["bytes"] == 3_000_000
            assert headers["host"][0].split(":")[0] == "www.stadt.example"
            assert headers["x-forwarded-for"] == ["127.0.0.1"], "what the visitor claims must not arrive"
            assert headers["x-forwarded-proto"] == ["https"]
            async with client.ws_connect(f"{site}/ws") as talk:
                await talk.send_str("hello")
                assert await talk.receive_str(timeout=5) == "heard hello"


class Here(aiohttp.abc.AbstractResolver):
    """Every name is this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[aiohttp.abc.ResolveResult]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_the_unit_is_one_that_systemd_understands(tmp_path: Path) -> None:
    unit = (DEPLOY / "stadtlotse.service").read_text().replace("/opt/stadtlotse/.venv/bin/stadtlotse", sys.executable)
    (tmp_path / "stadtlotse.service").write_text(unit)
    done = subprocess.run(  # what it thinks of other units must not fail this
        ["systemd-analyze", "verify", "--man=no", tmp_path / "stadtlotse.service"],
        check=False,
        capture_output=True,
        text=True,
    )
    complaints = [line for line in done.stderr.splitlines() if "stadtlotse.service" in line]
    assert not complaints
