"""Names that are also words: `Mitte` is a district, but not in `in der Mitte` nor in `Mitte Mai`.

German writes nouns and names with a capital alike, so only the neighbours tell: a name has no article, no inflected
adjective before it, and no genitive, month or year after it. Where nothing speaks against it, it is the name.
"""

from __future__ import annotations

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BEFORE: Final = _words(
    """
    der die das dem den des ein eine einen einem einer eines kein keine keinen keinem keiner dieser diese dieses diesen
    diesem jener jene jenes jeder jede jedes jeden jedem welcher welche welches welchen mein dein sein ihr unser euer
    im am vom zum zur beim ins ans ab bis seit anfang ende richtung
    """
)
# They end like adjectives and are none.
_NO_ADJECTIVES: Final = _words(
    """
    über unter hinter außer neben gegen wegen zwischen aber oder wer hier immer wieder sondern weder später früher
    haben werden wurden waren sagen wollen können müssen sollen dürfen lassen geben kommen fahren er es wenn denn
    bürgermeister
    """
)
_INFLECTED: Final = re.compile(r"[a-zäöüß]{2,}(?:en|em|er|es)")
_AFTER: Final = _words(
    """
    des der dieses dieser eines einer nächsten nächster kommenden vergangenen letzten dreißig vierzig fünfzig januar
    februar märz april mai juni juli august september oktober november dezember zu zum zur auf öffnen kopieren teilen
    anklicken folgen klicken unten oben führt
    """
)
_LAST_WORD: Final = re.compile(r"([\w-]+) $")
_NEXT_WORD: Final = re.compile(r" ([\w-]+)")


def common_noun(before: str, after: str) -> bool:
    """Tell whether the text on both sides shows that the word between is no name here."""
    last = _LAST_WORD.search(before[-40:])
    if last:
        word = last[1]
        if word.lower() in _BEFORE:
            return True
        if _INFLECTED.fullmatch(word) and word not in _NO_ADJECTIVES:
            return True
    following = _NEXT_WORD.match(after)
    return following is not None and (following[1].lower() in _AFTER or following[1].isdigit())
