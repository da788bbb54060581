"""Codes of the second factor, against the test vectors of the standards."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.desk.accounts import totp

RFC = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """The standard's have eight digits; ours are their last six."""
    assert totp.code_at(RFC, seconds // totp.STEP) == code[-6:]


@pytest.mark.parametrize(
    ("step", "code"), list(enumerate("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split()))
)
def test_codes_are_those_of_rfc_4226(step: int, code: str) -> None:
    assert totp.code_at(RFC, step) == code


@pytest.mark.parametrize(("off", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_one_step(off: int, accepted: bool) -> None:
    code = totp.code_at(RFC, 1000 + off)
    assert (totp.step_of(RFC, code, 1000 * totp.STEP, 0) is not None) is accepted


def test_no_code_is_taken_twice_nor_one_before_it() -> None:
    now = 1000.0 * totp.STEP
    step = totp.step_of(RFC, totp.code_at(RFC, 1000), now, 0)
    assert step == 1000
    assert totp.step_of(RFC, totp.code_at(RFC, 1000), now, step) is None
    assert totp.step_of(RFC, totp.code_at(RFC, 999), now, step) is None
    assert totp.step_of(RFC, totp.code_at(RFC, 1001), now, step) == 1001


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    codes = {totp.code_at(RFC, step) for step in (999, 1000, 1001)}
    accepted = totp.step_of(RFC, typed, 1000.0 * totp.STEP, 0) is not None
    assert accepted == ("".join(typed.split()) in codes)


def test_the_address_and_its_picture_hold_name_and_secret() -> None:
    secret = totp.new_secret()
    assert len(base64.b32decode(secret)) == 20
    parts = urlsplit(totp.address(secret, "Anna Müller", "Stadtlotse"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parse_qs(parts.query) == {"secret": [secret], "issuer": ["Stadtlotse"]}
    picture = totp.picture(parts.geturl())
    assert picture.startswith("<svg")
    assert "style=" not in picture
