"""An entry of the glossary: a German term, its approved forms, and what shall stand for it in each language.

Frozen values that say only what can be meant: a wrong one cannot be made. `fingerprint` is what of an entry can
change a translation into a language; it goes into the keys of segments (law 6), so notes, authors and the German forms
of what is translated are not in it. Must not know how entries are stored, nor where they come from.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Final

from glossary.errors import TermError

# What XML 1.0 (section 2.2) cannot carry no exchange format can, and no editor means it.
_UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CODE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# A tag, classes and at most one id, without spaces: what an element says of itself.
_SIMPLE: Final = re.compile(r"(?:[A-Za-z][\w-]*)?(?:\.[A-Za-z_][\w-]*)*(?:#[A-Za-z_][\w-]*)?(?:\.[A-Za-z_][\w-]*)*")


class Policy(StrEnum):
    """What becomes of the German term."""

    KEEP = "keep"
    TRANSLATE = "translate"
    GLOSS = "keep+gloss"


class MatchRule(StrEnum):
    """Whether the term counts only as a word of its own or also as a part of a closed compound."""

    WORD = "word"
    COMPOUND = "compound"


class State(StrEnum):
    """How far editors have come with it: a draft is unreviewed."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Target:
    """The term in one language, in its base form, and the inflected forms that count as the term."""

    language: str
    term: str
    variants: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """All that counts as the term; the base form first."""
        return (self.term, *self.variants)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: path of its page, language wanted, and those of the glossary's selectors that match it."""

    path: str = ""
    language: str = ""
    selectors: frozenset[str] = frozenset()

    def at(self, selectors: frozenset[str]) -> Place:
        """Return where on the same page a text stands in elements that these selectors match."""
        return self if selectors == self.selectors else replace(self, selectors=selectors)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an entry counts; what is empty does not restrict. `url` is a pattern for paths, such as `/rat/*`."""

    url: str = ""
    selector: str = ""
    languages: tuple[str, ...] = ()

    def covers(self, place: Place) -> bool:
        """Tell whether an entry with this scope counts at the place; a language not yet known restricts nothing."""
        if self.url and not fnmatch.fnmatchcase(place.path, self.url):
            return False
        if self.selector and self.selector not in place.selectors:
            return False
        return not (self.languages and place.language) or place.language in self.languages

    @property
    def narrowness(self) -> int:
        """How many things restrict it: the narrower of two entries wins."""
        return bool(self.url) + bool(self.selector) + bool(self.languages)


@dataclass(frozen=True, slots=True)
class Term:
    """One entry. `id` is empty until it is stored; `changed_at` is ISO 8601 in UTC, empty if unknown."""

    lemma: str
    policy: Policy = Policy.TRANSLATE
    forms: tuple[str, ...] = ()
    match: MatchRule = MatchRule.WORD
    case: bool = False
    targets: tuple[Target, ...] = ()
    scope: Scope = Scope()
    note: str = ""
    state: State = State.DRAFT
    author: str = ""
    changed_at: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        """Refuse what no entry can say; raises `TermError`."""
        _check_text(self)
        codes = [target.language for target in self.targets]
        for code in (*codes, *self.scope.languages):
            if not _CODE.fullmatch(code):
                message = f"{self.lemma!r}: {code!r} is not a language code such as 'tr'"
                raise TermError(message, "unknown-language")
        if len(set(codes)) != len(codes):
            message = f"{self.lemma!r}: a language has two targets; list the second as a variant"
            raise TermError(message)
        # One order, so that two entries that say the same are equal whatever file they were read from.
        object.__setattr__(self, "targets", tuple(sorted(self.targets, key=lambda each: each.language)))
        object.__setattr__(self, "forms", tuple(form for form in _once(self.forms) if form != self.lemma))

    @property
    def german(self) -> tuple[str, ...]:
        """All approved German forms; the lemma first."""
        return (self.lemma, *self.forms)

    def target(self, language: str) -> Target | None:
        """The term in this language, if it has one."""
        return next((target for target in self.targets if target.language == language), None)

    def applies_to(self, language: str) -> bool:
        """Tell whether the entry can change a translation into this language."""
        if self.state is State.RETIRED or (self.scope.languages and language not in self.scope.languages):
            return False
        return self.policy is not Policy.TRANSLATE or self.target(language) is not None

    def fingerprint(self, language: str) -> str:
        """What of the entry can change a translation into this language, as a short text; empty: nothing."""
        if not self.applies_to(language):
            return ""
        target = self.target(language)
        # What editors approved binds more than a draft, and names may be honoured by any of their German forms.
        rules = (self.policy.value, "approved" if self.state is State.APPROVED else "", "case" if self.case else "")
        german = () if self.policy is Policy.TRANSLATE else self.german
        digest = blake2b(digest_size=12, person=b"term.2")
        for field in (*rules, str(len(german)), *german, *(target.accepted if target else ())):
            encoded = field.encode()
            digest.update(len(encoded).to_bytes(4, "big"))
            digest.update(encoded)
        return digest.hexdigest()


def is_simple(selector: str) -> bool:
    """Tell whether one element alone says that a selector matches it: `tag`, `.class`, `#id` or `tag.class#id`."""
    return bool(selector) and _SIMPLE.fullmatch(selector) is not None


def check_selector(term: Term) -> None:
    """Refuse an entry whose scope has a selector that never matches; raises `TermError`. A retired one may stay."""
    selector = term.scope.selector
    if selector and term.state is not State.RETIRED and not is_simple(selector):
        message = (
            f"{term.lemma!r}: the selector {selector!r} is not a simple one;"
            " write a tag, .class or #id, or such as div.box#top, without spaces"
        )
        raise TermError(message, "selector")


def unspeakable(text: str) -> bool:
    """Tell whether a text has characters that no exchange format can carry."""
    return _UNSPEAKABLE.search(text) is not None


def _check_text(term: Term) -> None:
    shown = term.lemma or "an entry"
    words = [*term.german, *(each for target in term.targets for each in target.accepted)]
    for target in term.targets:
        if not target.term.strip():
            message = f"{shown!r}: the target for {target.language} is empty; write it, or leave the language out"
            raise TermError(message, "empty-target")
    for word in words:
        if word != word.strip() or not word or "\n" in word or "\r" in word or "\t" in word:
            message = f"{shown!r}: {word!r} is empty, or has white space at its ends, or a line break"
            raise TermError(message)
    facts = (term.note, term.author, term.changed_at, term.id, term.scope.url, term.scope.selector)
    for text in (*words, *facts):
        if unspeakable(text):
            message = f"{shown!r}: {text!r} has control characters"
            raise TermError(message)


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
