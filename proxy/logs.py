"""Structured logs on standard error, and one line for each request.

No personal data: neither the values of queries nor addresses, unless the settings ask for addresses.
"""

import logging
import sys
from dataclasses import dataclass
from typing import Final, TextIO

import structlog

from proxy.answers import Facts
from proxy.record import ANY, HUMAN, Record
from proxy.settings import LogSettings

_access = structlog.stdlib.get_logger("stadtlotse.access")

_SHARED: Final = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def set_up(settings: LogSettings, stream: TextIO = sys.stderr) -> None:
    """Send everything that is logged, ours and the libraries', one way to one stream."""
    as_json = settings.format == "json"
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback)
    )
    before = [structlog.processors.format_exc_info] if as_json else []
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *before, renderer],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    if not settings.addresses:
        handler.addFilter(without_address)
    root = logging.getLogger()
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of every database that it looks at
    root.handlers = [handler]
    root.setLevel(settings.level.upper())
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(settings.level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def without_address(record: logging.LogRecord) -> bool:
    """Take the visitor's address out of what the HTTP server says of requests that it could not read."""
    if record.name == "aiohttp.server" and "from %s" in str(record.msg):
        error = record.exc_info[1] if record.exc_info else None
        record.msg, record.args = "request could not be read: %s", (type(error).__name__,)
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.INFO, "INFO"
    return True


@dataclass(frozen=True, slots=True)
class Line:
    """What is written of one request, besides what became of it."""

    method: str
    target: str
    status: int
    body_bytes: int
    """As sent, or as they will be sent."""
    seconds: float
    address: str | None = None
    """None: the settings do not want it."""


def access(line: Line, facts: Facts, record: Record) -> None:
    """The line of one request."""
    path, mark, _ = line.target.partition("?")
    row: dict[str, object] = {
        "method": line.method,
        "target": path + ("?…" if mark else ""),
        "language": facts.language,
        "status": line.status,
        "bytes": line.body_bytes,
        "ms": round(line.seconds * 1000, 1),
    }
    if facts.cache:
        row["cache"] = facts.cache.partition("; ")[2]
    if facts.complete is not None:
        row["complete"] = facts.complete
    if record.client not in (ANY, HUMAN):
        row["client"] = record.client
    if record.words:
        row["words"] = record.words
    row |= {f"{stage}_ms": round(spent * 1000, 1) for stage, spent in record.seconds.items()}
    if facts.broken:
        row["broken"] = True
    if line.address is not None:
        row["address"] = line.address
    _access.info("request", **row)
