"""Gemma 3's text network in plain torch, laid out for packed batches.

Layout (google/gemma-3-270m): per block an attention with 4 query heads and one key-value head of 256, RMS norms
before and after both halves, gelu(gate) * up, rotary positions with base 10,000 (five local blocks) or 1,000,000
(every sixth block). Local blocks look back 512 positions; rows here stay shorter, so one mask serves all blocks.
Embeddings are frozen, serve as soft-max weights too, and hold only the pieces of the cut vocabulary. Weights are kept
in float32 and multiplied in bfloat16.

Must not know: tokenizers, files, optimisers, languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from models.training.packing import Packed


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network; the defaults are those of Gemma 3 270M."""

    blocks: int = 18
    width: int = 640
    inner: int = 2048
    heads: int = 4
    head: int = 256
    global_every: int = 6
    local_base: float = 10_000.0
    global_base: float = 1_000_000.0
    window: int = 512
    epsilon: float = 1e-6

    @classmethod
    def of(cls, weights: Mapping[str, Any]) -> "Shape":
        """The sizes that weights by the names of ``converted`` have; the rest as in Gemma 3 270M."""
        head = len(weights["blocks.0.norm_q"])
        return cls(
            blocks=sum(name.endswith(".qkv") for name in weights),
            width=weights["embedding"].shape[1],
            inner=len(weights["blocks.0.gate_up"]) // 2,
            heads=len(weights["blocks.0.qkv"]) // head - 2,
            head=head,
        )


@dataclass(frozen=True)
class Layout:
    """A packed batch as tensors, with additive masks (0 or -inf-like) in the shape that grouped queries need."""

    tokens: Tensor  # (T,)
    positions: Tensor  # (T,)
    prefix_at: Tensor  # (R*P,)
    branch_at: Tensor  # (N*B,)
    real: Tensor  # (R*P + N*B, 1) 1.0 or 0.0
    row_of: Tensor  # (N,)
    back: Tensor  # (T,)
    prefix_mask: Tensor  # (R, P, 1, P)
    branch_mask: Tensor  # (N, B, 1, P + B)
    asked: Tensor  # (M,)
    answers: Tensor  # (M,)

    @classmethod
    def of(cls, packed: Packed) -> "Layout":
        """Tensors of a packed batch."""

        def mask(allowed: Any) -> Tensor:
            return torch.zeros(allowed.shape).masked_fill_(~torch.from_numpy(allowed), -1e9).unsqueeze(2)

        real = torch.cat(
            [torch.from_numpy(packed.prefix_real).flatten(), torch.from_numpy(packed.branch_real).flatten()]
        )
        return cls(
            tokens=torch.from_numpy(packed.tokens),
            positions=torch.from_numpy(packed.positions),
            prefix_at=torch.from_numpy(packed.prefix_at.ravel()),
            branch_at=torch.from_numpy(packed.branch_at.ravel()),
            real=real.to(torch.bfloat16).unsqueeze(1),
            row_of=torch.from_numpy(packed.row_of),
            back=torch.from_numpy(packed.back),
            prefix_mask=mask(packed.prefix_allowed()),
            branch_mask=mask(packed.branch_allowed()),
            asked=torch.from_numpy(packed.asked),
            answers=torch.from_numpy(packed.answers),
        )


class _Spread(torch.autograd.Function):  # type: ignore[misc]
    """Flat tokens -> padded blocks. Each token stands in one place, so the way back is a gather too (scatter-add is
    slow on CPU).
    """

    @staticmethod
    def forward(ctx: Any, flat: Tensor, at: Tensor, back: Tensor) -> Tensor:
        ctx.save_for_backward(back)
        return flat.index_select(0, at)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None, None]:
        (back,) = ctx.saved_tensors
        return grad.index_select(0, back), None, None


class _Gather(torch.autograd.Function):  # type: ignore[misc]
    """Padded blocks -> flat tokens; what is padding gets no gradient."""

    @staticmethod
    def forward(ctx: Any, padded: Tensor, back: Tensor, at: Tensor, real: Tensor) -> Tensor:
        ctx.save_for_backward(at, real)
        return padded.index_select(0, back)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None, None, None]:
        at, real = ctx.saved_tensors
        return grad.index_select(0, at) * real, None, None, None


def norm(x: Tensor, gain: Tensor, epsilon: float) -> Tensor:
    """RMS norm over the last axis in float32; ``gain`` is the whole factor (Gemma's files hold it less one)."""
    x = x.float()
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + epsilon) * gain


def rotate(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    """Rotary positions on (T, heads, head): the halves of a head are the two coordinates."""
    cos, sin = turn
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1)


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """Attention of q (N, L, heads, head) to k and v (N, K, head), which all heads share; mask (N, L, 1, K).

    Returns (N, L, heads * head).
    """
    n, length, heads, head = q.shape
    scores = (q.reshape(n, length * heads, head) @ k.transpose(1, 2)).view(n, length, heads, -1)
    weights = (scores.float() + mask).softmax(-1).to(v.dtype)
    return (weights.view(n, length * heads, -1) @ v).view(n, length, heads * head)


def prepare(qkv: Tensor, norm_q: Tensor, norm_k: Tensor, turn: tuple[Tensor, Tensor], epsilon: float) -> Tensor:
    """Norms and turns queries and keys of (T, (heads + 2) * head); queries are scaled; values stay as they are."""
    head = len(norm_q)
    heads = qkv.shape[1] // head - 2
    parts = qkv.view(qkv.shape[0], heads + 2, head)
    q = rotate(norm(parts[:, :heads], norm_q, epsilon), turn) * head**-0.5
    k = rotate(norm(parts[:, heads : heads + 1], norm_k, epsilon), turn)
    return torch.cat([q.to(qkv.dtype), k.to(qkv.dtype), parts[:, heads + 1 :]], dim=1)


def gated(both: Tensor) -> Tensor:
    """gelu(gate) * up of (T, 2 * inner)."""
    gate, up = both.chunk(2, dim=-1)
    return (nn.functional.gelu(gate.float(), approximate="tanh") * up.float()).to(both.dtype)


def add_normed(x: Tensor, y: Tensor, gain: Tensor, epsilon: float) -> Tensor:
    """The residual plus the normed output of half a block."""
    return x + norm(y, gain, epsilon)


def normed(x: Tensor, gain: Tensor, epsilon: float) -> Tensor:
    """Norm and narrow to bfloat16 for the next multiplication."""
    return norm(x, gain, epsilon).to(torch.bfloat16)


def fuse() -> None:
    """Compiles the element-wise parts of a block: a third less time a step than one by one."""
    for function in (prepare, gated, add_normed, normed):
        globals()[function.__name__] = torch.compile(function, dynamic=True)


class Block(nn.Module):  # type: ignore[misc]
    """One transformer block."""

    def __init__(self, shape: Shape, number: int) -> None:
        super().__init__()
        self.shape = shape
        self.is_global = number % shape.global_every == shape.global_every - 1
        w, q = shape.width, shape.heads * shape.head
        matrices = {
            "qkv": (q + 2 * shape.head, w),
            "out": (w, q),
            "gate_up": (2 * shape.inner, w),
            "down": (w, shape.inner),
        }
        norms = {"norm_in": w, "norm_attended": w, "norm_before": w, "norm_after": w}
        heads = {"norm_q": shape.head, "norm_k": shape.head}
        for name, size in {**matrices, **norms, **heads}.items():
            self.register_parameter(name, nn.Parameter(torch.empty(size)))

    def forward(self, x: Tensor, layout: Layout, turn: tuple[Tensor, Tensor]) -> Tensor:
        """x (T, width) float32 -> the same."""
        s = self.shape
        qkv = nn.functional.linear(normed(x, self.norm_in, s.epsilon), self.qkv.to(torch.bfloat16))
        ready = prepare(qkv, self.norm_q, self.norm_k, turn, s.epsilon)
        seen = self._attention(ready, layout)
        x = add_normed(x, nn.functional.linear(seen, self.out.to(torch.bfloat16)), self.norm_attended, s.epsilon)
        both = nn.functional.linear(normed(x, self.norm_before, s.epsilon), self.gate_up.to(torch.bfloat16))
        return add_normed(
            x, nn.functional.linear(gated(both), self.down.to(torch.bfloat16)), self.norm_after, s.epsilon
        )

    def _attention(self, ready: Tensor, layout: Layout) -> Tensor:
        """(T, heads + 2, head) -> (T, heads * head): prefixes among themselves, branches with their prefix."""
        heads, head = self.shape.heads, self.shape.head
        rows, p = layout.prefix_mask.shape[:2]
        n, b = layout.branch_mask.shape[:2]
        at = torch.cat([layout.prefix_at, layout.branch_at])
        padded = _Spread.apply(ready.flatten(1), at, layout.back)
        before = padded[: rows * p].view(rows, p, heads + 2, head)
        own = padded[rows * p :].view(n, b, heads + 2, head)
        first = attend(before[:, :, :heads], before[:, :, heads], before[:, :, heads + 1], layout.prefix_mask)
        pairs = torch.cat([before[:, :, heads:].index_select(0, layout.row_of), own[:, :, heads:]], dim=1)
        second = attend(own[:, :, :heads], pairs[:, :, 0], pairs[:, :, 1], layout.branch_mask)
        both = torch.cat([first.flatten(0, 1), second.flatten(0, 1)])
        # The place of each flat token in the padded blocks is ``back``; of each place its token is ``at``.
        return _Gather.apply(both, layout.back, at, layout.real)


class Network(nn.Module):  # type: ignore[misc]
    """Embeddings (frozen, cut), the blocks and the last norm."""

    embedding: Tensor

    def __init__(self, shape: Shape, pieces: int) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("embedding", torch.empty(pieces, shape.width, dtype=torch.bfloat16), persistent=False)
        self.blocks = nn.ModuleList(Block(shape, i) for i in range(shape.blocks))
        self.norm_last = nn.Parameter(torch.empty(shape.width))

    def fill(self, weights: Mapping[str, Any]) -> None:
        """Takes float32 arrays by the names of ``converted``; ``embedding`` is cut already."""
        with torch.no_grad():
            self.embedding.copy_(torch.as_tensor(weights["embedding"]))
            for name, parameter in self.named_parameters():
                parameter.copy_(torch.as_tensor(weights[name]))

    def _turn(self, positions: Tensor, base: float) -> tuple[Tensor, Tensor]:
        half = self.shape.head // 2
        angles = positions[:, None, None].float() * base ** (-torch.arange(half).float() / half)
        return angles.cos(), angles.sin()

    def forward(self, layout: Layout) -> Tensor:
        """-> (M, width) bfloat16: the normed states that predict the answers' pieces."""
        x = nn.functional.embedding(layout.tokens, self.embedding).float() * self.shape.width**0.5
        turns = {
            True: self._turn(layout.positions, self.shape.global_base),
            False: self._turn(layout.positions, self.shape.local_base),
        }
        for block in self.blocks:
            x = block(x, layout, turns[block.is_global])
        return normed(x.index_select(0, layout.asked), self.norm_last, self.shape.epsilon)
