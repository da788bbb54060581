"""Terms and overrides for the tests of the glossary: by hand, and by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from glossary.marked import Mark, MarkKind, render
from glossary.overrides import Override, normal
from glossary.term import MatchRule, Policy, Scope, State, Target, Term

CODES = ("ar", "en", "pl", "ru", "tr", "uk")

# What files have trouble with: separators, quotes, formulas, markup, right-to-left, blanks that are none.
_LETTERS = st.one_of(
    st.sampled_from(list("aäßzAZ |\\;,\"'=+-@<>&{}#.0129\u00ad\u00a0\u2019\u0301şıİжشכ€🏛")),
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff"),
)
_TEXT = st.text(_LETTERS, max_size=12)
_NOTE = st.text(st.one_of(_LETTERS, st.sampled_from("\n\t")), max_size=20)
_WORD = st.text(_LETTERS, min_size=1, max_size=12).map(str.strip).filter(lambda word: word and word == word.strip())
_ID = st.text("0123456789abcdef", max_size=6)
_SELECTOR = st.sampled_from(("", "nav", ".recht", "#fuß", "div.recht.klein#top"))


def term(lemma: str, *forms: str, tr: str = "", policy: Policy = Policy.TRANSLATE, **more: object) -> Term:
    """An entry with at most a Turkish target."""
    targets = (Target("tr", tr),) if tr else ()
    return Term(lemma, policy, forms, targets=targets, **more)  # type: ignore[arg-type]


def names(*lemmas: str) -> list[Term]:
    """Names that are kept as they are written."""
    return [Term(lemma, Policy.KEEP, case=True) for lemma in lemmas]


def targets() -> st.SearchStrategy[tuple[Target, ...]]:
    """Targets in some languages."""
    words = st.tuples(_WORD, st.lists(_WORD, max_size=3).map(tuple))
    tables = st.dictionaries(st.sampled_from(CODES), words, max_size=3)
    return tables.map(lambda table: tuple(Target(code, *each) for code, each in table.items()))


def terms() -> st.SearchStrategy[Term]:
    """Any entry that can be made."""
    scopes = st.builds(Scope, _TEXT, _SELECTOR, st.lists(st.sampled_from(CODES), max_size=2, unique=True).map(tuple))
    return st.builds(
        Term,
        lemma=_WORD,
        policy=st.sampled_from(Policy),
        forms=st.lists(_WORD, max_size=3).map(tuple),
        match=st.sampled_from(MatchRule),
        case=st.booleans(),
        targets=targets(),
        scope=scopes,
        note=_NOTE,
        state=st.sampled_from(State),
        author=_TEXT,
        changed_at=_TEXT,
        id=_ID,
    )


def overrides() -> st.SearchStrategy[Override]:
    """Any override that can be made, with marks."""
    drawn = st.builds(
        _override,
        st.lists(_TEXT, min_size=2, max_size=4),
        st.lists(_TEXT, min_size=2, max_size=4),
        st.sampled_from(CODES),
        st.tuples(_TEXT, _TEXT, _NOTE, _TEXT, _TEXT, _ID),
    )
    return drawn.flatmap(lambda each: st.just(each) if each else st.nothing())


def _override(german: list[str], foreign: list[str], code: str, facts: tuple[str, ...]) -> Override | None:
    marks = (Mark(MarkKind.OPEN, "a", 1), Mark(MarkKind.CLOSE, "a", 1), Mark(MarkKind.ATOM, "code", 2, "x{=1}"))
    source, target = _woven(german, marks), _woven(foreign, marks)
    if not normal(source) or not target.strip():
        return None
    return Override(source, code, target, *facts)


def _woven(words: list[str], marks: tuple[Mark, ...]) -> str:
    pieces: list[str | Mark] = []
    for at, mark in enumerate(marks):
        pieces += [words[at % len(words)], mark]
    return render(pieces)
