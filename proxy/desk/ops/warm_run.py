"""Warms the caches in the background of one worker, as the desk asked: beats, hears when to stop, says how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

import structlog

from glossary.errors import StoreError
from proxy.alone import alone
from proxy.desk.ops.warm_store import WarmEnd, WarmProgress, WarmRun, WarmStore, WarmWish
from proxy.errors import ProxyError
from proxy.warm_state import LOCK, STATE, WarmState, state_to_go_on
from proxy.warming import Budget, Client, End, Target, Warmer

log = structlog.stdlib.get_logger(__name__)

_BEAT_SECONDS: Final = 2.0
_ENDS: Final = MappingProxyType(
    {End.DONE: WarmEnd.DONE, End.WORDS: WarmEnd.WORDS, End.MINUTES: WarmEnd.MINUTES, End.PAGES: WarmEnd.PAGES}
)


class WarmingUnderWayError(ProxyError):
    """Somebody else is warming these caches."""


@dataclass(slots=True)
class _Seen:
    """What a run says of itself between two beats."""

    progress: WarmProgress = field(default_factory=WarmProgress)
    end: WarmEnd = WarmEnd.DONE


class WarmRunner:
    """Runs what was asked for; use it from one event loop."""

    def __init__(self, store: WarmStore, folder: Path, target: Callable[[], Target]) -> None:
        """`folder` is that of the caches; `target` is made when a run begins."""
        self._store = store
        self._folder = folder
        self._target = target
        self._task: asyncio.Task[None] | None = None

    async def start(self, who: str, wish: WarmWish) -> bool:
        """Begin a run; tells whether none was going on. Raises `StoreError`."""
        run = await asyncio.to_thread(self._store.begin, who, wish)
        if run is None:
            return False
        self._task = asyncio.create_task(self._run(run), name="warming from the desk")
        return True

    async def close(self) -> None:
        """Interrupt the run of this process, if there is one; it can be gone on with."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, run: WarmRun) -> None:
        seen = _Seen()
        detail = ""
        try:
            with alone(self._folder / LOCK) as is_alone:
                if not is_alone:
                    message = "`stadtlotse cache warm`, or another run, is warming these caches now"
                    raise WarmingUnderWayError(message)
                await self._warmed(run, seen)
        except asyncio.CancelledError:
            seen.end = WarmEnd.INTERRUPTED
        except (ProxyError, StoreError, OSError) as error:
            seen.end, detail = WarmEnd.FAILED, str(error)
        except Exception as error:
            log.exception("warming from the desk failed")
            seen.end, detail = WarmEnd.FAILED, type(error).__name__
        try:
            await asyncio.to_thread(self._store.end, run.number, seen.end, seen.progress, detail)
        except StoreError as error:
            log.warning("the end of warming cannot be noted", reason=str(error))

    async def _warmed(self, run: WarmRun, seen: _Seen) -> None:
        """Warm until it is done or somebody asks to stop."""
        target = await asyncio.to_thread(self._target)
        state = await asyncio.to_thread(state_to_go_on, self._folder / STATE, run.wish.languages, fresh=run.wish.fresh)
        async with Client(target) as client:
            budget = Budget(run.wish.words, None if run.wish.minutes is None else run.wish.minutes * 60, run.wish.pages)
            warmer = Warmer(client, state, self._folder / STATE, target.links, budget)

            def progress(path: str, language: str, now: WarmState) -> None:
                seen.progress = _progress(warmer, now, f"{language} {path}".strip())

            warmer.progress = progress
            warming = asyncio.create_task(warmer.run())
            try:
                while not (await asyncio.wait((warming,), timeout=_BEAT_SECONDS))[0]:
                    if not await asyncio.to_thread(self._store.beat, run.number, seen.progress):
                        seen.end = WarmEnd.STOPPED
                        break
            finally:
                warming.cancel()
                await asyncio.gather(warming, return_exceptions=True)
            seen.progress = _progress(warmer, state, "")
            if seen.end is not WarmEnd.STOPPED:
                seen.end = _ENDS[warming.result().end]


def _progress(warmer: Warmer, state: WarmState, here: str) -> WarmProgress:
    report = warmer.report
    return WarmProgress(
        known=len(state.seen),
        left=len(state.waiting),
        pages=report.pages,
        translated=report.translated,
        incomplete=report.incomplete,
        failed=report.failed,
        words=report.words,
        here=here,
    )
