"""Placeholders, entities, tags and a model's own signs must be as in the source: none lost, none new."""

from __future__ import annotations

import re
from collections import Counter

from translation.checks.finding import Finding

_PLACEHOLDER = re.compile(
    r"%\(\w{1,40}\)[sdifr]|%\d+\$[sd]|%[sdif](?!\w)"  # printf
    r"|\$?\{\{?\s?[\w.:-]{0,40}\s?\}\}?|\[\[[^\[\]]{0,40}\]\]|(?<!\w)\$\d{1,2}(?![\d.,])(?!\s?(?:Mio|Mrd|mil))"
    r"|&(?:[a-z]{2,8}|#\d{2,6}|#x[\da-f]{2,6});"  # entities
    r"|</?[a-z][a-z0-9]{0,15}(?:\s[^<>]{0,100})?/?>|<[a-z0-9]{0,8}_[a-z0-9_]{1,24}>|<2[a-z]{2}>",  # tags
    re.IGNORECASE,
)
# What tokenizers leave behind: word mark, unknown word, replacement character, control and private use signs.
_REMAINS = re.compile(r"[▁\u2047\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f]|⟨|⟩|<0x[\dA-F]{2}>|@@\s|@-@|\[/?INST\]")
_HINT = re.compile(r"[%{}$&<\[▁\u2047\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f⟨⟩@]")


def check(source: str, target: str, language: str) -> Finding | None:
    """Find placeholders that are lost or came out of nowhere."""
    del language
    if not _HINT.search(target) and not _HINT.search(source):
        return None
    wanted = Counter(_PLACEHOLDER.findall(source))
    found = Counter(_PLACEHOLDER.findall(target))
    if wanted != found:
        lost, new = sorted((wanted - found).elements()), sorted((found - wanted).elements())
        parts = [f"{word} {' '.join(values)}" for word, values in (("lost", lost), ("new", new)) if values]
        return Finding("placeholders", f"placeholders differ: {', '.join(parts)}")
    remains = set(_REMAINS.findall(target)) - set(_REMAINS.findall(source))
    if remains:
        return Finding("placeholders", f"the translation holds signs of a tokenizer: {sorted(remains)!r}")
    return None
