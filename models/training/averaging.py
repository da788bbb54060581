"""A running exponential average of the weights, and the plain average of several checkpoints.

Must not know: the network's layout, the optimiser, the data.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor


class Average:
    """Exponential average with decay per update; early on it is the plain mean, so that the start weighs no more than
    the rest.
    """

    def __init__(self, weights: Mapping[str, Tensor], decay: float) -> None:
        self.decay = decay
        self.updates = 0
        self.weights = {name: value.detach().clone() for name, value in weights.items()}

    def update(self, weights: Mapping[str, Tensor]) -> None:
        """Takes the weights of now in."""
        self.updates += 1
        share = max(1 - self.decay, 1 / (self.updates + 1))
        for name, value in self.weights.items():
            value.lerp_(weights[name].detach(), share)


def mean(several: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of the weights of several checkpoints (float32)."""
    return {name: torch.stack([weights[name].float() for weights in several]).mean(0) for name in several[0]}
