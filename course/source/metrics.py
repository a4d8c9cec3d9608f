"""What the API says of each request: to Prometheus, in its log, and in the trace of whoever asked."""

import logging
import time
from collections.abc import Iterable

from prometheus_client import Counter, Histogram, disable_created_metrics
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from course.telemetry import traces

_log = logging.getLogger(__name__)
# Asked every few seconds by machines; their requests are counted and not logged.
_UNLOGGED = ("/healthz", "/metrics")

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series beside every one, that nobody reads
REQUESTS = Counter("course_source_requests", "Requests answered.", ["path", "status"])
DURATION = Histogram(
    "course_source_request_duration_seconds",
    "Time from a request to the end of its answer.",
    ["path"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
RATE_LIMITED = Counter("course_source_rate_limited", "Requests refused with 429.")


def start_at_zero(paths: Iterable[str]) -> None:
    """Shows every path and its failures before the first: rate() does not see what makes a series appear."""
    for path in paths:
        for status in (200, 500, 503):
            REQUESTS.labels(path, status)
        DURATION.labels(path)


class Measured:
    """Counts and times every request under its path template; whatever has none shares one label.

    It is logged with its path, query, status and seconds; a `traceparent` that came with it is continued.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        status, started = 500, time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        asked = f"{scope['method']} {scope['path']}"
        with traces.served(asked, Headers(scope=scope).get("traceparent", "")) as span:
            try:
                return await self._app(scope, receive, watched)
            finally:
                seconds = time.perf_counter() - started
                path = getattr(scope.get("route"), "path", "other")
                REQUESTS.labels(path, status).inc()
                DURATION.labels(path).observe(seconds)
                if status == 429:
                    RATE_LIMITED.inc()
                span.set_attribute("http.response.status_code", status)
                if scope["path"] not in _UNLOGGED:
                    told = {
                        "query": scope["query_string"].decode(),
                        "status": status,
                        "seconds": round(seconds, 4),
                    }
                    _log.log(logging.INFO if status < 500 else logging.ERROR, asked, extra=told)
