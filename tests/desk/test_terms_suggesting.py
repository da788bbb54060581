"""German forms from the process that knows the word list."""

from __future__ import annotations

import asyncio

from proxy.desk.terms.suggesting import Suggestions


async def test_forms_come_from_another_process() -> None:
    """They are those of the word list; questions that come together are answered one after the other."""
    suggestions = Suggestions(60)
    try:
        found = await asyncio.gather(*(suggestions.of(word) for word in ("Antrag", "Wohngeldstelle", "Qwrtz")))
    finally:
        await suggestions.close()
    assert found == [("Antrage", "Antrages", "Antrags", "Anträge", "Anträgen"), ("Wohngeldstellen",), ()]


async def test_no_answer_in_time_is_none() -> None:
    """Whoever waits hears that there is nothing, and the form goes on without."""
    suggestions = Suggestions(0.01)
    try:
        assert await suggestions.of("Antrag") is None
    finally:
        await suggestions.close()
