"""The learning rate as a function of the tokens seen, and the plan file with which a running training can be ended
earlier or later.

Must not know: torch, the network, the data.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Plan:
    """Rises over ``warm_up`` tokens to ``peak``, holds it, falls from ``fall_from`` to ``end`` tokens, all linearly.

    ``fall_from`` 0 means: falls from the end of the warm-up on. Tokens are those of flat batches, from the start of
    the run. A peak of 2e-4 was tried and is too high for batches of 3,000 tokens: the weights became worse than the
    ones it started from, only their average did not.
    """

    peak: float = 6e-5
    warm_up: int = 40_000
    fall_from: int = 0
    end: int = 2_500_000
    last_share: float = 0.02

    def rate(self, tokens: int) -> float:
        """The learning rate after ``tokens`` tokens."""
        if tokens < self.warm_up:
            return self.peak * max(tokens, 1) / self.warm_up
        start = max(self.fall_from, self.warm_up)
        if tokens <= start:
            return self.peak
        left = max(0.0, (self.end - tokens) / max(1, self.end - start))
        return self.peak * max(self.last_share, left)

    def is_over(self, tokens: int) -> bool:
        """Whether the budget is spent."""
        return tokens >= self.end

    def ending_at(self, end: int, tokens: int) -> "Plan":
        """The plan that goes on from the rate of now in a straight line to a new end."""
        # The rate of now becomes the peak from which it falls, so that nothing jumps.
        return Plan(self.rate(tokens), 0, tokens, end, self.last_share * self.peak / self.rate(tokens))


def read(path: Path, default: Plan) -> Plan:
    """The plan in a file, or the default, which is then written there to be edited."""
    if not path.exists():
        write(path, default)
    return Plan(**json.loads(path.read_text(encoding="utf-8")))


def write(path: Path, plan: Plan) -> None:
    """Writes a plan so that a reader never sees half of it."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(plan), indent=1), encoding="utf-8")
    part.replace(path)
