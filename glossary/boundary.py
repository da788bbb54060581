"""Whether a place in a German text is a word, a part of a hyphenated compound, or a part of a closed one.

`Abmeldung` is not in `Abmeldungsformular` unless the entry counts in compounds; `Termin` is in `Termin-Vergabe`
always, in `Terminvergabe` only as a compound, and in `Terminal`, `terminieren` and `Besatzung` (`Satzung`) never:
what is left over has to be a word, not a prefix or a suffix.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final


class Fit(Enum):
    """How a place stands to the words around it."""

    WORD = "word"
    PART = "part of a closed compound"
    NONE = "not a word"


_PREFIXES: Final = frozenset(
    """
    be ge er ver zer ent emp un an ab auf aus ein um vor zu nach mit bei über unter miss ur erz wider hin her durch
    """.split()
)
_LINK: Final = r"(?:e?s|e?n|er?)?"
_SUFFIX: Final = re.compile(
    _LINK + r"(?:ale?n?s?|ator(?:en|s)?|ologien?|ier(?:en|t|te|ten|ung|ungen)"
    r"|(?:bar|sam|ig|lich|los)?(?:heit|keit)(?:en)?"
    r"|(?:los|lich|isch|bar|haft|sam|ig)(?:e[nmrs]?)?|ung(?:en|s)?|chens?|leins?|linge?s?|nis(?:se|sen|ses)?"
    r"|schaft(?:en)?|tums?|in|innen|ern?s?|end(?:e[nmrs]?|s)?|et|us|ität)"
)
_LEAST: Final = 3  # letters of the other part of a compound; shorter ones are endings or prefixes
_ADDRESS: Final = re.compile(
    r"\S*(?:@|://|\bwww\.)\S*|[\w-]+(?:\.[\w-]+)*\.(?:de|com|org|net|eu|info|nrw|app|html?|pdf|php|aspx?|docx?|xlsx?)\b\S*",
    re.IGNORECASE,
)


def fit(small: str, start: int, end: int) -> Fit:
    """Tell how the place from `start` to `end` of a folded text stands to its neighbours."""
    left, right = _inner(small, start - 1), _inner(small, end)
    if left and right:
        return Fit.NONE
    if left:
        return Fit.PART if _is_word_before(small, start) else Fit.NONE
    if right:
        return Fit.PART if _is_word_after(small, end) else Fit.NONE
    # `Reisepass- und Ausweisstelle`: a closed compound whose second part comes later.
    if small[end : end + 1] == "-" and not _inner(small, end + 1):
        return Fit.PART
    if (
        start > 1
        and small[start - 1] == "-"
        and not _inner(small, start - 2)
        and small[start - 3 : start - 2].isalpha()
    ):
        return Fit.PART
    return Fit.WORD


def beside_hyphen(small: str, start: int, end: int) -> bool:
    """Tell whether the place is a part of a hyphenated compound."""
    before = small[start - 1 : start] == "-" and _inner(small, start - 2)
    return before or (small[end : end + 1] == "-" and _inner(small, end + 1))


def word_start(small: str, start: int) -> int:
    """Return where the closed word around `start` begins."""
    while _inner(small, start - 1):
        start -= 1
    return start


def addresses(text: str) -> tuple[tuple[int, int], ...]:
    """Return where e-mail addresses, URLs and file names stand: nothing in them is a word."""
    if "." not in text and "@" not in text and "://" not in text:
        return ()
    return tuple(found.span() for found in _ADDRESS.finditer(text))


def _inner(small: str, at: int) -> bool:
    return 0 <= at < len(small) and (small[at].isalnum() or small[at] == "_")


def _is_word_before(small: str, start: int) -> bool:
    rest = small[word_start(small, start) : start]
    return len(rest) >= _LEAST and rest.isalpha() and rest not in _PREFIXES


def _is_word_after(small: str, end: int) -> bool:
    stop = end
    while _inner(small, stop):
        stop += 1
    rest = small[end:stop]
    return len(rest) >= _LEAST and rest.isalpha() and not _SUFFIX.fullmatch(rest)
