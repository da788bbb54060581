"""A page's Content-Security-Policy decides which of its styles may be turned."""

from __future__ import annotations

import pytest

from proxy.mirror.policy import style_policy

CASES = [
    # policies, our sheets, with a nonce, a <style>, with a nonce, attributes
    ([], True, True, True, True, True),
    ([""], True, True, True, True, True),
    (["script-src 'none'"], True, True, True, True, True),
    (["default-src 'self'"], True, True, False, False, False),
    (["default-src 'none'; style-src 'self' 'unsafe-inline'"], True, True, True, True, True),
    (["style-src https://cdn.example/a/"], False, False, False, False, False),
    (["style-src 'nonce-abc'"], False, True, False, True, False),
    (["style-src 'self' 'unsafe-inline' 'sha256-abc='"], True, True, False, False, False),
    (["style-src 'self'; style-src-attr 'unsafe-inline'"], True, True, False, False, True),
    (["style-src *", "style-src 'none'"], False, False, False, False, False),
    (["STYLE-SRC 'SELF' 'Unsafe-Inline', default-src https:"], True, True, False, False, False),
]


@pytest.mark.parametrize("case", CASES)
def test_policies(case: tuple[list[str], bool, bool, bool, bool, bool]) -> None:
    """Every policy must allow it; a hash or a nonce takes 'unsafe-inline' away."""
    texts, *wanted = case
    policy = style_policy(texts)
    assert wanted == [
        policy.allows_ours(nonce=False),
        policy.allows_ours(nonce=True),
        policy.allows_change(nonce=False),
        policy.allows_change(nonce=True),
        policy.allows_attributes(),
    ]
