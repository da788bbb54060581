"""Writes trained weights as a CTranslate2 int8 ``Generator`` model: ``model.bin``, ``config.json``,
``vocabulary.json``.

Only numpy and ctranslate2 are needed, neither torch nor transformers: the specification is filled by hand, the way
CTranslate2's own Gemma 3 converter fills it (norms less one, sliding window and rotary base per block, embeddings
scaled, one matrix for both ends).

Must not know: torch, training, tokenizers.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from ctranslate2.specs import common_spec, transformer_spec

from models.training.converted import Floats

WINDOW, LOCAL_BASE, GLOBAL_BASE, GLOBAL_EVERY, HEADS, HEAD = 512, 1e4, 1e6, 6, 4, 256
"""Gemma 3 270M: sliding window, rotary bases, every sixth block is global, 4 query heads of 256 on one key-value
head.
"""


def specification(weights: Mapping[str, Floats]) -> transformer_spec.TransformerDecoderModelSpec:
    """The filled specification; ``weights`` by the names of ``converted``."""
    blocks = sum(name.endswith(".qkv") for name in weights)
    spec = transformer_spec.TransformerDecoderModelSpec.from_config(
        blocks, HEADS, activation=common_spec.Activation.GELUTanh, pre_norm=True, ffn_glu=True, rms_norm=True,
        rotary_dim=HEAD, rotary_interleave=False, rotary_base=LOCAL_BASE, num_heads_kv=1, head_dim=HEAD,
        sliding_window=WINDOW, pre_post_layer_norm=True, qk_norm=True,
    )  # fmt: skip
    decoder = spec.decoder
    decoder.scale_embeddings = True
    decoder.start_from_zero_embedding = False
    decoder.embeddings.weight = weights["embedding"]
    decoder.projection.weight = weights["embedding"]
    _norm(decoder.layer_norm, weights["norm_last"])
    for i, layer in enumerate(decoder.layer):
        _fill(
            layer, {name.split(".", 2)[2]: value for name, value in weights.items() if name.startswith(f"blocks.{i}.")}
        )
        if i % GLOBAL_EVERY == GLOBAL_EVERY - 1:
            layer.self_attention.rotary_base = np.float32(GLOBAL_BASE)
            layer.self_attention.sliding_window = np.int32(0)
    return spec


def _norm(spec: common_spec.LayerNormSpec, gain: Floats) -> None:
    spec.gamma = gain - np.float32(1)
    spec.layer_norm_use_residual = True


def _fill(layer: transformer_spec.TransformerDecoderLayerSpec, block: Mapping[str, Floats]) -> None:
    attention, half = layer.self_attention, len(block["gate_up"]) // 2
    attention.linear[0].weight, attention.linear[1].weight = block["qkv"], block["out"]
    layer.ffn.linear_0.weight, layer.ffn.linear_0_noact.weight = block["gate_up"][:half], block["gate_up"][half:]
    layer.ffn.linear_1.weight = block["down"]
    _norm(layer.input_layer_norm, block["norm_in"])
    _norm(layer.post_attention_layer_norm, block["norm_attended"])
    _norm(layer.pre_feedforward_layer_norm, block["norm_before"])
    _norm(layer.post_feedforward_layer_norm, block["norm_after"])
    _norm(attention.q_norm, block["norm_q"])
    _norm(attention.k_norm, block["norm_k"])


def export(weights: Mapping[str, Floats], vocabulary: Sequence[str], target: Path, quantization: str = "int8") -> None:
    """Writes the model folder; row ``i`` of ``embedding`` belongs to ``vocabulary[i]``."""
    if len(vocabulary) != len(weights["embedding"]):
        message = f"{len(vocabulary)} pieces, but {len(weights['embedding'])} embeddings"
        raise ValueError(message)
    spec = specification(weights)
    spec.register_vocabulary(list(vocabulary))
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<bos>", "<eos>", "<unk>"
    spec.validate()
    spec.optimize(quantization=quantization)
    target.mkdir(parents=True, exist_ok=True)
    spec.save(str(target))
