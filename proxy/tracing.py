"""Traces for OpenTelemetry, where it is installed and the settings name a collector; else nothing happens.

A trace holds no personal data: no paths, no queries, no addresses, only languages, stages and statuses.
"""

import importlib
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

import structlog

from proxy.errors import SettingsError
from proxy.record import Tracer

log = structlog.stdlib.get_logger(__name__)

_NAME: Final = "stadtlotse"
_EXTRA: Final = "pip install 'stadtlotse[traces]'"


class Tracing:
    """No traces at all."""

    stages: Tracer | None = None

    def request(self, _method: str) -> AbstractContextManager[object]:
        """Be inside of a request."""
        return nullcontext()

    def tag(self, _values: Mapping[str, str | int]) -> None:
        """Say more of the request."""

    def close(self) -> None:
        """Send what has not been sent."""


class OpenTelemetry(Tracing):
    """Spans of requests and their stages, by any provider of the OpenTelemetry API."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider
        self._api = importlib.import_module("opentelemetry.trace")
        self._tracer = provider.get_tracer(_NAME)
        self.stages = self

    def request(self, method: str) -> AbstractContextManager[object]:
        kind = self._api.SpanKind.SERVER
        span: AbstractContextManager[object] = self._tracer.start_as_current_span(
            "request", kind=kind, attributes={"http.request.method": method}
        )
        return span

    def stage(self, name: str) -> AbstractContextManager[object]:
        """Be inside of a stage of the request."""
        span: AbstractContextManager[object] = self._tracer.start_as_current_span(name)
        return span

    def tag(self, values: Mapping[str, str | int]) -> None:
        self._api.get_current_span().set_attributes(values)

    def close(self) -> None:
        self._provider.shutdown()


def open_tracing(endpoint: str) -> Tracing:
    """Traces that go to an OTLP/HTTP address; none for "", nor where the packages are not installed."""
    if not endpoint:
        return Tracing()
    try:
        sdk = importlib.import_module("opentelemetry.sdk.trace")
        export = importlib.import_module("opentelemetry.sdk.trace.export")
        resources = importlib.import_module("opentelemetry.sdk.resources")
        otlp = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    except ModuleNotFoundError as error:
        log.warning("no traces: a package is missing", missing=error.name, install=_EXTRA)
        return Tracing()
    provider = sdk.TracerProvider(resource=resources.Resource.create({"service.name": _NAME}))
    try:
        provider.add_span_processor(export.BatchSpanProcessor(otlp.OTLPSpanExporter(endpoint=endpoint)))
    except ValueError as error:
        message = f"telemetry.traces {endpoint} cannot be used ({error})"
        raise SettingsError(message) from error
    return OpenTelemetry(provider)
