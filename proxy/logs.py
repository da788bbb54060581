"""Structured logs on standard error, and one line for each request.

No personal data: neither the values of queries nor addresses, unless the settings ask for addresses.
"""

import logging
import sys
from typing import Final, TextIO

import structlog
from aiohttp import web

from proxy.answers import FACTS, Facts
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


def access(
    request: web.BaseRequest,
    response: web.StreamResponse | None,
    seconds: float,
    record: Record,
    *,
    addresses: bool,
) -> None:
    """The line of one request; without a response the visitor has gone before it."""
    facts = response.get(FACTS) if response is not None else None
    said = facts if isinstance(facts, Facts) else Facts()
    path, mark, _ = request.raw_path.partition("?")
    row: dict[str, object] = {
        "method": request.method,
        "target": path + ("?…" if mark else ""),
        "language": said.language,
        "status": response.status if response is not None else 499,
        "bytes": _body_bytes(response, said),
        "ms": round(seconds * 1000, 1),
    }
    if said.cache:
        row["cache"] = said.cache.partition("; ")[2]
    if said.complete is not None:
        row["complete"] = said.complete
    if record.client not in (ANY, HUMAN):
        row["client"] = record.client
    if record.words:
        row["words"] = record.words
    row |= {f"{stage}_ms": round(spent * 1000, 1) for stage, spent in record.seconds.items()}
    if said.broken:
        row["broken"] = True
    if addresses:
        row["address"] = request.remote
    _access.info("request", **row)


def _body_bytes(response: web.StreamResponse | None, said: Facts) -> int:
    """The length of the body as sent, or as it will be sent."""
    if said.body_bytes is not None:
        return said.body_bytes
    return response.content_length or 0 if isinstance(response, web.Response) else 0
