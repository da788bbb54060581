"""Terms as CSV, as spreadsheet programs write it: comma, semicolon or tab, UTF-8 with or without a byte order mark.

One row an entry; several values in a cell are separated by `|`; a language has a column with its code and one with
`_variants`. Only `de` has to be there. Cells that a spreadsheet would take for a formula get an apostrophe before
them, and lose it when they are read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from glossary.errors import TermError
from glossary.plain import from_plain
from glossary.reading import Entry, Problem, Reading, error
from glossary.term import Term

_FACTS: Final = tuple("id de forms policy match case state url selector languages note author changed_at".split())
_LANGUAGE: Final = re.compile(r"([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)(_variants)?")
_FORMULA: Final = tuple("=+-@\t\r'")  # OWASP, CSV injection; the apostrophe so that reading is unambiguous
_TOKEN: Final = re.compile(r"\\.|.", re.DOTALL)
_TRUE: Final = frozenset(("true", "1", "ja", "yes", "wahr"))
_FALSE: Final = frozenset(("", "false", "0", "nein", "no", "falsch"))


@dataclass(frozen=True, slots=True)
class _Header:
    facts: Mapping[str, int]
    terms: Mapping[str, int]
    variants: Mapping[str, int]
    width: int


def write(terms: Iterable[Term]) -> bytes:
    """Write entries; reading gives the same."""
    entries = tuple(terms)
    codes = sorted({target.language for term in entries for target in term.targets})
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow([*_FACTS, *(name for code in codes for name in (code, f"{code}_variants"))])
    for term in entries:
        cells = [*_facts(term)]
        for code in codes:
            target = term.target(code)
            cells += [target.term, _joined(target.variants)] if target else ["", ""]
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def read(data: bytes) -> Reading[Term]:
    """Read entries; a row that is wrong is a problem, and the others are read."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        return Reading((), (error(0, "encoding", f"the file is not UTF-8; save it as 'CSV UTF-8': {failure}"),))
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    entries: list[Entry[Term]] = []
    problems: list[Problem] = []
    header: _Header | None = None
    line = 1
    try:
        for row in reader:
            if header is None:
                header, wrong = _header(row)
                problems += wrong
                if wrong:
                    break
            elif any(cell.strip() for cell in row):
                _add(row, line, header, entries, problems)
            line = reader.line_num + 1
    except csv.Error as failure:
        problems.append(error(line, "syntax", f"not CSV: {failure}"))
    if header is None and not problems:
        problems.append(error(1, "header", "the file is empty"))
    return Reading(tuple(entries), tuple(problems))


def _add(row: list[str], line: int, header: _Header, entries: list[Entry[Term]], problems: list[Problem]) -> None:
    if len(row) > header.width and any(row[header.width :]):
        message = f"the row has {len(row)} cells, and the first row {header.width}; put cells with separators in quotes"
        problems.append(error(line, "syntax", message))
        return
    cells = [_plain(cell) for cell in row] + [""] * (header.width - len(row))
    try:
        entries.append(Entry(line, _term(cells, header)))
    except TermError as failure:
        problems.append(error(line, failure.code, str(failure)))


def _header(row: Sequence[str]) -> tuple[_Header, list[Problem]]:
    facts: dict[str, int] = {}
    terms: dict[str, int] = {}
    variants: dict[str, int] = {}
    problems: list[Problem] = []
    for at, raw in enumerate(row):
        name = raw.strip()
        language = _LANGUAGE.fullmatch(name)
        table, key = facts, name
        if name not in _FACTS and language:
            table, key = (variants if language[2] else terms), language[1]
        elif name not in _FACTS:
            what = f"the column {name!r} is unknown; known are {', '.join(_FACTS)} and codes of languages"
            problems.append(error(1, "header", what))
        if key in table:
            problems.append(error(1, "header", f"the column {name!r} is there twice"))
        table[key] = at
    if "de" not in facts:
        problems.append(error(1, "header", "there is no column 'de' with the German terms"))
    problems += [error(1, "header", f"{code}_variants has no column {code}") for code in variants if code not in terms]
    return _Header(facts, terms, variants, len(row)), problems


def _term(cells: Sequence[str], header: _Header) -> Term:
    def fact(name: str) -> str:
        return cells[header.facts[name]] if name in header.facts else ""

    case = fact("case").strip().lower()
    if case not in _TRUE | _FALSE:
        message = f"{fact('de')!r}: 'case' is {case!r}, and has to be true or false"
        raise TermError(message)
    targets: dict[str, object] = {}
    for code, at in header.terms.items():
        variants = _split(cells[header.variants[code]]) if code in header.variants else []
        if cells[at].strip() or variants:
            targets[code] = {"term": cells[at], "variants": variants}
    entry: dict[str, object] = {name: fact(name) for name in ("id", "de", "note", "author", "changed_at")}
    entry |= {name: fact(name).strip() for name in ("policy", "match", "state") if fact(name).strip()}
    scope = {"url": fact("url"), "selector": fact("selector"), "languages": _split(fact("languages"))}
    entry |= {"forms": _split(fact("forms")), "case": case in _TRUE, "targets": targets, "scope": scope}
    return from_plain(entry)


def _facts(term: Term) -> tuple[str, ...]:
    rules = (term.policy.value, term.match.value, "true" if term.case else "false", term.state.value)
    scope = (term.scope.url, term.scope.selector, _joined(term.scope.languages))
    return (term.id, term.lemma, _joined(term.forms), *rules, *scope, term.note, term.author, term.changed_at)


def _joined(words: Iterable[str]) -> str:
    return "|".join(word.replace("\\", "\\\\").replace("|", "\\|") for word in words)


def _split(cell: str) -> list[str]:
    """The words of a cell; a separator that ends one, and an empty cell, make none."""
    words = [""]
    for token in _TOKEN.findall(cell):
        if token == "|":  # noqa: S105
            words.append("")
        else:
            words[-1] += token[1:] if len(token) == 2 else token
    return [word.strip() for word in words if word.strip()]


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell
