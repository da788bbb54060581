"""Counters and their snapshots."""

import threading

from cache.statistics import Counters


def test_counts() -> None:
    """Everything counted is in the snapshot, with what the store says of itself."""
    counters = Counters()
    counters.looked_up(3, 1)
    counters.looked_up(0, 2)
    counters.failed()
    counters.evicted(7)
    told = counters.snapshot("pages", 5, 1000, 2000)
    assert (told.layer, told.entries, told.bytes, told.limit) == ("pages", 5, 1000, 2000)
    assert (told.hits, told.misses, told.errors, told.evictions) == (3, 3, 1, 7)
    assert told.hit_ratio == 0.5


def test_no_look_ups() -> None:
    """A layer that was never asked has a hit ratio of nought."""
    assert Counters().snapshot("pages", 0, 0, 0).hit_ratio == 0


def test_threads() -> None:
    """No count of any thread is lost."""
    counters = Counters()

    def count() -> None:
        for _ in range(2000):
            counters.looked_up(1, 2)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (counters.snapshot("", 0, 0, 0).hits, counters.snapshot("", 0, 0, 0).misses) == (8000, 16000)
