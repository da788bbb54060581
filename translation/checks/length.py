"""Is the target far shorter or longer than translations into its language are?

Short strings vary most (`PLZ` is `почтовый индекс`), so each limit has a slack in signs.
"""

from __future__ import annotations

from types import MappingProxyType

from translation.checks.finding import Finding

# Least and most target signs for a sign of German: near the 0.1 % and the 99.9 % of 4,572 municipal and 1,997
# news sentences (`bench/false_alarms.py` measures what the limits cost).
RATIOS = MappingProxyType(
    {
        "en": (0.46, 1.50),
        "tr": (0.42, 1.70),
        "ar": (0.34, 1.60),
        "bg": (0.45, 1.65),
        "ro": (0.52, 1.80),
        "pl": (0.46, 1.70),
        "uk": (0.44, 1.75),
        "ru": (0.42, 1.70),
        "fr": (0.50, 1.75),
    }
)
_ANY = (0.34, 1.80)
_SLACK_BELOW = 6
_SLACK_ABOVE = 30


def check(source: str, target: str, language: str) -> Finding | None:
    """Find a target out of the lengths that its source allows."""
    low, high = RATIOS.get(language, _ANY)
    wanted, found = len(source.strip()), len(target.strip())
    shortest, longest = low * wanted - _SLACK_BELOW, high * wanted + _SLACK_ABOVE
    if shortest <= found <= longest:
        return None
    word, limit = ("long", longest) if found > longest else ("short", shortest)
    return Finding("length", f"too {word}: {found} signs for the {wanted} of the source, limit {limit:.0f}")
