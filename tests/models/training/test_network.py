"""The network on packed batches: the same as each answer alone, with the same gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ctranslate2
import numpy as np
import pytest

from models.training.converted import Floats
from models.training.export import export
from models.training.packing import Branch, Row, pack

torch = pytest.importorskip("torch")

from models.training.network import Layout, Network, Shape  # noqa: E402

MakeWeights = Callable[[int], dict[str, Floats]]

ROWS = [
    Row((2, 5, 6, 7), (Branch((8, 9), (10, 11, 4)), Branch((8,), (12, 4)), Branch((9, 9, 9), (4,)))),
    Row((2, 7), (Branch((8, 9), (10, 5, 6, 7, 4)),)),
]


@pytest.fixture
def network(make_weights: MakeWeights) -> Any:
    """A tiny network of 16 pieces."""
    weights = make_weights(16)
    out = Network(Shape.of(weights), 16)
    out.fill(weights)
    return out


def states(network: Any, rows: list[Row]) -> Any:
    """What predicts the answers' pieces."""
    return network(Layout.of(pack(rows))).float()


def test_packed_and_alone_agree(network: Any) -> None:
    """Neither sister branches nor other rows change anything but rounding."""
    together = states(network, ROWS)
    alone = torch.cat([states(network, [Row(row.prefix, (b,))]) for row in ROWS for b in row.branches])
    assert together.shape == (11, 16)
    assert (together - alone).abs().max() < 0.05


def test_gradients_agree(network: Any) -> None:
    """The own ways back of spreading and gathering are right, padding included."""

    def gradients(groups: list[list[Row]]) -> dict[str, Any]:
        network.zero_grad()
        for rows in groups:
            states(network, rows).square().sum().backward()
        return {name: p.grad.clone() for name, p in network.named_parameters()}

    together = gradients([ROWS])
    alone = gradients([[Row(row.prefix, (b,))] for row in ROWS for b in row.branches])
    for name, value in together.items():
        agreement = torch.nn.functional.cosine_similarity(value.flatten(), alone[name].flatten(), dim=0)
        assert agreement > 0.99, name


def test_exported_and_trained_network_agree(network: Any, make_weights: MakeWeights, tmp_path: Any) -> None:
    """CTranslate2 in float32 finds the same log-probabilities."""
    pieces = [f"p{i}" for i in range(16)]
    pieces[:4] = ["<pad>", "<eos>", "<bos>", "<unk>"]
    export(make_weights(16), pieces, tmp_path, quantization="float32")
    generator = ctranslate2.Generator(str(tmp_path), compute_type="float32", intra_threads=1)
    ids = [2, 5, 6, 7, 8, 9]
    logits = np.asarray(generator.forward_batch([[pieces[i] for i in ids]]))
    ours = states(network, [Row((2,), (Branch(tuple(ids[1:2]), (*ids[2:], 4)),))]) @ network.embedding.float().T
    assert np.abs(logits[0, 1:] - ours.detach().numpy()).max() < 0.15
