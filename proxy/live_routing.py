"""Which model translates which language, as the desk chose: a file of this machine that goes before the settings.

Every process looks at it every few seconds, and whoever starts reads it. Models that are installed later are known at
the next start. A file that cannot be read is as none (law 8); the log says so.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

import structlog

from models.engine import Engine
from models.routing import Choice, Router
from proxy.errors import ProxyError

log = structlog.stdlib.get_logger(__name__)

NAME: Final = "routing.toml"
LOOK_SECONDS: Final = 3.0
_HEAD: Final = (
    "# Which model translates which language, as chosen at the editors' desk (Operations, Models). It goes before\n"
    "# [engine] of the settings. Without this file, or without a language in it, the settings hold.\n"
)


class RoutingChangedError(ProxyError):
    """Somebody else chose for this language meanwhile; `now` is what holds, None: the settings."""

    def __init__(self, language: str, now: Choice | None) -> None:
        """Keep what holds now."""
        self.now = now
        super().__init__(f"somebody else chose a model for {language} meanwhile")


class RoutingFile:
    """The choices of this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Mapping[str, Choice]:
        """The choices by language; none where the file is missing or cannot be read."""
        try:
            return _decode(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            log.error("the choice of models cannot be read; the settings hold", file=str(self.path), reason=str(error))
            return {}

    def mark(self) -> tuple[int, int]:
        """Another one after every change."""
        try:
            status = self.path.stat()
        except OSError:
            return 0, 0
        return status.st_ino, status.st_mtime_ns

    def put(self, language: str, before: Choice | None, now: Choice | None) -> None:
        """Choose for a language, None: as the settings say. Raises `RoutingChangedError`, `OSError`."""
        with self._alone():
            choices = dict(self.read())
            if choices.get(language) != before:
                raise RoutingChangedError(language, choices.get(language))
            choices.pop(language, None)
            if now is not None:
                choices[language] = now
            beside = self.path.with_suffix(".new")
            beside.write_text(_encode(choices), "utf-8")
            os.replace(beside, self.path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield


class LiveRouting:
    """A router that follows the choices of a file."""

    def __init__(self, router: Router, file: RoutingFile, changed: Callable[[], None] = lambda: None) -> None:
        """Follow at once; `changed` hears whenever other choices hold."""
        self.router = router
        self.file = file
        self._changed = changed
        self.choices: Mapping[str, Choice] = MappingProxyType({})
        """Those that hold now: another object when they change."""
        self.troubles: tuple[str, ...] = ()
        self._mark: tuple[int, int] | None = None
        self.look()

    def look(self) -> None:
        """Take over what the file says, if that has changed."""
        mark = self.file.mark()
        if mark == self._mark:
            return
        self._mark = mark
        choices = self.file.read()
        if choices == self.choices:
            return
        self.troubles = self.router.choose(choices)
        self.choices = MappingProxyType(dict(choices))
        for trouble in self.troubles:
            log.warning("a model chosen at the desk is not used", reason=trouble)
        log.info("models chosen at the desk", **{code: each.engine for code, each in choices.items()})
        self._changed()


@asynccontextmanager
async def following(
    engine: Engine, path: Path, changed: Callable[[], None], seconds: float = LOOK_SECONDS
) -> AsyncIterator[LiveRouting | None]:
    """Have the router follow the file while inside; None for an engine that leads nowhere else."""
    if not isinstance(engine, Router):
        yield None
        return
    live = await asyncio.to_thread(LiveRouting, engine, RoutingFile(path), changed)
    task = asyncio.create_task(_followed(live, seconds), name="routing")
    try:
        yield live
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _followed(live: LiveRouting, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        live.look()  # one stat, and a small file once in a while


def _encode(choices: Mapping[str, Choice]) -> str:
    parts = [_HEAD]
    for language, each in sorted(choices.items()):
        # A text of JSON in ASCII is one of TOML, too.
        parts.append(f"\n[{language}]\nmodel = {json.dumps(each.engine)}\n")
        if each.trial:
            parts.append(f"trial = {json.dumps(each.trial)}\npercent = {each.percent!r}\n")
    return "".join(parts)


def _decode(text: str) -> Mapping[str, Choice]:
    return {
        str(language): Choice(str(each["model"]), str(each.get("trial", "")), _percent(each.get("percent", 0.0)))
        for language, each in tomllib.loads(text).items()
    }


def _percent(value: object) -> float:
    percent = float(str(value))
    if not 0 <= percent <= 100:
        message = f"percent must be from 0 to 100, not {value}"
        raise ValueError(message)
    return percent
