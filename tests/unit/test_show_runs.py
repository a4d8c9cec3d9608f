"""A run's summary shows where its time went."""

import datetime as dt

import pytest

from course.cli import show_runs
from course.pipeline.dag_run import Run
from course.pipeline.steps import StepSummary, Summary

DAY = dt.date(2013, 1, 15)
START = dt.datetime(2026, 11, 25, 6, 0, tzinfo=dt.UTC)


def run(ended_at: dt.datetime | None) -> Run:
    return Run("manual__1", "success", DAY, START, START, ended_at)


def test_the_summary_of_a_run_tells_the_wait_from_the_work(capsys: pytest.CaptureFixture[str]) -> None:
    steps = [
        StepSummary(name, "success", 1, seconds, {}) for name, seconds in (("load", 2.5), ("quality", 1.5))
    ]
    show_runs.summary(Summary(DAY, "manual__1", steps), run(START + dt.timedelta(seconds=30)))
    said = capsys.readouterr().out
    assert [figure in said for figure in ("30.0 s", "4.0 s", "26.0 s")] == [True] * 3


def test_a_run_that_has_not_ended_has_no_duration_yet() -> None:
    assert show_runs.seconds(run(None)) == 0
