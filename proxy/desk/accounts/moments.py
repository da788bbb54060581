"""A time as editors read it: that of the machine's own zone."""

from __future__ import annotations

from datetime import UTC, datetime

from markupsafe import Markup


def moment(seconds: int) -> Markup:
    """Return a time with the minutes, and for machines exactly."""
    at = datetime.fromtimestamp(seconds, UTC)
    return Markup('<time datetime="{}">{}</time>').format(
        at.isoformat().replace("+00:00", "Z"), at.astimezone().strftime("%d.%m.%Y %H:%M")
    )
