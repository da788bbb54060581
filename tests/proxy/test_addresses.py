"""Who asks: what trusted proxies say of a client, and what nobody can make them say."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.addresses import Claim, Forwarding, direct, forwarded, is_one, is_trusted, networks_of
from proxy.headers import Pairs

OURS = networks_of(("10.0.0.0/8", "fd00::/8"))
SEEN = Claim("", "http", "a")
ADDRESSES = st.ip_addresses().map(str)


def test_trusted_peers() -> None:
    """An address counts in both of its spellings, and nonsense is nobody."""
    networks = networks_of(("10.0.0.0/8", "fe80::/10"))
    for address in ("10.1.2.3", "::ffff:10.1.2.3", "fe80::1%eth0"):
        assert is_trusted(address, networks)
    for address in ("11.1.2.3", "::ffff:11.1.2.3", "", "unix"):
        assert not is_trusted(address, networks)


@pytest.mark.parametrize(
    ("peer", "client"),
    [
        ("203.0.113.7", ""),  # documentation networks are private to Python
        ("93.184.216.34", "93.184.216.34"),
        ("2a00:1450::1", "2a00:1450::1"),
        ("::ffff:93.184.216.34", "93.184.216.34"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("192.168.0.9", ""),
        ("", ""),
    ],
)
def test_direct_peers(peer: str, client: str) -> None:
    """A public peer is a client; one of this network may be a web server that speaks for everybody."""
    assert direct(peer, "http", "a") == Claim(client, "http", "a")
    assert is_one(peer, OURS) == bool(client)


@pytest.mark.parametrize(
    ("kind", "headers", "expected"),
    [
        ("x-forwarded", (), ("", "http", "a")),
        ("x-forwarded", (("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "b")), ("", "https", "b")),
        ("x-forwarded", (("X-Forwarded-Host", "evil, b"),), ("", "http", "b")),
        ("x-forwarded", (("X-Forwarded-Proto", "javascript"),), ("", "http", "a")),
        ("x-forwarded", (("X-Forwarded-For", "6.6.6.6, 8.8.8.8"),), ("8.8.8.8", "http", "a")),
        ("x-forwarded", (("X-Forwarded-For", "6.6.6.6"), ("x-forwarded-for", "8.8.8.8, 10.0.0.2")), ("8.8.8.8",)),
        ("x-forwarded", (("X-Forwarded-For", "2001:4860::8888"),), ("2001:4860::8888",)),
        ("x-forwarded", (("X-Forwarded-For", "8.8.8.8, unknown"),), ("",)),
        ("x-forwarded", (("Forwarded", "for=6.6.6.6;host=evil;proto=https"),), ("", "http", "a")),
        ("forwarded", (("Forwarded", 'for=1;host="b:8443";proto=https'),), ("", "https", "b:8443")),
        ("forwarded", (("Forwarded", "host=evil, for=1;Proto=HTTPS"),), ("", "https", "a")),
        ("forwarded", (("X-Forwarded-Host", "evil"), ("X-Forwarded-For", "6.6.6.6")), ("", "http", "a")),
        ("forwarded", (("Forwarded", 'for="[2001:4860::8888]:4711", for=10.9.9.9'),), ("2001:4860::8888",)),
        ("forwarded", (("Forwarded", 'for="_hidden", for=unknown'),), ("",)),
        ("forwarded", (("Forwarded", 'for="[fd00::1]"'), ("Forwarded", "for=8.8.4.4")), ("8.8.4.4",)),
        ("forwarded", (("Forwarded", 'for="6.6.6.6'), ("Forwarded", "for=8.8.4.4;host=b")), ("8.8.4.4", "http", "b")),
        ("forwarded", (("Forwarded", 'secret=", for=6.6.6.6, for=8.8.4.4;by="p"'),), ("8.8.4.4",)),
        ("forwarded", (("Forwarded", 'host="a\\"b"'),), ("", "http", 'a"b')),
    ],
)
def test_forwarded(kind: Forwarding, headers: Pairs, expected: tuple[str, ...]) -> None:
    """Of several reports the nearest proxy's counts, and only the kind of header that it writes (RFC 7239)."""
    claim = forwarded(headers, kind, OURS, SEEN)
    assert (claim.client, claim.scheme, claim.host)[: len(expected)] == expected


@given(
    st.text(max_size=60) | st.text(alphabet='";,=for\\\\ 1.', max_size=30),
    ADDRESSES.filter(lambda text: not is_trusted(text, OURS)),
)
def test_nothing_before_the_proxys_own_word_counts(made_up: str, own: str) -> None:
    """Whatever a visitor sends, the client is the address that the trusted proxy appended."""
    shown = f'"[{own}]"' if ":" in own else own
    appended = (("Forwarded", f"{made_up}, for={shown}"), ("X-Forwarded-For", f"{made_up}, {own}"))
    expected = ipaddress.ip_address(own)
    expected = getattr(expected, "ipv4_mapped", None) or expected
    kinds: tuple[Forwarding, ...] = ("forwarded", "x-forwarded")
    for kind in kinds:
        assert forwarded(appended, kind, OURS, SEEN).client == str(expected)
