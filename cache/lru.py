"""A bounded map that forgets what was not used for longest, by entries and by bytes.

Not safe for threads: the owner holds a lock. Must not know what the values are, only what they weigh.
"""

from collections import OrderedDict
from typing import Generic, TypeVar

V = TypeVar("V")

ENTRY_BYTES = 256  # measured on CPython 3.11: dict slot, list links, key and value objects, and the pair


class Lru(Generic[V]):
    """Keys to values with a weight each; the oldest go when there are too many, or they weigh too much."""

    def __init__(self, max_entries: int, max_bytes: int) -> None:
        self._entries: OrderedDict[bytes, tuple[V, int]] = OrderedDict()
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._weight = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: bytes) -> bool:
        return key in self._entries

    @property
    def weight(self) -> int:
        """The weight of all entries, with what an entry costs in itself."""
        return self._weight

    @property
    def max_bytes(self) -> int:
        """The limit of the weight."""
        return self._max_bytes

    def get(self, key: bytes) -> V | None:
        """The value, which is now the newest."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: bytes, value: V, size: int) -> int:
        """Remember the value, unless it alone is too heavy; answers how many others were evicted."""
        self.remove(key)
        weight = size + len(key) + ENTRY_BYTES
        if weight > self._max_bytes or self._max_entries < 1:
            return 0
        self._entries[key] = (value, weight)
        self._weight += weight
        evicted = 0
        while self._weight > self._max_bytes or len(self._entries) > self._max_entries:
            _, (_, freed) = self._entries.popitem(last=False)
            self._weight -= freed
            evicted += 1
        return evicted

    def remove(self, key: bytes) -> bool:
        """Forget one; answers if it was there."""
        entry = self._entries.pop(key, None)
        if entry is None:
            return False
        self._weight -= entry[1]
        return True

    def items(self) -> list[tuple[bytes, V]]:
        """All entries, the oldest first."""
        return [(key, value) for key, (value, _) in self._entries.items()]

    def clear(self) -> int:
        """Forget all; answers how many there were."""
        count = len(self._entries)
        self._entries.clear()
        self._weight = 0
        return count
