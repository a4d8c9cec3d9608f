"""The measures of business on the records of the live stack."""

import datetime as dt
import subprocess
import sys

import pytest

from course.business import records
from course.business.failures import SQL, Failures
from course.business.measure import measures
from course.pipeline import warehouse
from course.pipeline.database import transaction
from course.services import prometheus
from course.settings import ROOT
from tests.stack.conftest import eventually


def test_the_newest_days_rows_are_those_of_the_warehouse() -> None:
    usage = records.read().usage
    assert usage
    counted = warehouse.read(
        "SELECT (SELECT count(*) FROM mart.flight WHERE flight_date = %(day)s)"
        " + (SELECT count(*) FROM mart.weather WHERE weather_date = %(day)s) AS rows",
        {"day": usage.day},
        ttl=0,
    )
    assert usage.rows == counted["rows"][0]
    assert usage.seconds > 0
    assert usage.warehouse_bytes > 2**20


def test_a_control_drill_is_no_failure_and_a_moment_of_two_failures_is_down_once() -> None:
    def failures() -> Failures:
        cursor.execute(SQL)
        return Failures(*cursor.fetchone())

    minute = dt.timedelta(minutes=1)
    drills = [("none", 0, "quiet"), ("slow_source", 4, "abandoned"), ("null_keys", 6, "recovered")]
    with transaction() as cursor:
        # The first step, an hour before all others: no drill that this stack has seen is in that hour.
        cursor.execute(
            "INSERT INTO ops.step (run_id, day, step, started_at)"
            " SELECT 'first', '2001-01-01', 'extract', min(started_at) - interval '1 hour' FROM ops.step"
            " RETURNING started_at"
        )
        [began] = cursor.fetchone() or ()
        before = failures()
        for fault, minutes, outcome in drills:
            ended = began + minutes * minute
            cursor.execute(
                "INSERT INTO ops.incident (fault, injected_at, day, fixed_at, recovered_at, outcome)"
                " VALUES (%s, %s, '2001-01-01', %s, %s, %s)",
                (fault, began, ended, ended if outcome == "recovered" else None, outcome),
            )
        after = failures()
        cursor.connection.rollback()
    assert (after.failures, after.recovered) == (before.failures + 2, before.recovered + 1)
    assert before.up - after.up == pytest.approx(6 * 60)


def test_the_verb_prints_a_line_a_measure_and_the_return() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "course", "business", "--definitions"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert all(measure.title in said for measure in measures())
    assert "ROI" in said


def test_prometheus_knows_what_a_thousand_rows_cost_and_which_targets_are_met() -> None:
    cost = eventually(lambda: prometheus.query("course_cost_brl_per_thousand_rows"), "the cost is exported")
    assert float(cost[0]["value"][1]) > 0
    target = 'course_target_met{measure="quality_score"}'
    met = eventually(lambda: prometheus.query(target), "whether the target is met is exported")
    assert met[0]["value"][1] in {"0", "1"}
