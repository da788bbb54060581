"""Looks for new and changed pages while serving, and has them translated before their first reader comes.

A change is seen in a sitemap's `lastmod`, in a feed, or by asking the website about known pages in turn, which its
validators (ETag) answer cheaply. Of several processes on one cache folder, one looks.
"""

import asyncio
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from proxy.alone import alone
from proxy.errors import ProxyError
from proxy.settings import Settings
from proxy.sitemap import Entry
from proxy.warming import Client, Target

log = structlog.stdlib.get_logger(__name__)

_STATE: Final = "rewarm.json"
_LOCK: Final = "rewarm.lock"
_MOST_TRIES: Final = 3


@dataclass(slots=True)
class Known:
    """What was seen at the last look: when each page changed last, and which pages wait to be translated."""

    changed: dict[str, str] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    turn: int = 0
    """Where among the known pages asking in turn has come."""


def differences(known: Known, entries: list[Entry]) -> list[str]:
    """The pages that are new, or changed since the last look; takes over what it sees.

    At the first look nothing is new: that is what `stadtlotse cache warm` is for.
    """
    first = not known.changed
    found = [each.address for each in entries if known.changed.get(each.address, None) != each.changed]
    known.changed |= {each.address: each.changed for each in entries}
    return [] if first else found


def in_turn(known: Known, count: int) -> list[str]:
    """The next pages to be asked for a change."""
    paths = list(known.changed)
    if not paths or not count:
        return []
    start = known.turn % len(paths)
    known.turn = start + count
    return (paths[start:] + paths[:start])[:count]


class Rewarming:
    """Looks again and again; use it from one event loop."""

    def __init__(self, settings: Settings, target: Target) -> None:
        self._settings = settings
        self._target = target
        self._folder = settings.cache.folder

    async def run(self) -> None:
        """Look until cancelled; a look that fails is tried again the next time."""
        while True:
            try:
                with alone(self._folder / _LOCK) as is_alone:
                    if is_alone:
                        await self.look()
            except (ProxyError, OSError, ValueError) as error:
                log.warning("looking for new pages failed", reason=str(error))
            await asyncio.sleep(self._settings.warming.interval_minutes * 60)

    async def look(self) -> int:
        """Look once; answers how many pages were found to be translated anew."""
        warming = self._settings.warming
        known = await asyncio.to_thread(read_known, self._folder / _STATE)
        async with Client(self._target) as client:
            sitemaps = await client.read_rules()
            entries = await client.listed((*warming.feeds, *sitemaps))
            news = [path for path in differences(known, entries) if client.allows(path)]
            known.waiting = list(dict.fromkeys((*news, *known.waiting)))
            words = await self._warm(client, known)
            for path in in_turn(known, warming.rechecked_pages):
                if client.allows(path):
                    await self._page(client, path, 0)
        await asyncio.to_thread(_write_known, self._folder / _STATE, known)
        log.info("looked for new pages", new=len(news), words=words, waiting=len(known.waiting))
        return len(news)

    async def _warm(self, client: Client, known: Known) -> int:
        """Translate what waits, within the budget of one look; answers the words that it took."""
        budget = self._settings.warming.words_per_round
        spent = 0
        while known.waiting and not (budget and spent >= budget):
            spent += await self._page(client, known.waiting[0], spent)
            if budget and spent >= budget:
                break  # the page may not be finished
            known.waiting.pop(0)
        return spent

    async def _page(self, client: Client, path: str, spent: int) -> int:
        budget = self._settings.warming.words_per_round
        words = 0
        for language in self._settings.languages.targets:
            for again in range(_MOST_TRIES):
                left = max(0, budget - spent - words) if budget else None
                answer = await client.warm(path, language, left, again=again == 0)
                words += answer.words
                if answer.complete or answer.status != 200 or (budget and words + spent >= budget):
                    break
        return words


def read_known(file: Path) -> Known:
    """What was seen at the last look; nothing if the file cannot be read."""
    try:
        values = json.loads(file.read_text("utf-8"))
        return Known(
            {str(path): str(when) for path, when in values["changed"].items()},
            [str(path) for path in values["waiting"]],
            int(values["turn"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Known()


def _write_known(file: Path, known: Known) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    values = {"changed": known.changed, "waiting": known.waiting, "turn": known.turn}
    beside.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
    os.replace(beside, file)
