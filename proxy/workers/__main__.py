"""The entry of a process that the supervisor starts: `python -m proxy.workers`, told what to do on standard input."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import structlog
import uvloop

from glossary.errors import GlossaryError
from models.errors import ModelError
from proxy import logs
from proxy.errors import ProxyError
from proxy.workers import engine_process, web_process
from proxy.workers.spec import Role, Spec

log = structlog.stdlib.get_logger(__name__)


async def _run(spec: Spec) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    # Standard input ends when the supervisor does, however it does: nobody is left behind.
    loop.add_reader(sys.stdin.fileno(), stop.set)

    def ready() -> None:
        os.write(spec.ready_fd, b"r")

    role = {Role.ENGINE: engine_process.run, Role.WEB: web_process.run}[spec.role]
    await role(spec, ready, stop)


def main() -> int:
    """Do what standard input says; return the exit code."""
    try:
        spec = Spec.decode(sys.stdin.buffer.readline())
    except (ValueError, TypeError, KeyError):
        sys.stderr.write("this is started by `stadtlotse serve --workers N`, not by hand\n")
        return 2
    logs.set_up(spec.read_settings().log)
    try:
        uvloop.run(_run(spec))
    except (ProxyError, ModelError, GlossaryError, OSError) as error:
        log.error("a process ends", role=spec.role, reason=str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
