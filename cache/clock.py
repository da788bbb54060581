"""The only source of time in this package: a function that gives wall-clock seconds since 1970.

Always handed over as an argument, so that tests decide what time it is. Must not know who asks, or why.
"""

import time
from collections.abc import Callable

Clock = Callable[[], float]


def system_clock() -> float:
    """The machine's clock. It can jump: whoever subtracts two readings has to bear that."""
    return time.time()
