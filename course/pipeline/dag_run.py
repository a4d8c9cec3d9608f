"""Runs of `etl_pipeline`, seen and started through Airflow's API."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from course.errors import CourseError, Unavailable, UsageError
from course.i18n import _
from course.pipeline.days import resolve_day
from course.services.airflow import DAG_ID, api

POLL_SECONDS = 0.5
FINISHED = ("success", "failed")
# In the place of a run's id: the newest.
LATEST = "latest"


@dataclass(frozen=True)
class Task:
    """A task of a run. state: Airflow's, None before it is scheduled; times are UTC."""

    task_id: str
    state: str | None
    try_number: int
    started_at: dt.datetime | None
    ended_at: dt.datetime | None


@dataclass(frozen=True)
class Run:
    """A run of the DAG. state: queued, running, success or failed; day: None when it has none; times: UTC."""

    run_id: str
    state: str
    day: dt.date | None
    queued_at: dt.datetime | None
    started_at: dt.datetime | None
    ended_at: dt.datetime | None

    @property
    def finished(self) -> bool:
        """Whether it will not change any more by itself."""
        return self.state in FINISHED


def trigger(day: dt.date) -> Run:
    """Starts a run for a day. Raises `CourseError` in Airflow's words when it refuses."""
    conf = {"day": day.isoformat()}
    return parse(api("POST", f"/dags/{DAG_ID}/dagRuns", json={"logical_date": None, "conf": conf}))


def active(day: dt.date) -> Run | None:
    """A run for that day that has not ended, be it triggered or scheduled; None without one."""
    found = api("GET", f"/dags/{DAG_ID}/dagRuns", params={"state": ["queued", "running"], "limit": 100})
    return next((run for run in map(parse, found["dag_runs"]) if run.day == day), None)


def get(run_id: str) -> Run:
    """The run as it is now."""
    return parse(api("GET", _path(run_id)))


def find(run_id: str) -> Run:
    """The run as it is now, the newest one for `LATEST`.

    Raises `UsageError` with the newest ones when there is none of that id.
    """
    if run_id == LATEST:
        if newest := latest(1):
            return newest[0]
        raise UsageError(_("Ainda não há execuções."), _("Rode `make trigger-dag`."))
    try:
        return get(run_id)
    except Unavailable:
        raise
    except CourseError as error:
        raise UsageError(
            _("Não há execução {run_id!r}.").format(run_id=run_id),
            _("As mais novas: {runs}.").format(runs=", ".join(run.run_id for run in latest(5)) or "—"),
        ) from error


def latest(limit: int = 10) -> list[Run]:
    """The runs made last, be they triggered, scheduled or of a backfill; the newest first."""
    found = api("GET", f"/dags/{DAG_ID}/dagRuns", params={"order_by": "-id", "limit": limit})
    return [parse(run) for run in found["dag_runs"]]


def tasks(run_id: str) -> list[Task]:
    """Its tasks, in the order in which they started; those that did not start come last."""
    found = [
        Task(t["task_id"], t["state"], t["try_number"], _time(t["start_date"]), _time(t["end_date"]))
        for t in api("GET", f"{_path(run_id)}/taskInstances")["task_instances"]
    ]
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda task: task.started_at or never)


def log(run_id: str, task: Task) -> str:
    """The text of the log of the task's last try."""
    entries = log_entries(run_id, task.task_id, task.try_number)
    return "\n".join(str(entry.get("event", "")) for entry in entries)


def log_entries(run_id: str, task_id: str, try_number: int) -> list[dict[str, Any]]:
    """The log of a try: `timestamp`, `level`, `logger`, `event` and more; a heading has `event` alone."""
    path = f"{_path(run_id)}/taskInstances/{task_id}/logs/{try_number}"
    content = api("GET", path, params={"full_content": "true"})["content"]
    return [entry if isinstance(entry, dict) else {"event": str(entry)} for entry in content]


def follow(run_id: str, tell: Callable[[list[Task]], None], timeout_seconds: float = 1800) -> Run:
    """Waits for the run's end, calling `tell` with its tasks whenever one of them has changed.

    Raises `Unavailable` when it has not ended after `timeout_seconds`; the run goes on.
    """
    deadline, last = time.monotonic() + timeout_seconds, None
    while time.monotonic() < deadline:
        run, now = get(run_id), tasks(run_id)
        if now != last:
            tell(now)
            last = now
        if run.finished:
            return run
        time.sleep(POLL_SECONDS)
    raise Unavailable(
        _("A execução {run_id} não terminou em {n:.0f} s.").format(run_id=run_id, n=timeout_seconds),
        _("Ela continua: veja `make status` e a página do Airflow."),
    )


def failed_task_log(run_id: str, lines: int = 15) -> str:
    """The last lines of the first failed task's log, with its name; empty when none has failed."""
    for task in tasks(run_id):
        if task.state == "failed":
            try:
                text = log(run_id, task)
            except CourseError as error:
                text = str(error)
            return "\n".join([f"{task.task_id}:", *text.splitlines()[-lines:]])
    return ""


def _path(run_id: str) -> str:
    return f"/dags/{DAG_ID}/dagRuns/{quote(run_id, safe='')}"


def parse(raw: dict[str, Any]) -> Run:
    """A run as Airflow's API gives it (DAGRunResponse)."""
    try:
        configured = (raw["conf"] or {}).get("day")
        day = resolve_day(configured, _time(raw["data_interval_start"]), _time(raw["run_after"]))
    except UsageError:
        day = None
    return Run(
        run_id=raw["dag_run_id"],
        state=raw["state"],
        day=day,
        queued_at=_time(raw["queued_at"]),
        started_at=_time(raw["start_date"]),
        ended_at=_time(raw["end_date"]),
    )


def _time(text: object) -> dt.datetime | None:
    return dt.datetime.fromisoformat(str(text).replace("Z", "+00:00")) if text else None
