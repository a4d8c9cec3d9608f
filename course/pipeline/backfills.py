"""Backfills of `etl_pipeline`: a span of days that Airflow itself fills, one run a day."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from course.errors import Unavailable
from course.i18n import _
from course.pipeline import dag_run
from course.pipeline.days import end_of, start_of
from course.services.airflow import DAG_ID, api
from course.settings import settings

_PAGE = 100  # Airflow gives no more at a time


def create(first: dt.date, last: dt.date) -> int:
    """Lets Airflow itself create one run a day from `first` to `last`, both included.

    Returns the backfill's id. Days that have a run already are run again.
    """
    body = {
        "dag_id": DAG_ID,
        "from_date": start_of(first).isoformat(),
        "to_date": (end_of(last) - dt.timedelta(seconds=1)).isoformat(),
        "run_backwards": False,
        "dag_run_conf": {},
        "reprocess_behavior": "completed",
        "max_active_runs": 2,
    }
    return int(api("POST", "/backfills", json=body, timeout=300)["id"])  # it answers when all runs are made


def follow(
    first: dt.date,
    last: dt.date,
    tell: Callable[[int], None],
    idle_seconds: float = 3600,
) -> list[dag_run.Run]:
    """Waits until the days' runs have ended, telling how many have; returns them, oldest day first.

    Airflow makes no second run of a day whose scheduled run is under way: that one is waited for.
    Raises `Unavailable` when none has ended for `idle_seconds`; they go on.
    """
    deadline, before = time.monotonic() + idle_seconds, 0
    while time.monotonic() < deadline:
        now = _runs_of_days(first, last, ["backfill", "scheduled"])
        done = sum(run.finished for run in now)
        tell(done)
        if done == len(now):
            return now
        if done > before:
            deadline, before = time.monotonic() + idle_seconds, done
        time.sleep(dag_run.POLL_SECONDS)
    raise Unavailable(
        _("Nenhuma execução do backfill terminou nos últimos {n:.0f} s.").format(n=idle_seconds),
        _("Ele continua: veja `make status` e a página do Airflow."),
    )


def latest(limit: int = 20) -> list[dict[str, Any]]:
    """The backfills that were asked for last, as Airflow gives them (BackfillResponse), newest first."""
    params = {"dag_id": DAG_ID, "order_by": "-id", "limit": limit}
    found: list[dict[str, Any]] = api("GET", "/backfills", params=params)["backfills"]
    return found


def made_since(moment: str) -> list[dict[str, Any]]:
    """Those of the latest that were asked for since then; `moment` is ISO 8601 with its offset."""
    since = dt.datetime.fromisoformat(moment)
    return [one for one in latest() if dt.datetime.fromisoformat(one["created_at"]) >= since]


def days_of(backfill: dict[str, Any]) -> tuple[dt.date, dt.date]:
    """The days on which a backfill's span begins and ends, in the course's time zone."""
    first, last = (dt.datetime.fromisoformat(backfill[edge]) for edge in ("from_date", "to_date"))
    return first.astimezone(settings.course_timezone).date(), last.astimezone(settings.course_timezone).date()


def runs(first: dt.date, last: dt.date) -> list[dag_run.Run]:
    """The runs of the days from `first` to `last` that a backfill has made, oldest day first."""
    return _runs_of_days(first, last, ["backfill"])


def _runs_of_days(first: dt.date, last: dt.date, kinds: list[str]) -> list[dag_run.Run]:
    span = {
        "run_type": kinds,
        "logical_date_gte": start_of(first).isoformat(),
        "logical_date_lt": end_of(last).isoformat(),
        "order_by": "logical_date",
        "limit": _PAGE,
    }
    found: list[dag_run.Run] = []
    while True:
        page = api("GET", f"/dags/{DAG_ID}/dagRuns", params=span | {"offset": len(found)})["dag_runs"]
        found += map(dag_run.parse, page)
        if len(page) < _PAGE:
            return found
