"""The weights out of a CTranslate2 model file of Gemma 3, as numpy arrays: to go on from a model trained before.

Names used everywhere in this package (shapes for Gemma 3 270M): ``embedding`` (V, 640), ``norm_last`` (640,), and for
each block ``blocks.I.`` + ``qkv`` (1536, 640: four query heads, key, value), ``out`` (640, 1024), ``gate_up``
(4096, 640), ``down`` (640, 2048), ``norm_in``, ``norm_attended``, ``norm_before``, ``norm_after`` (640,), ``norm_q``,
``norm_k`` (256,). Norms are whole factors; CTranslate2 and transformers hold them less one.

Must not know: torch, training, the base's own file, the corpus.
"""

import struct
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_CT2_NORMS = {
    "norm_in": "input_layer_norm", "norm_attended": "post_attention_layer_norm",
    "norm_before": "pre_feedforward_layer_norm", "norm_after": "post_feedforward_layer_norm",
    "norm_q": "self_attention/q_norm", "norm_k": "self_attention/k_norm",
}  # fmt: skip

# Type numbers of CTranslate2's model file (ctranslate2/specs/model_spec.py).
_CT2_TYPES: dict[int, Any] = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


def read_variables(model_file: Path) -> dict[str, NDArray[Any]]:
    """The variables of a CTranslate2 ``model.bin`` (format 6) under their own names, quantised as they are; aliases
    are left out.
    """
    with model_file.open("rb") as stream:
        _unpack(stream, "<I")
        _text(stream)
        _unpack(stream, "<I")
        return dict(_variable(stream) for _ in range(_unpack(stream, "<I")[0]))


def _unpack(stream: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, stream.read(struct.calcsize(form)))


def _text(stream: BinaryIO) -> str:
    return stream.read(_unpack(stream, "<H")[0])[:-1].decode()


def _variable(stream: BinaryIO) -> tuple[str, NDArray[Any]]:
    name = _text(stream)
    (rank,) = _unpack(stream, "<B")
    shape = _unpack(stream, f"<{rank}I")
    kind, size = _unpack(stream, "<B")[0], _unpack(stream, "<I")[0]
    return name, np.frombuffer(stream.read(size), _CT2_TYPES[kind]).reshape(shape)


def read_ctranslate2(model_file: Path) -> dict[str, Floats]:
    """The weights of a converted Gemma 3, made float again; ``embedding`` has the rows of that model's own
    vocabulary.
    """
    variables = read_variables(model_file)

    def take(name: str) -> Floats:
        values = variables[name]
        scale = variables.get(name + "_scale")
        return np.asarray(values.astype(np.float32) if scale is None else values.astype(np.float32) / scale[:, None])

    out = {"embedding": take("decoder/embeddings/weight"), "norm_last": take("decoder/layer_norm/gamma") + 1}
    for i in range(sum(name.endswith("/ffn/linear_1/weight") for name in variables)):
        c, b = f"decoder/layer_{i}/", f"blocks.{i}."
        out[b + "qkv"], out[b + "out"] = (
            take(c + "self_attention/linear_0/weight"),
            take(c + "self_attention/linear_1/weight"),
        )
        out[b + "gate_up"] = np.concatenate([take(c + "ffn/linear_0/weight"), take(c + "ffn/linear_0_noact/weight")])
        out[b + "down"] = take(c + "ffn/linear_1/weight")
        out |= {b + ours: take(c + theirs + "/gamma") + 1 for ours, theirs in _CT2_NORMS.items()}
    return out
