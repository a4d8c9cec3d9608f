"""What lab 2 asks Airflow and the warehouse about runs, and how its exercises leave none at work behind."""

import datetime as dt
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from course.errors import CourseError
from course.pipeline import backfills, dag_run
from course.pipeline.dag_run import Run
from course.pipeline.days import yesterday
from course.pipeline.warehouse import read
from course.services.airflow import DAG_ID, api
from course.sql_files import sql_in

# The lab's days are of these years and later; the course's tests use those before.
FIRST_YEAR = 2021
_ORIGIN = ZoneInfo("America/New_York")


# The text of course/lessons/labs/sql/<name>.sql.
sql = sql_in(Path(__file__).parent / "sql")


def now() -> str:
    """The moment, UTC, as scenes keep it: ISO 8601."""
    return dt.datetime.now(dt.UTC).isoformat()


def changeovers() -> list[dt.date]:
    """The days on which New York's clocks went forward, but those of 2013 did not; up to yesterday.

    The source serves 2013's readings as theirs, and those of the hour that the day did not have are
    set aside: the only days on which the real data has something to reject.
    """
    years = range(FIRST_YEAR, yesterday().year + 1)
    marches = (dt.date(year, 3, day) for year in years for day in range(8, 15))
    return [day for day in marches if _lacks_an_hour(day) and not _lacks_an_hour(day.replace(year=2013))]


def _lacks_an_hour(day: dt.date) -> bool:
    midnight = dt.datetime.combine(day, dt.time(), _ORIGIN)
    after = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), _ORIGIN)
    return day <= yesterday() and after.astimezone(dt.UTC) - midnight.astimezone(dt.UTC) < dt.timedelta(
        days=1
    )


def loaded(first: dt.date, last: dt.date) -> dict[dt.date, int]:
    """By day from `first` to `last`, how many flights the warehouse holds; days without any are left out."""
    rows = read(sql("flights_by_day"), {"first": first, "last": last}, ttl=0)
    return dict(zip(rows["flight_date"], map(int, rows["flights"]), strict=True))


def triggered_since(moment: str) -> list[Run]:
    """The runs that were started by hand since then, the newest first."""
    since = dt.datetime.fromisoformat(moment)
    return [
        run
        for run in dag_run.latest(50)
        if run.run_id.startswith("manual__") and run.queued_at and run.queued_at >= since
    ]


def asked_for(run: Run) -> tuple[str | None, dict[str, Any]]:
    """With which logical date (None without one) and which configuration a run was started."""
    raw = api("GET", _path(run))
    return raw["logical_date"], raw["conf"] or {}


def actions_since(moment: str, event: str) -> list[dict[str, Any]]:
    """What people have asked of Airflow since then, as its audit log has it; `event` is its name there."""
    wanted = {"dag_id": DAG_ID, "event": event, "after": moment, "order_by": "-id"}
    found: list[dict[str, Any]] = api("GET", "/eventLogs", params=wanted)["event_logs"]
    return found


def end(runs: list[Run]) -> None:
    """Ends those that have not ended and forgets them: a throw-away run is to hold up no other."""
    for run in runs:
        if not run.finished:
            with suppress(CourseError):  # it has ended by itself in between
                api("PATCH", _path(run), json={"state": "failed"})
                api("DELETE", _path(run))


def end_backfill(backfill: dict[str, Any]) -> None:
    """Cancels it if it has not ended; what it had still to run is forgotten."""
    if backfill["completed_at"]:
        return
    unfinished = [run for run in backfills.runs(*backfills.days_of(backfill)) if not run.finished]
    with suppress(CourseError):  # it has ended by itself in between
        api("PUT", f"/backfills/{backfill['id']}/cancel")
    end(unfinished)


def _path(run: Run) -> str:
    return f"/dags/{DAG_ID}/dagRuns/{quote(run.run_id, safe='')}"
