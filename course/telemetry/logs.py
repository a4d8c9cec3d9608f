"""Logs as JSON lines: one object a line, with the run and the span in which it was said.

timestamp (UTC, ISO 8601), level, logger, message; run_id, task and day where a run is at work; trace_id
and span_id where a trace is, in hexadecimal as in https://www.w3.org/TR/trace-context/.
"""

import datetime as dt
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from opentelemetry import trace
from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

_about: ContextVar[dict[str, str] | None] = ContextVar("about", default=None)


def start() -> None:
    """From now on this process says on stdout, as JSON lines, our own info and everybody's warnings."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("course").setLevel(logging.INFO)


@contextmanager
def about(**fields: str) -> Iterator[None]:
    """What is said in the block carries these fields, besides those of the blocks around it."""
    token = _about.set({**(_about.get() or {}), **fields})
    try:
        yield
    finally:
        _about.reset(token)


class JsonLines(JsonFormatter):
    """The formatter, for `start` and for uvicorn's own configuration, infra/uvicorn/logging.json."""

    def __init__(self) -> None:
        # uvicorn says its own messages twice: once more with the colours of a terminal.
        super().__init__(json_ensure_ascii=False, reserved_attrs=[*RESERVED_ATTRS, "color_message"])

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """The fields of every line first, then what the caller gave as `extra`."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        log_data |= {
            "timestamp": moment.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **(_about.get() or {}),
            **_span(),
        }
        super().add_fields(log_data, record, message_dict)


def _span() -> dict[str, str]:
    span = trace.get_current_span().get_span_context()
    if not span.is_valid:
        return {}
    return {"trace_id": trace.format_trace_id(span.trace_id), "span_id": trace.format_span_id(span.span_id)}
