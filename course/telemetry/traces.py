"""One run is one trace: ids made from the run's id, spans, and their way to Jaeger by OTLP.

A span is only exported by a process that has called `start`; elsewhere, and with TRACING=off, it costs
nothing and hands its parent's ids on, so that log lines keep theirs. An export that fails costs a
warning: telemetry is no reason for a run to fail or to wait.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from opentelemetry import context, trace
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from course.settings import settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider

# Of an export. That nobody is there is noticed at once, and tried once more a second later.
_TIMEOUT_SECONDS = 2
_W3C = TraceContextTextMapPropagator()
_provider: "TracerProvider | None" = None
_processor: "SpanProcessor | None" = None


def traceparent(run_id: str, *below: object) -> str:
    """A W3C `traceparent` whose trace id is made from the DAG run's id: the same for all its tasks.

    Its span is the run's, or that of what `below` names in it (task, try). Whoever knows the names knows
    the ids, in any process. https://www.w3.org/TR/trace-context/#traceparent-header, version 00, sampled.
    """
    span = hashlib.sha256("/".join([run_id, *map(str, below)]).encode()).hexdigest()[32:48]
    return f"00-{trace_id(run_id)}-{span}-01"


def trace_id(run_id: str) -> str:
    """The id of the run's trace, 32 hexadecimal digits."""
    return hashlib.sha256(run_id.encode()).hexdigest()[:32]


def start(service: str) -> None:
    """From now on the spans of this process are exported, as those of `service`; again changes nothing."""
    global _provider, _processor  # noqa: PLW0603  # a process has one
    if _provider or not settings.tracing:
        return
    # Late: it takes 0.3 s to load, which only those pay who export.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    endpoint = f"http://{settings.jaeger_host}:{settings.otlp_port}/v1/traces"
    logging.getLogger(OTLPSpanExporter.__module__).addFilter(_only_warns)
    _processor = BatchSpanProcessor(OTLPSpanExporter(endpoint, timeout=_TIMEOUT_SECONDS))
    _provider = TracerProvider(resource=Resource({SERVICE_NAME: service}))
    _provider.add_span_processor(_processor)


@contextmanager
def span(name: str, peer: str = "", **attributes: AttributeValue) -> Iterator[trace.Span]:
    """What is done in the block, as a span below the current one; failed when the block raises.

    `peer` is the service that is called, if one is. Attributes go by the names of
    https://opentelemetry.io/docs/specs/semconv/.
    """
    if peer:
        attributes["peer.service"] = peer
    kind = SpanKind.CLIENT if peer else SpanKind.INTERNAL
    with _tracer().start_as_current_span(name, kind=kind, attributes=attributes) as opened:
        yield opened


@contextmanager
def served(name: str, caller: str, **attributes: AttributeValue) -> Iterator[trace.Span]:
    """What a server does for a caller who sent this `traceparent`, as a span below the caller's.

    Without one there is no span: whoever calls by hand leaves no trace.
    """
    tracer = _tracer() if caller else trace.NoOpTracer()
    with (
        continued(caller),
        tracer.start_as_current_span(name, kind=SpanKind.SERVER, attributes=attributes) as opened,
    ):
        yield opened


@contextmanager
def continued(parent: str) -> Iterator[None]:
    """Spans of the block are below the one that this `traceparent` names; below none when it is empty."""
    token = context.attach(_W3C.extract({"traceparent": parent}))
    try:
        yield
    finally:
        context.detach(token)


def headers() -> dict[str, str]:
    """What a request carries so that the called service continues the trace; empty outside of one."""
    carrier: dict[str, str] = {}
    _W3C.inject(carrier)
    return carrier


def record(  # noqa: PLR0913  # what a span is made of
    name: str,
    own: str,
    parent: str,
    begun: dt.datetime,
    ended: dt.datetime,
    *,
    failed: bool,
    **attributes: AttributeValue,
) -> None:
    """Exports a span that has ended, with the ids of the `traceparent`s; `parent` is empty for a root."""
    if not (_provider and _processor):
        return
    from opentelemetry.sdk.trace import ReadableSpan

    finished = ReadableSpan(
        name,
        context=_context(own),
        parent=_context(parent) if parent else None,
        resource=_provider.resource,
        attributes=attributes,
        status=trace.Status(trace.StatusCode.ERROR if failed else trace.StatusCode.UNSET),
        start_time=_nanoseconds(begun),
        end_time=_nanoseconds(ended),
    )
    _processor.on_end(finished)


def flush() -> None:
    """Exports what still waits, which takes 2 seconds at most."""
    if _processor:
        _processor.force_flush()


def _only_warns(line: logging.LogRecord) -> bool:
    """What the exporter says when Jaeger is away is no error of the run."""
    line.levelno, line.levelname = logging.WARNING, "WARNING"
    return True


def _tracer() -> trace.Tracer:
    return _provider.get_tracer("course") if _provider else trace.NoOpTracer()


def _context(parent: str) -> trace.SpanContext:
    return trace.get_current_span(_W3C.extract({"traceparent": parent})).get_span_context()


def _nanoseconds(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000
