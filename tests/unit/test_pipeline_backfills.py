"""A backfill waits for the runs that Airflow really has, and asks for none that it will not make."""

import datetime as dt
from typing import Any

import pytest

from course.cli import pipeline
from course.errors import CourseError, Unavailable, UsageError
from course.pipeline import backfills, dag_run
from course.pipeline.days import newest_scheduled, yesterday
from course.settings import settings

FIRST = dt.date(2020, 1, 1)
DAY = dt.timedelta(days=1)


class Airflow:
    """Its list of runs, by logical date, with its limit of a page; what runs ends at the next look."""

    def __init__(self, kinds: list[str]) -> None:
        self.runs = [self._run(FIRST + n * DAY, kind) for n, kind in enumerate(kinds)]

    def __call__(self, method: str, path: str, **asked: Any) -> Any:
        if method == "POST":
            return {"id": 1}
        params = asked["params"]
        found = [run for run in self.runs if run["run_type"] in params["run_type"]]
        at = params["offset"]
        page = [dict(run) for run in found[at : at + min(params["limit"], 100)]]
        for run in self.runs:
            run["state"] = "success" if run["state"] == "running" else run["state"]
        return {"dag_runs": page, "total_entries": len(found)}

    @staticmethod
    def _run(day: dt.date, kind: str) -> dict[str, Any]:
        start = dt.datetime.combine(day, dt.time(6), settings.course_timezone)
        times = ("queued_at", "start_date", "end_date", "run_after")
        said = {"dag_run_id": f"{kind}__{day}", "run_type": kind, "state": "running", "conf": {}}
        return said | dict.fromkeys(times, (start + DAY).isoformat()) | {"data_interval_start": str(start)}


def airflow(monkeypatch: pytest.MonkeyPatch, kinds: list[str]) -> Airflow:
    there = Airflow(kinds)
    monkeypatch.setattr(backfills, "api", there)
    monkeypatch.setattr(dag_run, "POLL_SECONDS", 0)
    return there


def test_a_span_longer_than_airflow_s_page_comes_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    airflow(monkeypatch, ["backfill"] * 250)
    runs = backfills.follow(FIRST, FIRST + 249 * DAY, lambda done: None, 5)
    assert [run.day for run in runs] == [FIRST + n * DAY for n in range(250)]


def test_the_scheduled_run_of_a_day_that_was_under_way_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    airflow(monkeypatch, ["backfill", "scheduled"])
    told: list[int] = []
    runs = backfills.follow(FIRST, FIRST + DAY, told.append, 5)
    assert told == [0, 2]
    assert [run.run_id.partition("__")[0] for run in runs] == ["backfill", "scheduled"]


def test_a_day_that_airflow_skips_is_told_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    airflow(monkeypatch, ["backfill", "manual", "backfill"])
    with pytest.raises(CourseError) as told:
        pipeline.backfill("2020-01-01", "2020-01-03")
    assert "2020-01-02" in told.value.message
    assert "2020-01-01" not in told.value.message


def test_a_backfill_that_stands_still_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    there = airflow(monkeypatch, ["backfill"])
    there.runs[0]["state"] = "queued"
    with pytest.raises(Unavailable):
        backfills.follow(FIRST, FIRST, lambda done: None, 0.05)


@pytest.mark.parametrize(
    ("clock", "day"), [("05:59", dt.date(2026, 11, 20)), ("06:00", dt.date(2026, 11, 21))]
)
def test_yesterday_has_a_run_from_the_hour_of_the_timetable_on(clock: str, day: dt.date) -> None:
    assert newest_scheduled(dt.datetime.fromisoformat(f"2026-11-22 {clock}:00-03:00")) == day


def test_a_backfill_of_a_day_whose_run_is_not_due_is_refused_before_it_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pipeline, "newest_scheduled", lambda: yesterday() - DAY)
    monkeypatch.setattr(pipeline.backfills, "api", lambda *_a, **_k: pytest.fail("Airflow was asked"))
    with pytest.raises(UsageError) as refused:
        pipeline.backfill(str(yesterday() - DAY), str(yesterday()))
    assert f"make trigger-dag DAY={yesterday()}" in refused.value.next_step
