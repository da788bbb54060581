"""German forms that are suggested to editors, from a process of its own.

Loading the word list takes seconds of one core and some 110 MB: in the proxy's own process visitors would wait for it.
The process is started when somebody asks, and ended when nobody has for some minutes.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from typing import Final

import structlog

log = structlog.stdlib.get_logger(__name__)

_COMMAND: Final = (sys.executable, "-m", "proxy.desk.terms.forms_worker")
_IDLE_SECONDS: Final = 600.0


class Suggestions:
    """Asks the process, one question at a time; close it."""

    def __init__(self, seconds: float = 30.0) -> None:
        """An answer that takes longer than `seconds` is none."""
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._end: asyncio.TimerHandle | None = None

    async def of(self, lemma: str) -> tuple[str, ...] | None:
        """Return other forms of a term; None where the process cannot be asked."""
        async with self._turn:
            if self._end:
                self._end.cancel()
            try:
                async with asyncio.timeout(self._seconds):
                    found = await self._asked(lemma)
            except (OSError, ValueError, TimeoutError) as error:
                log.warning("no German forms can be suggested", reason=repr(error))
                await self._stop()
                return None
            self._end = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._kill)
            return found

    async def close(self) -> None:
        """End the process."""
        async with self._turn:
            if self._end:
                self._end.cancel()
            await self._stop()

    async def _asked(self, lemma: str) -> tuple[str, ...]:
        process = self._process
        if process is None or process.returncode is not None:
            pipe = asyncio.subprocess.PIPE
            process = self._process = await asyncio.create_subprocess_exec(*_COMMAND, stdin=pipe, stdout=pipe)
        reader, writer = process.stdout, process.stdin
        if reader is None or writer is None:
            message = "the process has no pipes"
            raise OSError(message)
        writer.write(json.dumps(lemma).encode() + b"\n")
        await writer.drain()
        return tuple(str(form) for form in json.loads(await reader.readline()))

    def _kill(self) -> None:
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _stop(self) -> None:
        self._kill()
        if self._process:
            await self._process.wait()
        self._process = None
