"""How fast data arrive and how often runs fail, from what was recorded; PostgreSQL alone is asked."""

import datetime as dt

import pandas as pd

from course.errors import CourseError
from course.i18n import _
from course.lessons.concepts.questions import sql
from course.pipeline.warehouse import read
from course.services import postgres
from course.services.airflow import DAG_ID
from course.settings import settings

_SHOWN = 6
_RUN_IT = _("Rode `make trigger-dag` e execute de novo.")


def last_delivery() -> pd.DataFrame:
    """The attempts of the run that made the newest day readable, in the order of their starts.

    day: logical date. day_ended_at: midnight after it in the course's time zone. step, outcome: as in
    ops.step; started_at, finished_at: UTC, as day_ended_at. Raises `CourseError` before the first load,
    `Unavailable` without the warehouse.
    """
    found = read(sql("delivery"), role="etl", ttl=0)
    if found.empty:
        raise CourseError(_("Nenhum dia chegou ao warehouse ainda."), _RUN_IT)
    found.insert(1, "day_ended_at", day_end(found["day"][0]))
    moments = ["day_ended_at", "started_at", "finished_at"]
    found[moments] = found[moments].apply(lambda column: column.dt.floor("s"))
    return found


def day_end(day: dt.date) -> pd.Timestamp:
    """The midnight that ends the day in the course's time zone, as UTC."""
    return pd.Timestamp(day + dt.timedelta(days=1)).tz_localize(settings.course_timezone).tz_convert("UTC")


def runs() -> pd.DataFrame:
    """The latest runs of the pipeline as Airflow recorded them, the newest first.

    run_id; kind: scheduled, manual or backfill; state: of the run; started_at: UTC; minutes: from the first
    start of a task to the last end; attempts: of its tasks, failed_attempts among them. Raises `CourseError`
    before the first run, `Unavailable` without PostgreSQL.
    """
    attempts = _attempts()
    grouped = attempts.groupby("run_id", sort=False)
    took = grouped["end_date"].max() - grouped["start_date"].min()
    table = pd.DataFrame(
        {
            "kind": grouped["run_type"].first(),
            "state": grouped["run_state"].first(),
            "started_at": grouped["start_date"].min().dt.floor("s"),
            "minutes": (took.dt.total_seconds() / 60).round(2),
            "attempts": grouped.size(),
            "failed_attempts": grouped["state"].agg(lambda states: (states == "failed").sum()),
        }
    )
    return table.iloc[::-1].head(_SHOWN).reset_index()


def outcomes() -> list[list[str]]:
    """Of every run that Airflow recorded, the oldest first: its attempts' outcomes in order.

    Each is success, failed or running; a run that has not ended ends with running. Raises as `runs` does.
    """
    found = []
    for _run_id, attempts in _attempts().groupby("run_id", sort=False):
        states = attempts["state"].tolist()
        ended = attempts["run_state"].iloc[0] in ("success", "failed")
        found.append(states if ended or states[-1] == "running" else [*states, "running"])
    return found


def _attempts() -> pd.DataFrame:
    """Airflow's tables are its own and change with its versions; nothing but this lesson reads them."""
    with postgres.connect("airflow", postgres.AIRFLOW) as connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        cursor.execute(sql("attempts"), {"dag": DAG_ID})
        columns = [column.name for column in cursor.description or ()]
        found = pd.DataFrame(cursor.fetchall(), columns=columns)
    if found.empty:
        raise CourseError(_("O Airflow ainda não registrou nenhuma execução."), _RUN_IT)
    return found
