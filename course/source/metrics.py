"""What the API says of itself to Prometheus."""

import time
from collections.abc import Iterable

from prometheus_client import Counter, Histogram, disable_created_metrics
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
    """Shows every path before its first request: rate() does not see the one that makes a series appear."""
    for path in paths:
        REQUESTS.labels(path, 200)
        DURATION.labels(path)


class Measured:
    """Counts and times every request under its path template; whatever has none shares one label."""

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

        try:
            return await self._app(scope, receive, watched)
        finally:
            path = getattr(scope.get("route"), "path", "other")
            REQUESTS.labels(path, status).inc()
            DURATION.labels(path).observe(time.perf_counter() - started)
            if status == 429:
                RATE_LIMITED.inc()
