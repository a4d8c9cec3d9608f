"""Log lines as they are written and as they are read back."""

import datetime as dt
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from course.pipeline import run_logs
from course.telemetry import lines, logs, traces

PARENT = traces.traceparent("manual__1")


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """What a logger of ours writes."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(logs.JsonLines())
    logger = logging.getLogger("course.test")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield text
    logger.removeHandler(handler)


def test_a_line_is_one_json_object_with_the_run_and_the_span_it_was_said_in(said: io.StringIO) -> None:
    with logs.about(run_id="manual__1", task="load", day="2026-01-01"), traces.continued(PARENT):
        logging.getLogger("course.test").info("até\n%s", 3, extra={"rows": 7})
    line = json.loads(said.getvalue())
    at = dt.datetime.fromisoformat(line.pop("timestamp"))
    assert at.utcoffset() == dt.timedelta(0)
    assert line == {
        "level": "info",
        "logger": "course.test",
        "message": "até\n3",
        "run_id": "manual__1",
        "task": "load",
        "day": "2026-01-01",
        "trace_id": PARENT.split("-")[1],
        "span_id": PARENT.split("-")[2],
        "rows": 7,
    }
    assert said.getvalue().count("\n") == 1


def test_outside_of_a_run_a_line_names_none(said: io.StringIO) -> None:
    with logs.about(run_id="manual__1"):
        pass
    logging.getLogger("course.test").warning("alone")
    assert set(json.loads(said.getvalue())) == {"timestamp", "level", "logger", "message"}


def test_a_line_of_ours_is_read_back_whole(said: io.StringIO) -> None:
    with logs.about(run_id="manual__1"), traces.continued(PARENT):
        logging.getLogger("course.test").warning("slow", extra={"seconds": 2})
    line = lines.read("source", said.getvalue())
    assert line
    assert (line.service, line.level, line.logger, line.message) == (
        "source",
        "warning",
        "course.test",
        "slow",
    )
    assert (line.span_id, line.more) == (PARENT.split("-")[2], {"seconds": 2})
    assert line.at == lines.moment(said.getvalue())


@pytest.mark.parametrize(
    "line",
    [
        '{"timestamp":"2026-11-23T21:00:00.5Z","level":"info","event":"x"}',
        '{"level": "info", "event": "%s", "timestamp": "2026-11-23T21:00:00.5Z"}' % ("long " * 40),
        "2026-11-23 21:00:00.500 UTC [1] LOG:  x",
        "812:M 23 Nov 2026 21:00:00.500 * x",
    ],
)
def test_the_time_of_a_line_is_found_wherever_it_stands(line: str) -> None:
    assert lines.moment(line) == dt.datetime(2026, 11, 23, 21, 0, 0, 500_000, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "line",
    [
        *("  File x.py, line 3", "{not json", '{"event": "no time"}'),
        "\tWHERE t < '2013-02-01 00:00:00'",  # a statement that PostgreSQL refused
        *("\tWHERE t < '2013-02-30 00:00:00'", "WHERE t < '2013-02-30 00:00:00'"),
    ],
)
def test_a_line_without_a_time_goes_on_with_the_one_before(line: str) -> None:
    assert lines.moment(line) is None
    assert lines.read("x", line) is None


def test_what_the_kernel_said_is_taken_out_of_papermills_words() -> None:
    inner = '{"timestamp": "2026-11-23T21:00:00.1Z", "level": "warning", "message": "%s", "run_id": "r"}'
    entry: dict[str, Any] = {
        "timestamp": "2026-11-23T21:00:01Z",
        "level": "info",
        "logger": "papermill",
        "event": "\n".join([inner % "one", inner % "two", "plain"]),
    }
    found = [
        (line.service, line.level, line.message) for line in run_logs._said("airflow load", "etl load", entry)
    ]
    assert found == [
        ("etl load", "warning", "one"),
        ("etl load", "warning", "two"),
        ("airflow load", "info", "plain"),
    ]
