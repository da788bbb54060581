"""Which passwords are taken, by NIST SP 800-63B-4 3.1.1.2: long enough, and not among those that are tried first.

Nothing is asked about digits, capitals or signs, and no password has to be changed because time has passed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from zxcvbn import zxcvbn

from proxy.desk.accounts.passwords import LONGEST

_FEWEST_GUESSES: Final = 10**8  # what somebody who has the hash tries in days
_JUDGED: Final = 72  # characters; the estimate takes long for more, and says nothing new
_OF_ITS_OWN: Final = 8
_OURS: Final = ("stadtlotse", "redaktion", "redaktionstisch")
_GERMAN: Final = tuple(
    """passwort kennwort geheim hallo willkommen schatz sommer winter herbst frühling fruehling rathaus stadt
    stadtverwaltung bürgermeister buergermeister verwaltung amt dezernat internet januar februar märz april mai juni
    juli august september oktober november dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
    qwertz qwertzu qwertzui qwertzuiop asdfghjklöä yxcvbnm fussball schalke borussia hamster sonnenschein""".split()
)


def problem_of(password: str, shortest: int, names: Sequence[str]) -> str:
    """Return why a password is not taken: short, long, name, common; "" if it is.

    `names` are those of the account and of the site: what an attacker would try first.
    """
    if len(password) < shortest:
        return "short"
    if len(password) > LONGEST:
        return "long"
    words = _words((*names, *_OURS))
    if len(_rest(password.casefold(), words)) < _OF_ITS_OWN:
        return "name"
    guesses = zxcvbn(password[:_JUDGED], user_inputs=[*words, *_GERMAN])["guesses"]
    return "common" if guesses < _FEWEST_GUESSES else ""


def _words(names: Sequence[str]) -> list[str]:
    found = {part for name in names for part in re.split(r"[\W_]+", name.casefold()) if len(part) > 3}
    return sorted(found, key=len, reverse=True)


def _rest(password: str, words: Sequence[str]) -> str:
    """What is left without the words; only if there was one of them."""
    rest = password
    for word in words:
        rest = rest.replace(word, "")
    return re.sub(r"[\W_]+", "", rest) if rest != password else "-" * _OF_ITS_OWN
