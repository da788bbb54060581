"""Who waits for a translation: visitors pass bots, bots pass background work."""

from enum import IntEnum


class Urgency(IntEnum):
    """Who waits for a translation."""

    VISITOR = 0
    BOT = 1
    BACKGROUND = 2
