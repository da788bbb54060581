"""The machine's clock."""

import time

from cache.clock import Clock, system_clock


def test_wall_clock() -> None:
    """It gives wall-clock seconds since 1970."""
    clock: Clock = system_clock
    assert abs(clock() - time.time()) < 5
