"""Where connections to the origin may go: judged by the address of the socket, whatever DNS says later."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st
from loopback import handling, serving

from proxy.address_guard import AddressGuard, AddressRefusedError, Kind, kind_of
from proxy.errors import OriginDownError, OriginError, SettingsError
from proxy.origin import Origin, OriginRequest
from proxy.settings import OriginSettings


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", Kind.LOOPBACK),
        ("127.8.9.1", Kind.LOOPBACK),
        ("::1", Kind.LOOPBACK),
        ("::ffff:127.0.0.1", Kind.LOOPBACK),
        ("64:ff9b::127.0.0.1", Kind.LOOPBACK),
        ("2002:7f00:1::", Kind.LOOPBACK),
        ("10.0.0.5", Kind.PRIVATE),
        ("172.16.0.1", Kind.PRIVATE),
        ("192.168.1.1", Kind.PRIVATE),
        ("100.64.0.1", Kind.PRIVATE),
        ("fd00::5", Kind.PRIVATE),
        ("fec0::1", Kind.PRIVATE),
        ("::ffff:10.0.0.5", Kind.PRIVATE),
        ("2002:a00:5::1", Kind.PRIVATE),
        ("93.184.216.34", Kind.PUBLIC),
        ("64:ff9b::93.184.216.34", Kind.PUBLIC),
        ("2a00:1450::1", Kind.PUBLIC),
        ("169.254.169.254", Kind.LINK_LOCAL),
        ("::ffff:169.254.169.254", Kind.LINK_LOCAL),
        ("fe80::1", Kind.LINK_LOCAL),
        ("0.0.0.0", Kind.SPECIAL),
        ("::", Kind.SPECIAL),
        ("224.0.0.1", Kind.SPECIAL),
        ("ff02::1", Kind.SPECIAL),
        ("255.255.255.255", Kind.SPECIAL),
        ("240.0.0.1", Kind.SPECIAL),
    ],
)
def test_kinds(address: str, kind: Kind) -> None:
    """Each address has one kind; one that wraps another has the other's."""
    assert kind_of(ipaddress.ip_address(address)) is kind


@given(st.ip_addresses(v=4), st.ip_addresses(v=4))
def test_wrapping_an_address_changes_nothing(first: ipaddress.IPv4Address, later: ipaddress.IPv4Address) -> None:
    """What an IPv4 address may not reach, its IPv6 clothes may not reach either."""
    guard = AddressGuard(())
    guard.learn((str(first),))
    clothes = (f"::ffff:{later}", f"64:ff9b::{later}")
    allowed = kind_of(first) is kind_of(later) and kind_of(first) not in (Kind.LINK_LOCAL, Kind.SPECIAL)
    for text in (str(later), *clothes):
        if allowed:
            guard.check(text)
        else:
            with pytest.raises(AddressRefusedError):
                guard.check(text)


def test_networks_of_the_settings_are_all_there_is() -> None:
    """With networks given, those count, even link-local ones, and nothing is learned."""
    guard = AddressGuard((ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("169.254.7.0/24")))
    guard.learn(("8.8.8.8",))
    guard.check("10.1.2.3")
    guard.check("::ffff:10.1.2.3")
    guard.check("169.254.7.1%eth0")
    for text in ("10.2.0.1", "8.8.8.8", "127.0.0.1"):
        with pytest.raises(AddressRefusedError, match=r"origin\.networks"):
            guard.check(text)


class ScriptedResolver(AbstractResolver):
    """Answers each question with the next of its answers: a name server that changes its mind."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=each,
                port=port,
                family=socket.AF_INET6 if ":" in each else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for each in answer
        ]

    async def close(self) -> None:
        """Hold nothing."""


@asynccontextmanager
async def asking(url: str, resolver: AbstractResolver, **settings: Any) -> AsyncIterator[Origin]:
    """An origin's client whose names are resolved as told."""
    values = {"url": url, "connect_seconds": 0.3, **settings}
    origin = Origin(OriginSettings.model_validate(values), lambda: 0.0, resolver=lambda: resolver)
    await origin.open()
    try:
        yield origin
    finally:
        await origin.close()


async def status(origin: Origin, method: str = "GET") -> int:
    """Ask for a page; GET and POST have connections and name look-ups of their own."""
    async with origin.answer(OriginRequest(method, "/x", (("Host", "city.example"),))) as answer:
        return answer.status


@pytest.mark.parametrize("later", ["169.254.169.254", "::ffff:169.254.169.254", "10.0.0.7", "0.0.0.0", "fe80::1"])
async def test_rebinding_is_refused(later: str) -> None:
    """A name that led to one kind of network may not lead to another one later."""

    async def ok(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="ok")

    async with serving(handling(ok)) as address:
        port = address.rpartition(":")[2]
        async with asking(f"http://city.example:{port}", ScriptedResolver(["127.0.0.1"], [later])) as origin:
            assert await status(origin) == 200
            with pytest.raises(OriginDownError, match="leads to"):
                await status(origin, "POST")


async def test_what_is_refused_is_never_connected_to() -> None:
    """The refusal comes before the connection, also where only one of several addresses is refused."""
    connected: list[object] = []

    async def note(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected.append(writer.get_extra_info("peername"))
        writer.close()

    server = await asyncio.start_server(note, "127.0.0.1", 0)
    async with server:
        url = f"http://city.example:{server.sockets[0].getsockname()[1]}"
        for settings, answers in (
            ({"networks": "10.0.0.0/8"}, (["127.0.0.1"],)),
            ({}, (["192.0.2.1"], ["127.0.0.1", "::1", "::ffff:127.0.0.1"])),
        ):
            async with asking(url, ScriptedResolver(*answers), **settings) as origin:
                for method in ("GET", "POST"):
                    with pytest.raises(OriginError):
                        await status(origin, method)
    assert connected == []


async def test_redirects_of_the_origin_are_not_followed() -> None:
    """An origin that redirects to an internal address makes the visitor's browser go there, never this proxy."""
    asked: list[str] = []

    async def moved(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.Response(status=302, headers={"Location": f"http://{request.host}/geheim"})

    async with serving(handling(moved)) as address, asking(address, ScriptedResolver(["127.0.0.1"])) as origin:
        assert await status(origin) == 302
    assert asked == ["/x"]


@asynccontextmanager
async def serving_tls(authority: trustme.CA, name: str, clients: trustme.CA | None = None) -> AsyncIterator[int]:
    """A server with a certificate for `name`, that wants one of `clients` if given; yields its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    if clients is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        clients.configure_trust(context)

    async def ok(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="ok")

    running = web.AppRunner(handling(ok), access_log=None, shutdown_timeout=0.2)
    await running.setup()
    await web.TCPSite(running, "127.0.0.1", 0, ssl_context=context).start()
    try:
        yield running.addresses[0][1]
    finally:
        await running.cleanup()


async def test_the_origins_certificate_is_verified(tmp_path: Path) -> None:
    """Unknown authorities and other names are refused; a private authority is believed if the settings name it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    resolver = ScriptedResolver(["127.0.0.1"])
    async with serving_tls(authority, "city.example") as port:
        async with asking(f"https://city.example:{port}", resolver) as origin:
            with pytest.raises(OriginDownError, match="certificate"):
                await status(origin)
        async with asking(f"https://city.example:{port}", resolver, ca_file=tmp_path / "ca.pem") as origin:
            assert await status(origin) == 200
        async with asking(f"https://town.example:{port}", resolver, ca_file=tmp_path / "ca.pem") as origin:
            with pytest.raises(OriginDownError, match=r"town\.example"):
                await status(origin)


async def test_client_certificates(tmp_path: Path) -> None:
    """An origin that wants to know who asks gets the certificate of the settings; one that is none is refused."""
    authority, clients = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    own = clients.issue_cert("proxy.city.example")
    own.private_key_and_cert_chain_pem.write_to_path(tmp_path / "own.pem")
    (tmp_path / "none.pem").write_text("nothing")
    resolver = ScriptedResolver(["127.0.0.1"])
    async with serving_tls(authority, "city.example", clients) as port:
        url, known = f"https://city.example:{port}", {"ca_file": tmp_path / "ca.pem"}
        async with asking(url, resolver, client_certificate=tmp_path / "own.pem", **known) as origin:
            assert await status(origin) == 200
        async with asking(url, resolver, **known) as origin:
            with pytest.raises(OriginError):
                await status(origin)
        with pytest.raises(SettingsError, match=r"origin\.client_certificate"):
            async with asking(url, resolver, client_certificate=tmp_path / "none.pem", **known):
                pass
