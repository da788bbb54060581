"""Which segments a new model tries out: a share of them, chosen by their text, so that the choice never wavers.

The same text always falls on the same side; a larger share keeps all that a smaller one had. So a segment's key,
which holds its model's signature, changes exactly when its model does.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

_PARTS: Final = 10_000


def in_share(language: str, text: str, percent: float) -> bool:
    """Tell whether a text is among the `percent` of those into `language`."""
    digest = blake2b(f"{language}\0{text}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) % _PARTS < percent * _PARTS / 100
