"""The chunked loss."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from models.training.loss import answer_loss, sample  # noqa: E402


def test_value_and_gradient_are_those_of_torch() -> None:
    """Over more states than fit one chunk, with smoothing and bias."""
    torch.manual_seed(0)
    states = torch.randn(600, 8, requires_grad=True)
    again = states.detach().clone().requires_grad_(True)
    rows, answers, bias = torch.randn(50, 8), torch.randint(0, 50, (600,)), torch.randn(50)
    ours = answer_loss(states, rows, answers, smoothing=0.1, bias=bias)
    theirs = torch.nn.functional.cross_entropy(again @ rows.T + bias, answers, label_smoothing=0.1)
    (2 * ours).backward()
    (2 * theirs).backward()
    assert torch.allclose(ours, theirs, atol=1e-5)
    assert torch.allclose(states.grad, again.grad, atol=1e-6)


def test_a_sample_holds_all_answers_and_weighs_up_the_rest() -> None:
    """The expected sum of exponentials is that of the whole vocabulary."""
    generator = torch.Generator().manual_seed(0)
    answers = torch.tensor([7, 3, 7, 90])
    ids, places, bias = sample(answers, 100, 20, generator)
    assert ids[places].tolist() == answers.tolist()
    assert len(set(ids.tolist())) == len(ids) == 23
    assert bias.exp().sum().item() == pytest.approx(100, rel=1e-4)
    everything, _, none = sample(answers, 100, 1000, generator)
    assert sorted(everything.tolist()) == list(range(100))
    assert none.abs().max().item() == 0
