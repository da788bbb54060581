"""Reads the parallel texts, keeps what is fit to learn from, groups it by German text and roughens the German a
little.

Sources: the project's municipal collection (JSON Lines, one text in ten languages a line), Tatoeba pairs (TSV) and
pairs out of software packages (zstd TSV), of which only what looks like a proper sentence or a short label passes.

Must not know: tokenizers, numpy, torch, vocabularies, held-out sets (the caller asserts that there is no overlap).
"""

import io
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import zstandard

from models.shield import FORMS

LANGUAGES: Mapping[str, str] = {
    "en": "English", "tr": "Turkish", "ar": "Arabic", "bg": "Bulgarian", "ro": "Romanian", "pl": "Polish",
    "uk": "Ukrainian", "ru": "Russian", "fr": "French",
}  # fmt: skip
"""Language -> its name in the prompt."""

KINDS = ("collection", "tatoeba", "sentences", "labels")
"""The files of texts in a run folder, ``.jsonl`` each."""

_SCRIPTS = {
    "ar": "[\u0600-\u06ff]",
    "bg": "[\u0400-\u04ff]",
    "ru": "[\u0400-\u04ff]",
    "uk": "[\u0400-\u04ff]",
}
_MARKUP = re.compile(
    r"[<>{}\[\]|\\_=@#$%^~`*+\u3000-\uffff]|--|&\w|https?:|www\.|\w\.\w\w|\b[A-Z]{2,}\b.*\b[A-Z]{2,}\b|\s\w\s\w\s\w\s"
)
_GERMAN = re.compile(
    r"[äöüßÄÖÜ]|\b(?:der|die|das|des|dem|den|und|ist|sind|ein|eine|einen|nicht|mit|von|zu|zum|zur|sie|er|es|wird|werden|kann|im|auf|für)\b"
)
# A single digit stays: grammar hangs on it.
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)+|\d{2,}")
_LONG_WORD = 9

PLACEHOLDERS = (*FORMS, "{{{}}}", "%{}")
"""How placeholders look: those of a pivot, and those of other programs."""

_ENDS = (".", "!", "?", "؟", "۔")


@dataclass(frozen=True, slots=True)
class Text:
    """A German text and its translations (language, text) in a fixed order of languages."""

    german: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Noise:
    """Shares of texts that are roughened.

    The German is lower-cased, loses its last stop, spells ä ö ü ß as ae oe ue ss, or has soft hyphens within words. In
    the German and all its answers alike, `numbers` become others and `placeholders` stand for them: what must be
    copied is then learnt as copying, not by heart.
    """

    lower: float = 0.03
    no_stop: float = 0.03
    no_umlaut: float = 0.03
    soft_hyphens: float = 0.0
    numbers: float = 0.0
    placeholders: float = 0.0


def read_collection(path: Path) -> list[Text]:
    """The municipal collection: one object a line with ``de`` and the nine languages."""
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        out.append(
            Text(
                squeeze(entry["de"]),
                tuple((lang, squeeze(entry[lang])) for lang in LANGUAGES if entry.get(lang)),
            )
        )
    return out


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """(German, translation) of a TSV, plain or ``.zst``."""
    if path.suffix == ".zst":
        with path.open("rb") as raw:
            yield from _pairs(io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), encoding="utf-8"))
    else:
        with path.open(encoding="utf-8") as stream:
            yield from _pairs(stream)


def _pairs(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        parts = line.rstrip("\n").split("\t")
        if len(parts) == 2:
            yield squeeze(parts[0]), squeeze(parts[1])


def squeeze(text: str) -> str:
    """White space collapsed to single spaces: a text is one line, for a newline ends an answer."""
    return " ".join(text.split())


def in_script(text: str, language: str) -> bool:
    """Whether most letters of a text belong to the language's script."""
    letters = [c for c in text if c.isalpha()]
    own = _SCRIPTS.get(language, "[a-zA-Z\u00c0-\u024f]")
    return bool(letters) and sum(bool(re.match(own, c)) for c in letters) >= 0.7 * len(letters)


def is_sentence(german: str, answer: str, language: str) -> bool:
    """A proper sentence of 4 to 30 words on both sides, without markup or placeholders, of like length, in the right
    script.
    """
    words = german.split()
    if not (
        4 <= len(words) <= 30 and german[0].isupper() and german.endswith((".", "!", "?")) and answer.endswith(_ENDS)
    ):
        return False
    if (
        not _GERMAN.search(german)
        or _MARKUP.search(german)
        or _MARKUP.search(answer)
        or german == answer
        or not 0.5 <= len(answer) / len(german) <= 1.8
    ):
        return False
    letters = sum(c.isalpha() or c == " " for c in german)
    return letters >= 0.9 * len(german) and in_script(answer, language)


def is_label(german: str, answer: str, language: str) -> bool:
    """A short text of one to three words as on buttons and in menus."""
    if not (1 <= len(german.split()) <= 3 and 3 <= len(german) <= 30 and len(answer) <= 45 and german[0].isupper()):
        return False
    clean = all(c.isalpha() or c == " " for c in german + answer.translate({0x0640: None}))
    return clean and german != answer and in_script(answer, language)


def group(pairs: Iterable[tuple[str, str, str]]) -> list[Text]:
    """(German, language, answer) -> one text for each German one; of several answers in a language the first stays."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for german, language, answer in pairs:
        found[german].setdefault(language, answer)
    return [Text(german, tuple((lang, a[lang]) for lang in LANGUAGES if lang in a)) for german, a in found.items()]


def read_general(folder: Path, least_languages: int = 3) -> tuple[list[Text], list[Text], list[Text]]:
    """Tatoeba's sentences, the packages' sentences and labels that stand in ``least_languages`` languages or more."""
    tatoeba = group(
        (g, lang, a)
        for lang in LANGUAGES
        for g, a in read_pairs(folder / f"tatoeba.de-{lang}.tsv")
        if len(g.split()) >= 3
    )
    sentences, labels = [], []
    for lang in LANGUAGES:
        for german, answer in read_pairs(folder / f"packages.de-{lang}.tsv.zst"):
            if is_sentence(german, answer, lang):
                sentences.append((german, lang, answer))
            elif is_label(german, answer, lang):
                labels.append((german, lang, answer))
    wide = [t for t in group(sentences) if len(t.answers) >= least_languages]
    return tatoeba, wide, [t for t in group(labels) if len(t.answers) >= least_languages + 2]


def write_texts(path: Path, texts: Iterable[Text]) -> None:
    """One ``[german, [[language, answer], ...]]`` a line."""
    lines = (json.dumps([text.german, text.answers], ensure_ascii=False) + "\n" for text in texts)
    path.write_text("".join(lines), encoding="utf-8")


def read_texts(path: Path) -> list[Text]:
    """What ``write_texts`` wrote."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Text(german, tuple((lang, a) for lang, a in answers)) for german, answers in map(json.loads, lines)]


def roughen(german: str, noise: Noise, rng: random.Random) -> str:
    """The German text as a visitor or a careless editor may have typed it."""
    if rng.random() < noise.lower:
        german = german.lower()
    if rng.random() < noise.no_stop and german.endswith("."):
        german = german[:-1]
    if rng.random() < noise.no_umlaut:
        for umlaut, plain in zip("äöüßÄÖÜ", ("ae", "oe", "ue", "ss", "Ae", "Oe", "Ue"), strict=True):
            german = german.replace(umlaut, plain)
    # A share of nothing draws nothing: so runs that began without it go on with the same texts.
    if noise.soft_hyphens and rng.random() < noise.soft_hyphens:
        german = " ".join(_hyphenated(word, rng) for word in german.split(" "))
    return german


def varied(text: Text, noise: Noise, rng: random.Random) -> Text:
    """The text with other numbers, or placeholders in their place, on both sides; only what all answers copy."""
    if noise.numbers and rng.random() < noise.numbers:
        return _replaced(text, lambda number: "".join(_digit(figure, rng) for figure in number))
    if noise.placeholders and rng.random() < noise.placeholders:
        form, first = rng.choice(PLACEHOLDERS), rng.randint(1, 9)
        names: dict[str, str] = {}
        return _replaced(text, lambda number: names.setdefault(number, form.format(first + len(names))))
    return text


def reversed_pairs(texts: Iterable[Text]) -> Iterator[tuple[str, str, str]]:
    """(language, what stands in it, German) of every answer: what visitors write, and how it reads in German."""
    for text in texts:
        for language, answer in text.answers:
            yield language, answer, text.german


def _replaced(text: Text, replacement: Callable[[str], str]) -> Text:
    """Replace each number of the German that stands just so, and as often, in every answer."""
    if not text.answers:
        return text
    counts = [Counter(_NUMBER.findall(side)) for side in (text.german, *(answer for _, answer in text.answers))]
    copied = {number: replacement(number) for number, n in counts[0].items() if all(c[number] == n for c in counts)}

    def change(side: str) -> str:
        return _NUMBER.sub(lambda match: copied.get(match[0], match[0]), side)

    return Text(change(text.german), tuple((language, change(answer)) for language, answer in text.answers))


def _digit(figure: str, rng: random.Random) -> str:
    """Another digit; a leading 1 to 9 stays one, and what is no digit stays."""
    if not figure.isdigit():
        return figure
    return figure if figure == "0" else str(rng.randint(1, 9))


def _hyphenated(word: str, rng: random.Random) -> str:
    """A long word with a soft hyphen somewhere within, as editors put it there."""
    if len(word) < _LONG_WORD or not word.isalpha():
        return word
    place = rng.randint(3, len(word) - 3)
    return f"{word[:place]}\u00ad{word[place:]}"
