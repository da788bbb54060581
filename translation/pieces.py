"""What the engine is given at a time: the sentences of a text, long ones in clauses. Pure."""

from __future__ import annotations

from translation import protect, sentences
from translation.segment import Segment
from translation.tagged import texts as tagged_texts

LONGEST_SENTENCE = 40  # words; longer ones are cut at a clause


def cut(text: str, *, faithful: bool = False) -> tuple[sentences.Sentence, ...]:
    """Cut a text into what the engine is given at a time; a faithful engine gets it to the letter."""
    whole = text if faithful else protect.clean(text)
    return tuple(piece for sentence in sentences.split(whole) for piece in _limited(sentence))


def asked(segment: Segment, *, faithful: bool = False) -> tuple[str, ...]:
    """Return all texts that a segment may be translated as: whole, part by part, sentence by sentence."""
    texts = [segment.text, *(part for part in segment.parts if isinstance(part, str)), *tagged_texts(segment.parts)]
    pieces = (piece.text for text in texts for piece in cut(text.strip(), faithful=faithful))
    return tuple(dict.fromkeys((*texts, *pieces)))


def _limited(sentence: sentences.Sentence) -> tuple[sentences.Sentence, ...]:
    pieces = sentences.split_long(sentence.text, LONGEST_SENTENCE)
    last = pieces[-1]
    return (*pieces[:-1], sentences.Sentence(last.text, last.space + sentence.space))
