"""What is recorded and shown of a step: one row an attempt in ops.step, metrics, a small table."""

import datetime as dt
import html
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from course.errors import CourseError
from course.i18n import _
from course.pipeline import lineage
from course.pipeline.database import sql, transaction
from course.pipeline.datasets import DATASETS
from course.pipeline.days import parse_day, yesterday
from course.pipeline.revision import revision
from course.telemetry import logs, metrics, traces

_log = logging.getLogger("course.pipeline")


@dataclass
class Report:
    """What a step did; shows itself as a table in a notebook.

    datasets: by data set, its figures; rows_in, rows_out and rows_rejected among them are counts of
    rows. detail: whatever else is kept with the attempt, as JSON.
    """

    step: str
    day: dt.date
    run_id: str
    datasets: dict[str, dict[str, Any]] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    def add(self, dataset: str, **figures: Any) -> None:
        """Keeps figures of a data set."""
        self.datasets.setdefault(dataset, {}).update(figures)

    def total(self, figure: str) -> int:
        """The sum over the data sets of the day: reference data would only blur it."""
        return sum(
            int(figures.get(figure, 0)) for name, figures in self.datasets.items() if DATASETS[name].daily
        )

    def _repr_html_(self) -> str:
        columns = list(dict.fromkeys(name for figures in self.datasets.values() for name in figures))
        head = "".join(f"<th>{html.escape(name)}</th>" for name in (self.step, *columns))
        body = "".join(
            f"<tr><td>{html.escape(name)}</td>"
            + "".join(f"<td>{html.escape(_shown(figures.get(column, '')))}</td>" for column in columns)
            + "</tr>"
            for name, figures in self.datasets.items()
        )
        caption = html.escape(_("{day}, em {n:.2f} s").format(day=self.day, n=self.seconds))
        return f"<table><caption>{caption}</caption><tr>{head}</tr>{body}</table>"


@contextmanager
def step(name: str, day: str, run_id: str, traceparent: str = "") -> Iterator[Report]:
    """Records the block as an attempt of the step: running, then success or failed.

    An attempt that was killed stays "running" without an end. The metrics are those of success.
    With a `traceparent` it is a job that somebody started: it logs, and its spans continue that trace.
    Raises `UsageError` for a day that cannot be run and `Unavailable` without the warehouse.
    """
    report = Report(name, parse_day(day) if day else yesterday(), run_id)
    report.detail["traceparent"] = traceparent
    if traceparent:
        logs.start()
        traces.start("etl")
    with logs.about(run_id=run_id, task=name, day=str(report.day)):
        try:
            with traces.continued(traceparent), traces.span(f"step {name}"), _recorded(report):
                yield report
        finally:
            traces.flush()


@contextmanager
def _recorded(report: Report) -> Iterator[None]:
    with transaction() as cursor:
        values = {"run_id": report.run_id, "day": report.day, "step": report.step}
        cursor.execute(sql("start_step"), values | {"pipeline_version": revision()})
        attempt = cursor.fetchone()
        lineage.record(cursor, report, attempt, "START")
    _log.info("step %s of %s begins", report.step, report.day)
    started = time.perf_counter()
    try:
        yield
    except BaseException as error:
        report.detail["error"] = f"{type(error).__name__}: {error}"
        _log.error("step %s of %s failed: %s", report.step, report.day, report.detail["error"])
        try:
            _finish(attempt, report, "failed", started)
        except CourseError as unrecorded:
            _log.warning(
                "step %s of %s: its failure was not recorded: %s", report.step, report.day, unrecorded
            )
        raise
    _finish(attempt, report, "success", started)
    rows = {outcome: report.total(f"rows_{outcome}") for outcome in ("in", "out", "rejected")}
    told = {"seconds": round(report.seconds, 3), **{f"rows_{outcome}": n for outcome, n in rows.items()}}
    _log.info("step %s of %s succeeded", report.step, report.day, extra=told)
    metrics.push_step(report.step, report.seconds, rows)


def _finish(attempt: object, report: Report, outcome: str, started: float) -> None:
    report.seconds = time.perf_counter() - started
    with transaction() as cursor:
        cursor.execute(
            sql("finish_step"),
            {
                "attempt": attempt,
                "outcome": outcome,
                "rows_in": report.total("rows_in"),
                "rows_out": report.total("rows_out"),
                "rows_rejected": report.total("rows_rejected"),
                "detail": json.dumps({**report.detail, "datasets": report.datasets}, default=str),
            },
        )
        lineage.record(cursor, report, attempt, "COMPLETE" if outcome == "success" else "FAIL")


def _shown(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
