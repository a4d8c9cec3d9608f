"""Log lines, read back: JSON lines of ours and of Airflow, and the text of everybody else."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dateutil import parser

# 2026-11-23T21:13:20.653Z, also with a blank or without Z; and Redis's 23 Nov 2026 21:13:20.653.
_STAMP = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?|\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d(?:\.\d+)?"
)
# What course.telemetry.logs puts into every line.
_EVERYWHERE = {"timestamp", "level", "logger", "message", "run_id", "task", "day", "trace_id", "span_id"}
# No line of text has its time further in than this.
_HEAD = 80


@dataclass(frozen=True)
class Line:
    """What a service said. at: UTC; level, logger and span_id are empty where the line does not say them.

    more: what a line of ours tells besides its message.
    """

    at: dt.datetime
    service: str
    level: str
    logger: str
    message: str
    span_id: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def moment(line: str) -> dt.datetime | None:
    """When the line was written, UTC; None for one that goes on with the line before it."""
    if said := _object(line):
        return _time(str(said.get("timestamp", "")))
    return _time_of_text(line)


def read(service: str, line: str) -> Line | None:
    """The line; None when it does not say when it was written."""
    if said := _object(line):
        return structured(service, said)
    at = _time_of_text(line)
    return Line(at, service, "", "", line.rstrip()) if at else None


def structured(service: str, said: dict[str, Any]) -> Line | None:
    """The line that a JSON object is: `message` in ours, `event` in Airflow's."""
    at = _time(str(said.get("timestamp", "")))
    if not at:
        return None
    message = str(said.get("message", said.get("event", ""))).rstrip()
    level, logger, span_id = (str(said.get(name, "")) for name in ("level", "logger", "span_id"))
    more = {key: value for key, value in said.items() if key not in _EVERYWHERE} if "message" in said else {}
    return Line(at, service, level, logger, message, span_id, more)


def _object(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _time_of_text(line: str) -> dt.datetime | None:
    # An indented line goes on with the one before it, and a moment in it is what that one is about.
    return None if line[:1].isspace() else _time(line[:_HEAD])


def _time(text: str) -> dt.datetime | None:
    if not (found := _STAMP.search(text)):
        return None
    try:
        # The stack runs with TZ=UTC, whatever the program's format says or leaves out.
        return parser.parse(found[0]).replace(tzinfo=dt.UTC)
    except ValueError:  # no day of the calendar
        return None
