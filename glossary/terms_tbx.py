"""Terms as TBX (ISO 30042), by the Translate Toolkit: one concept an entry, all languages, variants as further terms.

What TBX has no word for (policy, rules, scope, state, author) stands in `admin` elements of type `x-…`; files of
others have none, and their entries are drafts to be translated. The first term of a language is its base form.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from translate.storage.tbx import tbxfile

from glossary.errors import TermError
from glossary.plain import from_plain
from glossary.reading import Entry, Problem, Reading, error
from glossary.term import Term
from glossary.xml_units import XML_LANG, Element, add, children, first, line, local, parsed, text

_CONCEPTS: Final = ("termEntry", "conceptEntry")  # TBX 2 and 3
_LANGUAGES: Final = ("langSet", "langSec")
_TERMS: Final = ("tig", "ntig", "termSec")
_PLAIN: Final = ("id", "policy", "match", "state", "author", "changed_at")


def write(terms: Iterable[Term]) -> bytes:
    """Write entries; reading gives the same."""
    store = tbxfile(sourcelanguage="de")
    for number, term in enumerate(terms, 1):
        _concept(add(store.body, "termEntry", id=f"c{number}"), term)
    return bytes(store)


def read(data: bytes) -> Reading[Term]:
    """Read entries; one that is wrong is a problem, and the others are read."""
    store, wrong = parsed(tbxfile.parsestring, data)
    if store is None:
        return Reading((), wrong)
    entries: list[Entry[Term]] = []
    problems: list[Problem] = []
    for concept in store.document.getroot().iter():
        if local(concept) not in _CONCEPTS:
            continue
        try:
            entries.append(Entry(line(concept), _term(concept)))
        except TermError as failure:
            problems.append(error(line(concept), failure.code, str(failure)))
    return Reading(tuple(entries), tuple(problems))


def _concept(concept: Element, term: Term) -> None:
    facts = (term.id, term.policy.value, term.match.value, term.state.value, term.author, term.changed_at)
    for name, fact in zip(_PLAIN, facts, strict=True):
        add(concept, "admin", fact, type=f"x-{name}")
    add(concept, "admin", "true" if term.case else "false", type="x-case")
    add(concept, "admin", term.scope.url, type="x-url")
    add(concept, "admin", term.scope.selector, type="x-selector")
    for code in term.scope.languages:
        add(concept, "admin", code, type="x-language")
    if term.note:
        add(concept, "note", term.note)
    _language(concept, "de", term.german)
    for target in term.targets:
        _language(concept, target.language, target.accepted)


def _language(concept: Element, code: str, words: Iterable[str]) -> None:
    section = add(concept, "langSet", lang=code)
    for at, word in enumerate(words):
        group = add(section, "tig")
        add(group, "term", word)
        add(group, "termNote", "variant" if at else "entryTerm", type="termType")


def _term(concept: Element) -> Term:
    words: dict[str, list[str]] = {}
    for section in children(concept, *_LANGUAGES):
        code = section.get(XML_LANG) or section.get("lang") or ""
        for group in children(section, *_TERMS):
            inner = first(group, "termGrp")
            words.setdefault(code, []).append(text(first(group if inner is None else inner, "term")))
    german = words.pop("de", None) or words.pop("de-DE", None)
    if not german:
        message = "the concept has no German term (xml:lang='de')"
        raise TermError(message, "no-german")
    admins = [(each.get("type", ""), text(each)) for each in children(concept, "admin")]
    facts = dict(admins)
    entry: dict[str, object] = {name: facts[f"x-{name}"] for name in _PLAIN if f"x-{name}" in facts}
    scope = {
        "url": facts.get("x-url", ""),
        "selector": facts.get("x-selector", ""),
        "languages": [value for name, value in admins if name == "x-language"],
    }
    targets = {code: {"term": each[0], "variants": each[1:]} for code, each in words.items()}
    entry |= {"de": german[0], "forms": german[1:], "targets": targets, "scope": scope}
    return from_plain(entry | {"case": facts.get("x-case") == "true", "note": text(first(concept, "note"))})
