"""The translation memory of editors: their text for a German segment wins over all else.

A segment counts only whole and with its marks (`marked`), soft hyphens and the kind of white space apart. An override
is for one page or for everywhere; the page's own wins. One entry serves other numbers too (`3 Treffer`, `12 Treffer`),
where each number of its German text stands exactly once in its translation and asks for the same plural form.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import blake2b
from typing import Final

from glossary import marked
from glossary.errors import GlossaryError
from glossary.folding import INVISIBLE
from glossary.plurals import same_form
from glossary.term import unspeakable

_NUMBER: Final = re.compile(r"\d+(?:[.,:/]\d+)*")
_DIGITS: Final = re.compile(r"\d+")
_HIDDEN: Final = str.maketrans(dict.fromkeys(INVISIBLE))
_ALIKE: Final = 0.6  # of difflib's ratio: below, the new German text is another sentence, not a new version


class OverrideError(GlossaryError):
    """An override says something that cannot be shown."""


@dataclass(frozen=True, slots=True)
class Override:
    """An editor's translation, as marked text; `page` is a path, empty for everywhere.

    `stale` is the German text that now stands where the source stood, or `?` where nothing like it was found: then
    the override is kept for the editor to see, and counts again once its German text is back.
    """

    source: str
    language: str
    target: str
    page: str = ""
    stale: str = ""
    note: str = ""
    author: str = ""
    changed_at: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be shown; raises `OverrideError`, or `marked.MarkupError` for broken marks."""
        fields = (self.source, self.language, self.target, self.page, self.stale, self.note, self.author, self.id)
        for text in (*fields, self.changed_at):
            if unspeakable(text) or "\r" in text:
                message = f"override of {self.source!r}: {text!r} has control characters"
                raise OverrideError(message)
        if not normal(self.source) or not self.target.strip() or not self.language:
            message = f"override of {self.source!r}: the German text, the language or the translation is empty"
            raise OverrideError(message)
        marked.check_marks(self.source, self.target)

    @property
    def key(self) -> tuple[str, str, str]:
        """There is one override for a text, language and page."""
        return (normal(self.source), self.language, self.page)


@dataclass(frozen=True, slots=True)
class Found:
    """The override for a segment, and its text with the segment's own numbers."""

    override: Override
    text: str
    exact: bool

    @property
    def fingerprint(self) -> str:
        """What goes into the segment's key: what is shown, and nothing of who wrote it."""
        return "o:" + blake2b(self.text.encode(), digest_size=12, person=b"override.1").hexdigest()


class OverrideMemory:
    """All overrides, ready to be asked; immutable."""

    def __init__(self, overrides: Iterable[Override]) -> None:
        """Take all overrides; of two with the same key the first counts."""
        self._exact: dict[tuple[str, str, str], Override] = {}
        self._shapes: dict[tuple[str, str, str], list[Override]] = {}
        self._pages: dict[str, list[Override]] = {}
        for override in overrides:
            key = override.key
            if key in self._exact:
                continue
            self._exact[key] = override
            if override.page:
                self._pages.setdefault(override.page, []).append(override)
            pattern = shape(key[0])
            if pattern != key[0] and _replaceable(override):
                self._shapes.setdefault((pattern, *key[1:]), []).append(override)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._exact)

    @property
    def pages(self) -> Collection[str]:
        """The pages that have overrides of their own."""
        return self._pages.keys()

    def of_page(self, page: str) -> Sequence[Override]:
        """Return a page's own overrides."""
        return self._pages.get(page, ())

    def lookup(self, source: str, language: str, page: str = "") -> Found | None:
        """Return the override for a segment (marked text): the page's own first, exact before other numbers."""
        text = normal(source)
        places = dict.fromkeys((page, ""))
        for place in places:
            override = self._exact.get((text, language, place))
            if override is not None:
                return Found(override, override.target, exact=True)
        pattern = shape(text) if self._shapes else text
        if pattern == text:
            return None
        for place in places:
            for override in self._shapes.get((pattern, language, place), ()):
                written = with_numbers(override, text)
                if written is not None:
                    return Found(override, written, exact=False)
        return None


def normal(source: str) -> str:
    """Return a German text as it is compared."""
    return " ".join(source.translate(_HIDDEN).split())


def shape(source: str) -> str:
    """Return a marked text with `{#}` for each number in its words."""
    return "".join(
        _NUMBER.sub("{#}", marked.render((piece,))) if isinstance(piece, str) else marked.render((piece,))
        for piece in marked.parse(source)
    )


def numbers(source: str) -> tuple[str, ...]:
    """Return the numbers in the words of a marked text, as they are written."""
    return tuple(
        number for piece in marked.parse(source) if isinstance(piece, str) for number in _NUMBER.findall(piece)
    )


def with_numbers(override: Override, source: str) -> str | None:
    """Return the override's text with the numbers of `source`, which has the same shape; None if they do not fit."""
    old, new = numbers(normal(override.source)), numbers(source)
    if not all(_fits(override.language, before, after) for before, after in zip(old, new, strict=True)):
        return None
    swapped = dict(zip(old, new, strict=True))
    return marked.render(
        _NUMBER.sub(lambda found: swapped[found[0]], piece) if isinstance(piece, str) else piece
        for piece in marked.parse(override.target)
    )


def stale(overrides: Iterable[Override], page: str, sources: Sequence[str]) -> Mapping[str, str]:
    """Return, for the overrides of one page by their ids, what `Override.stale` has to be now that `sources` are there.

    Only those that change are in it. An override for everywhere is never stale by what one page has.
    """
    present = {normal(source): source for source in sources}
    patterns = {shape(text) for text in present}
    changes: dict[str, str] = {}
    for override in overrides:
        if override.page != page or not page:
            continue
        text = override.key[0]
        here = text in present or (_replaceable(override) and shape(text) in patterns)
        now = "" if here else successor(text, present)
        if now != override.stale:
            changes[override.id] = now
    return changes


def successor(source: str, candidates: Mapping[str, str]) -> str:
    """Return the candidate that is most like a text, or `?` where none is like it."""
    best, ratio = "?", _ALIKE
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(source)
    for text, original in candidates.items():
        matcher.set_seq1(text)
        if matcher.real_quick_ratio() > ratio and matcher.quick_ratio() > ratio and (now := matcher.ratio()) > ratio:
            best, ratio = original, now
    return best


def _replaceable(override: Override) -> bool:
    """Whether each number of the source stands exactly once in the translation, and no other does."""
    wanted, found = numbers(override.key[0]), numbers(override.target)
    return len(set(wanted)) == len(wanted) and sorted(wanted) == sorted(found)


def _fits(language: str, old: str, new: str) -> bool:
    if old == new:
        return True
    # A number is not a date: separators have to be the same, and stand at the same places.
    if _DIGITS.sub("", old) != _DIGITS.sub("", new):
        return False
    digits, others = _DIGITS.findall(old), _DIGITS.findall(new)
    if [len(each) for each in digits[1:]] != [len(each) for each in others[1:]]:
        return False
    if len(digits) > 2 or ":" in old or "/" in old:
        return True  # dates, times and file numbers count nothing
    if "." in old and len(digits[1]) == 3:
        return same_form(language, int("".join(digits)), int("".join(others)))
    return same_form(language, int(digits[0]), int(others[0]))
