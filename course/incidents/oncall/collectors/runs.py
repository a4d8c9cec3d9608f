"""How the DAGs' runs are, asked of Airflow, and which day's data has to be there by now."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from course.incidents.oncall.warehouse import rows
from course.pipeline import dag_run
from course.pipeline.days import PROMISED_BY, start_of
from course.services.airflow import DAG_ID, api
from course.settings import settings
from course.telemetry.traces import trace_id

# The newest ones; Airflow has no question that gives one a DAG.
_RUNS = 100
_SHOWN = 10


def collect() -> Iterable[Metric]:
    """course_run_active_seconds, course_run_last_failed and course_run_due_timestamp_seconds, by DAG.

    And course_run_seconds: one series for each of the last `_SHOWN` runs of the pipeline that have ended,
    with the ids under which its logs and its trace are found.
    """
    now = dt.datetime.now(dt.UTC)
    running = _runs(state="running", order_by="start_date")
    finished = _runs(state=["success", "failed"], order_by="-end_date")
    active = GaugeMetricFamily(
        "course_run_active_seconds", "Age of the oldest run at work; 0 without one.", labels=["dag"]
    )
    oldest: dict[str, float] = {run["dag_id"]: 0.0 for run in finished}
    for run in reversed(running):
        oldest[run["dag_id"]] = (now - dt.datetime.fromisoformat(run["start_date"])).total_seconds()
    for dag, seconds in oldest.items():
        active.add_metric([dag], seconds)
    failed = GaugeMetricFamily(
        "course_run_last_failed",
        "1 when the newest run that has ended failed; a run that a gate stopped has alerts of its own.",
        labels=["dag"],
    )
    newest = {run["dag_id"]: run for run in reversed(finished)}
    held = _held(newest.values())
    for dag, run in newest.items():
        failed.add_metric([dag], float(run["state"] == "failed" and run["dag_run_id"] not in held))
    due = GaugeMetricFamily(
        "course_run_due_timestamp_seconds",
        "End of the newest day that has to be in the warehouse by now.",
        labels=["dag"],
    )
    due.add_metric([DAG_ID], due_until(now).timestamp())
    return active, failed, due, _latest(finished)


def _latest(finished: list[dict[str, Any]]) -> Metric:
    """Ids as labels, of few runs at a time: a series that never ended for each run would fill Prometheus."""
    shown = GaugeMetricFamily(
        "course_run_seconds",
        "How long a run took, from its start (UTC) to its end, by what leads to its logs and its trace.",
        labels=["started", "day", "state", "run_id", "trace_id"],
    )
    ours = [dag_run.parse(run) for run in finished if run["dag_id"] == DAG_ID]
    for run in ours[:_SHOWN]:
        if run.started_at and run.ended_at:
            seconds = (run.ended_at - run.started_at).total_seconds()
            started, day = f"{run.started_at:%Y-%m-%d %H:%M:%S}", str(run.day or "—")
            shown.add_metric([started, day, run.state, run.run_id, trace_id(run.run_id)], seconds)
    return shown


def due_until(now: dt.datetime) -> dt.datetime:
    """The end of the newest day whose deadline has passed: a midnight of the course's time zone."""
    local = now.astimezone(settings.course_timezone)
    day = local.date() if local.time() >= PROMISED_BY else local.date() - dt.timedelta(days=1)
    return start_of(day)


def _runs(**parameters: Any) -> list[dict[str, Any]]:
    found = api("GET", "/dags/~/dagRuns", params={"limit": _RUNS, **parameters})
    runs: list[dict[str, Any]] = found["dag_runs"]
    return runs


def _held(ended: Iterable[dict[str, Any]]) -> set[str]:
    """Those of the runs that a gate has stopped: held when they ended, whatever has passed since."""
    ends = {run["dag_run_id"]: dt.datetime.fromisoformat(run["end_date"]) for run in ended}
    found = rows("SELECT run_id, cleared_at FROM ops.held_day WHERE run_id = ANY(:run_ids)", run_ids=[*ends])
    return {run_id for run_id, cleared_at in found if cleared_at is None or cleared_at > ends[run_id]}
