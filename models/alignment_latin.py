"""Foreign letters as Latin ones, roughly: so that a name or a loan word can be seen to be the German one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

_CYRILLIC: Final = (
    "а=a б=b в=w г=g ґ=g д=d е=e є=je ж=sch з=s и=i і=i ї=ji к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=h ц=z "
    "ч=tsch ш=sch щ=sch ъ= ы=i ь= э=e ю=ju я=ja"
)
_ARABIC: Final = (
    "ا=a ب=b ت=t ث=th ج=g ح=h خ=ch د=d ذ=d ر=r ز=s س=s ش=sch ص=s ض=d ط=t ظ=s ع=a غ=g ف=f ق=k ك=k ل=l م=m ن=n ه=h "
    "و=u ي=i ء= ئ= ؤ="
)
_LATIN: Final[Mapping[int, str]] = MappingProxyType(
    {ord(pair[0]): pair[2:] for pair in (_CYRILLIC + " " + _ARABIC).split()}
)


@lru_cache(maxsize=1 << 16)
def in_latin(plain: str) -> str:
    """Return a plain word in Latin letters; what is not Cyrillic or Arabic stays."""
    return plain.translate(_LATIN) or plain
