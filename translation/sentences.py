"""Cuts German text into sentences, and over-long sentences into clauses; joining gives the text back.

A stop ends a sentence unless what stands before it (abbreviation, ordinal, initial) or after it
(a small letter, a month) says otherwise; where German leaves it open the text is not cut, for two
sentences translated as one read better than one sentence translated as two.
Colons and semicolons do not end sentences; `split_long` may cut there.

Law: `"".join(s.text + s.space for s in split(text)) == text` for every text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translation.german import CLOSED_ABBREVIATIONS, OPEN_ABBREVIATIONS, STARTERS


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the white space after it; a text that begins with white space begins with an empty one."""

    text: str
    space: str


_CLOSERS = r"""["“”»«›‹’')\]]*"""
_STOP = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]++)(?P<close>{_CLOSERS})(?P<space>\s+|(?=[A-ZÄÖÜ„«»]))"  # a stop, then a blank or none
)
_PARAGRAPH = re.compile(r"(?<!\s)\s*(?:\n\s*\n|[\u2028\u2029])\s*")
# What follows: opening marks and bullets, then a word.
_FOLLOWING = re.compile(r"""(?:["„“»«›‹‚'(\[–—•·*-]\s?)*(?P<word>\w+)""")
# What stands before a stop: `z. B`, `Dipl.-Ing`, `31.12`, `Haus`; only its last letters are looked at.
_ABBREVIATED = re.compile(r"(?<![\w.])(?:[^\W\d_]{1,5}\.[\s-]{0,2}){1,4}[^\W\d_]+$")
_LAST_WORD = re.compile(r"[^\W_]+(?:[.:,][^\W_]+)*$")
_ARTICLE_BEFORE = re.compile(r"\b(?:[Dd]e[rmns]|[Dd]ie|[Dd]as|[Zz]u[mr]|[AaIi]m|[Vv]om|[Bb]eim)\s+[\d.]+$")
_ROMAN = re.compile(r"[IVXLC]{1,6}$")
_LOOK_BACK = 32
_VOWELS = frozenset("aeiouyäöüAEIOUYÄÖÜ")


def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of `text`, with the white space that stands after each."""
    sentences = []
    start = _first_visible(text)
    if start:
        sentences.append(Sentence("", text[:start]))
    for end, next_start in _cuts(text, start):
        sentences.append(Sentence(text[start:end], text[end:next_start]))
        start = next_start
    if start < len(text):
        visible = text[start:].rstrip()
        sentences.append(Sentence(visible, text[start + len(visible) :]))
    return tuple(sentences)


def _cuts(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Where a sentence ends and the next one starts, for every sentence but the last."""
    paragraphs = [] if text.isprintable() else list(_PARAGRAPH.finditer(text, start))
    begin = start
    for paragraph in (*paragraphs, None):
        limit = paragraph.start() if paragraph else len(text)
        for stop in _STOP.finditer(text, begin, limit):
            if stop.end() < limit and _ends_sentence(text, stop, begin):
                begin = stop.end()
                yield stop.end("close"), begin
        if paragraph and paragraph.end() < len(text):
            begin = paragraph.end()
            yield paragraph.start(), begin


def _first_visible(text: str) -> int:
    return len(text) - len(text.lstrip())


def _ends_sentence(text: str, stop: re.Match[str], start: int) -> bool:
    following = _FOLLOWING.match(text, stop.end())
    if following is None:
        return False
    word = following["word"]
    if word[0].islower():
        return False
    if not stop["space"]:
        return _blank_is_missing(text, stop, word)
    mark = stop["mark"]
    if "!" in mark or "?" in mark:
        return text[stop.start() - 1 : stop.start()] != "("  # "(!)" comments on a word
    if mark != ".":
        return word in STARTERS
    return _full_stop_ends(text[max(start, stop.start() - _LOOK_BACK) : stop.start()], stop, word, start)


def _full_stop_ends(before: str, stop: re.Match[str], word: str, start: int) -> bool:
    """Whether the single stop after `before` ends a sentence, a capital or a digit being next."""
    last = _LAST_WORD.search(before)
    if last is None:
        return True
    token = last[0]
    begins = word in STARTERS
    is_first = stop.start() - len(token) == start
    if token[0].isdigit() and not token[-1].isalpha():
        return _number_ends(before, token, begins, is_first=is_first)
    if len(token) == 1 or _ROMAN.match(token):
        is_open = is_first or (_abbreviation(before) or token.lower()) in OPEN_ABBREVIATIONS
        return begins and not is_open and not stop["close"]
    kind = _abbreviation_kind(before, token)
    return not kind or (kind == "closed" and begins and ")" not in stop["close"])


def _number_ends(before: str, token: str, begins: bool, *, is_first: bool) -> bool:
    """`1. Antrag` and `15. Januar` go on; `9,50. Kinder`, `im Jahr 2015. Mehr` and `Platz 3. Die` end."""
    if is_first:
        return False
    if begins or "," in token or ":" in token:
        return True
    return re.fullmatch(r"(?:19|20)\d\d", token) is not None and not _ARTICLE_BEFORE.search(before)


def _abbreviation(before: str) -> str:
    match = _ABBREVIATED.search(before)
    return "".join(match[0].split()).lower() if match else ""


def _abbreviation_kind(before: str, token: str) -> str:
    """`open` (never the end), `closed` (may be the end) or nothing."""
    for key in (_abbreviation(before), token.lower(), token, token.rpartition(".")[2].lower()):
        if key in OPEN_ABBREVIATIONS:
            return "open"
        if key in CLOSED_ABBREVIATIONS:
            return "closed"
    if token.endswith(("str", "Str")) and len(token) > 3:
        return "closed"
    # `kfm`, `Hptm`, `tgl`: no word is without vowels; but `BGB` and `PKW` are whole.
    vowelless = len(token) <= 5 and not token.isupper() and _VOWELS.isdisjoint(token)
    return "closed" if vowelless else ""


_GLUED_LEFT = re.compile(r"(?:^|\s)[\"„»«(]?(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)$")
_GLUED_RIGHT = re.compile(r"[\"„“»«(]?[A-ZÄÖÜ][a-zäöüß]+(?:-[^\W\d_]+)*[,;:.!?)\"“”»«]*(?:\s|$)")


def _blank_is_missing(text: str, stop: re.Match[str], word: str) -> bool:
    """`kommen.Bitte` is two sentences; `System.Text`, `Antrag.PDF` and `a.b@c.de` are none."""
    if not _GLUED_RIGHT.match(text, stop.end()):
        return False
    left = _GLUED_LEFT.search(text, max(0, stop.start() - 2 * _LOOK_BACK), stop.start())
    if left is None or stop["mark"] not in {".", "!", "?", "..."}:
        return False
    token = left["word"]
    if len(token) < 3 or _abbreviation_kind(token, token):
        return False
    return token.islower() or word in STARTERS


_CLAUSES = (
    "und|aber|oder|sondern|denn|doch|dass|damit|weil|da|wenn|falls|sofern|sobald|obwohl|ob|sodass|indem|nachdem|"
    "bevor|während|bis|die|der|das|den|dem|deren|dessen|wobei|wodurch|womit|was|wer|wie|wo|um|sowie"
)
# From the best place to the worst: each finds the white space to cut at.
_CUTS = (
    re.compile(r"(?<=;)\s+"),
    re.compile(r"\s+(?=[–—]\s)"),
    re.compile(r"(?<=:)\s+"),
    re.compile(rf"(?<=,)\s+(?=(?:{_CLAUSES})\b)"),
    re.compile(r"(?<=,)\s+"),
    re.compile(r"\s+(?=(?:und|oder|sowie|sondern|aber)\s)"),
)
_CLAUSE_CUTS = 4  # of these, the ones where a clause ends
_FEWEST = 3  # words; shorter clauses mean nothing on their own
_BLANK = re.compile(r"\s+")


def split_long(text: str, limit_words: int) -> tuple[Sentence, ...]:
    """`text` in pieces of at most `limit_words` words, cut at the best places; joined they are `text`."""
    if limit_words < 1:
        message = f"limit_words is {limit_words}; a piece needs at least 1 word"
        raise ValueError(message)
    if len(text.split()) <= limit_words:
        return (Sentence(text, ""),) if text else ()
    cut = _best_cut(text)
    left = split_long(text[: cut.start()], limit_words)
    right = split_long(text[cut.end() :], limit_words)
    if not left:
        return (Sentence("", cut[0]), *right)
    return (*left[:-1], Sentence(left[-1].text, cut[0]), *right)


def clauses(text: str) -> tuple[Sentence, ...]:
    """`text` in its clauses, cut only where punctuation says that one ends; one piece where nothing does."""
    for pattern in _CUTS[:_CLAUSE_CUTS]:
        places = [m for m in pattern.finditer(text) if len(text[: m.start()].split()) >= _FEWEST]
        cut = next((m for m in places if len(text[m.end() :].split()) >= _FEWEST), None)
        if cut:
            left, right = clauses(text[: cut.start()]), clauses(text[cut.end() :])
            return (*left[:-1], Sentence(left[-1].text, cut[0]), *right)
    return (Sentence(text, ""),)


def _best_cut(text: str) -> re.Match[str]:
    """The white space to cut at; both sides keep at least a quarter of the text, so few cuts are enough."""
    middle = len(text) / 2
    for pattern in _CUTS:
        places = [m for m in pattern.finditer(text) if abs((m.start() + m.end()) / 2 - middle) <= middle / 2]
        if places:
            return min(places, key=lambda place: abs(place.start() - middle))
    visible = _first_visible(text)
    blanks = list(_BLANK.finditer(text, visible, len(text.rstrip())))
    return blanks[len(blanks) // 2]
