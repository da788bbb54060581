"""Label-smoothed cross-entropy over a large frozen vocabulary, in chunks that fit the cache.

The output weights are frozen, so the gradient of the states is made in the same pass and the logits are never kept:
two multiplications instead of three, and memory for one chunk only. The soft-max may run over a sample of the
vocabulary: the batch's own answers and a number of others drawn evenly, whose exponentials are weighed up so that the
expected sum is that of the whole vocabulary.

Must not know: the network, tokenizers, training.
"""

import math
from typing import Any

import torch
from torch import Tensor

CHUNK = 256
"""States a chunk: 256 times 16,000 logits stay in the cache."""


class _ChunkedLoss(torch.autograd.Function):  # type: ignore[misc]
    """Forward makes loss and gradient of the states; backward only scales the gradient."""

    @staticmethod
    def forward(ctx: Any, states: Tensor, rows: Tensor, bias: Tensor, answers: Tensor, smoothing: float) -> Tensor:
        count, pieces = states.shape[0], rows.shape[0]
        grads = torch.empty_like(states)
        total = torch.zeros(())
        for start in range(0, count, CHUNK):
            part = slice(start, start + CHUNK)
            wanted = answers[part, None]
            logits = (states[part] @ rows.T).float().add_(bias)
            right = logits.gather(1, wanted)
            spread = logits.logsumexp(1, keepdim=True)
            total += (spread - (1 - smoothing) * right).sum() - smoothing / pieces * logits.sum()
            share = logits.sub_(spread).exp_()
            # d loss / d logits = p - (1 - e) * onehot - e / V
            share.scatter_add_(1, wanted, torch.full_like(right, smoothing - 1)).sub_(smoothing / pieces)
            grads[part] = share.to(states.dtype) @ rows
        ctx.save_for_backward(grads)
        ctx.count = count
        return total / count

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None, None, None, None]:
        (grads,) = ctx.saved_tensors
        return grads * (grad / ctx.count), None, None, None, None


def answer_loss(
    states: Tensor, rows: Tensor, answers: Tensor, smoothing: float = 0.05, bias: Tensor | None = None
) -> Tensor:
    """Mean loss of states (M, width) against output weights (V, width) and answers (M,).

    ``bias`` (V,) is added to all logits. Only the states get gradients.
    """
    moved = torch.zeros(len(rows)) if bias is None else bias
    loss: Tensor = _ChunkedLoss.apply(states, rows, moved, answers, smoothing)
    return loss


def sample(answers: Tensor, pieces: int, others: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """A sample of a vocabulary of ``pieces``: all answers (M,) and up to ``others`` drawn evenly.

    Returns its ids (S,), the answers as places in it (M,), and the bias (S,) that weighs the drawn ones up.
    """
    present = torch.unique(answers)
    absent = torch.ones(pieces, dtype=torch.bool)
    absent[present] = False
    rest = absent.nonzero().squeeze(1)
    drawn = rest[torch.randperm(len(rest), generator=generator)[:others]]
    bias = torch.zeros(len(present) + len(drawn))
    if len(drawn):
        bias[len(present) :] = math.log(len(rest) / len(drawn))
    return torch.cat([present, drawn]), torch.searchsorted(present, answers), bias
