"""What a translation may not lose, found in a simple way of its own: it shares no code with the checks it examines.

Numbers are runs of digits, without leading zeros and without separators of groups; addresses are what has an @, `www.`
or a scheme. A run of zeros alone (`8:00`, `5,00`) says nothing and is left out.
"""

from __future__ import annotations

import re
from collections import Counter

_GROUPS = re.compile(r"(?<![\d.,])(\d{1,3})((?:[.,\u00a0\u202f ]\d{3})+)(?!\d)")
_DIGITS = re.compile(r"\d+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w|(?:https?://|www\.)[^\s,;)\"“»]*\w")
_ARABIC = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def lost_numbers(german: str, translation: str) -> list[str]:
    """Return the numbers of the German that do not stand in the translation in digits, as often as there."""
    return sorted((_numbers(german) - _numbers(translation.translate(_ARABIC))).elements())


def new_numbers(german: str, translation: str) -> list[str]:
    """Return the numbers in digits that the German does not have."""
    return sorted((_numbers(translation.translate(_ARABIC)) - _numbers(german)).elements())


def lost_addresses(german: str, translation: str) -> list[str]:
    """Return the e-mail addresses and URLs of the German that the translation does not have sign by sign."""
    return [address for address in _ADDRESS.findall(german) if address not in translation]


def _numbers(text: str) -> Counter[str]:
    plain = _GROUPS.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    return Counter(run.lstrip("0") for run in _DIGITS.findall(plain) if run.strip("0"))
