"""How a converted model is spoken to, found out from its vocabulary and from its own tokenizer.

Every language's token must be in the vocabulary, and our tokenizer (SentencePiece) must cut the probes as the model's
own does: else the model would answer in another language, or worse than it can, without a word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from models.catalogue import Model
from models.errors import ObtainingError
from models.facts import Architecture, Dialect
from models.tokens import Tokenizer

PROBES: Final = (
    "Den Personalausweis können Sie im Bürgerbüro beantragen.",
    "Öffnungszeiten: Montag bis Freitag von 8.00 bis 12.30 Uhr, Telefon 0203 94000",
    "Die Gebühr für die „Große Auskunft“ beträgt 28,80 Euro (Stand: 01.02.2026).",
)
# A site's sentences are shorter; longer ones were rare in the training of these models, and are cut before.
_MOST_PIECES: Final = 256


@dataclass(frozen=True, slots=True)
class Kind:
    """What is peculiar to an architecture: its name in `config.json` and its SentencePiece files."""

    architecture: Architecture
    model_type: str
    source_tokenizer: str
    target_tokenizer: str


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "marian": Kind("marian", "marian", "source.spm", "target.spm"),
        "m2m100": Kind("m2m100", "m2m_100", "sentencepiece.bpe.model", "sentencepiece.bpe.model"),
        "nllb": Kind("nllb", "m2m_100", "sentencepiece.bpe.model", "sentencepiece.bpe.model"),
        "t5": Kind("t5", "t5", "spiece.model", "spiece.model"),
    }
)


class TheirTokenizer(Protocol):
    """What is asked of the tokenizer that comes with a model."""

    eos_token: str
    unk_token: str

    def tokenize(self, text: str) -> list[str]:
        """Return the pieces of a text."""


def find_dialect(model: Model, theirs: TheirTokenizer, positions: int, built: Path) -> Dialect:
    """Find out how the model in `built` is spoken to; raises `ObtainingError` where that is not certain."""
    kind = KINDS[model.architecture]
    vocabulary = _vocabulary(built)
    tokens = model.tokens
    wanted = {*tokens.targets.values(), tokens.source_token} - {""}
    lacking = sorted(wanted - vocabulary)
    if lacking:
        message = (
            f"the vocabulary of {model.key} lacks {', '.join(lacking)}: the catalogue's tokens are not this model's"
        )
        raise ObtainingError(message)
    ours = Tokenizer(built / kind.source_tokenizer)
    leads = {language: _lead(model, theirs, ours, vocabulary, language) for language in model.languages}
    both = tokens.scheme == "both-tokens"
    most = min(_MOST_PIECES, positions - 4) if positions else _MOST_PIECES
    return Dialect(
        source_prefix=leads,
        target_prefix={language: (tokens.targets[language],) for language in model.languages} if both else {},
        end=str(theirs.eos_token),
        unknown=str(theirs.unk_token),
        source_tokenizer=kind.source_tokenizer,
        target_tokenizer=kind.target_tokenizer,
        max_source=max(1, most),
        max_answer=max(1, (positions or 4 * _MOST_PIECES) - 4),
    )


def _lead(
    model: Model, theirs: TheirTokenizer, ours: Tokenizer, vocabulary: frozenset[str], language: str
) -> tuple[str, ...]:
    """Find the pieces that stand before a source, by how the model's own tokenizer cuts the probes."""
    tokens = model.tokens
    both = tokens.scheme == "both-tokens"
    asked = "" if both else tokens.targets.get(language, "")
    lead = tuple(piece for piece in (tokens.source_token if both else asked,) if piece)
    # These tokenizers know the token within a text; the others are told of languages in another way.
    within = bool(asked) and model.architecture in ("marian", "t5")
    unknown = str(theirs.unk_token)

    def known(pieces: Sequence[str]) -> list[str]:
        return [piece if piece in vocabulary else unknown for piece in pieces]

    for probe in PROBES:
        cut = known(theirs.tokenize(f"{asked} {probe}" if within else probe))
        expected = known(ours.pieces([probe])[0])
        before = tuple(cut[: len(cut) - len(expected)])
        if cut[len(before) :] != expected or (within and asked not in before) or (not within and before):
            message = f"{model.key}: its own tokenizer cuts {probe!r} into {cut}, ours into {expected}"
            raise ObtainingError(message)
        lead = before if within else lead
    return lead


def _vocabulary(built: Path) -> frozenset[str]:
    """The source's pieces; a Marian model may have other pieces for its answers."""
    shared = built / "shared_vocabulary.json"
    return frozenset(json.loads((shared if shared.exists() else built / "source_vocabulary.json").read_bytes()))
