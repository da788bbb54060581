"""Reads transformers weights and writes CTranslate2's; the only module here that needs torch and transformers.

It puts right what CTranslate2's converter leaves to chance: the tokenizer's class, which attention aligns, the scale
of T5's outputs, and that pickled weights are read with leave only. `models.convert` imports it when it converts.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import transformers
from ctranslate2.converters import TransformersConverter
from ctranslate2.specs.model_spec import OPTIONAL

from models.errors import ObtainingError
from models.facts import Alignment


@dataclass(frozen=True, slots=True)
class Weights:
    """What is read and how: `allow_pickle` gives leave to read pickled weights, as weights only."""

    source: Path
    architecture: str
    quantization: str
    alignment: Alignment
    allow_pickle: bool


@dataclass(frozen=True, slots=True)
class Converted:
    """What is known after it: the model's own tokenizer, how many positions it can count (0: any), and the version."""

    tokenizer: Any
    positions: int
    transformers: str


def convert_weights(weights: Weights, target: Path) -> Converted:
    """Write `model.bin`, `config.json` and the vocabulary into the folder `target`; raises `ObtainingError`."""
    converter = _Converter(weights)
    try:
        with warnings.catch_warnings():
            # They are for the developers of these packages; what matters is checked by the caller.
            warnings.simplefilter("ignore")
            converter.convert(str(target), quantization=weights.quantization, force=True)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, ImportError) as error:
        message = f"{weights.source} cannot be converted: {type(error).__name__}: {error}"
        raise ObtainingError(message) from error
    return Converted(converter.tokenizer, converter.positions, transformers.__version__)


class _WithLanguages:
    """M2M100's tokenizer, whose vocabulary has the languages' tokens: transformers 5 leaves them out of it."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)

    def get_vocab(self) -> dict[str, int]:
        return {**self._tokenizer.get_vocab(), **self._tokenizer.lang_token_to_id}


class _Converter(TransformersConverter):  # type: ignore[misc]
    """CTranslate2's converter, with what it leaves to chance: tokenizer, alignment, T5's scale, pickle."""

    def __init__(self, weights: Weights) -> None:
        super().__init__(str(weights.source))
        self._weights = weights
        self.tokenizer: Any = None
        self.positions = 0
        self._unscaled = False

    def load_model(self, model_class: Any, model_name_or_path: str, **options: Any) -> Any:
        if not self._weights.allow_pickle:
            options["use_safetensors"] = True
        model = model_class.from_pretrained(model_name_or_path, **options)
        # Transformers 5 keeps here what `tie_word_embeddings` said, which the converter still asks.
        self._unscaled = getattr(model.config, "scale_decoder_outputs", None) is False
        self.positions = int(getattr(model.config, "max_position_embeddings", 0) or 0)
        return model

    def load_tokenizer(self, tokenizer_class: Any, model_name_or_path: str, **options: Any) -> Any:
        if self._weights.architecture != "m2m100":
            self.tokenizer = tokenizer_class.from_pretrained(model_name_or_path, **options)
            return self.tokenizer
        # By name, because SMaLL-100 brings a class of its own, which we do not run; its pieces are M2M100's.
        self.tokenizer = transformers.M2M100Tokenizer.from_pretrained(model_name_or_path, **options)
        return _WithLanguages(self.tokenizer)

    def _load(self) -> Any:
        spec = super()._load()
        spec.decoder.alignment_layer = np.dtype("int16").type(self._weights.alignment.layer)
        spec.decoder.alignment_heads = np.dtype("int16").type(self._weights.alignment.heads)
        if self._unscaled:
            spec.decoder.scale_outputs = OPTIONAL
        return spec
