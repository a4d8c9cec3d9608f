"""Module 01 holds on every day that the course can be given."""

import datetime as dt
import itertools
from collections.abc import Iterator

import pandas as pd
import pytest

from course.exercises.kinds.value import Value
from course.lessons.concepts import e07_cost, history
from course.settings import ROOT, settings


def _late_flights() -> Iterator[pd.DataFrame]:
    """What sql/late_flights.sql gives, of each day of the source's year."""
    flights = pd.read_parquet(ROOT / "data/flights.parquet")
    late = flights[flights["dep_delay"] >= 15]
    for _day, group in late.groupby(["month", "day"]):
        counts, even = (
            rows["origin"].value_counts().reindex(["EWR", "JFK", "LGA"], fill_value=0)
            for rows in (group, group[group["flight"] % 2 == 0])
        )
        seen = counts.copy()
        seen["EWR"], seen["LGA"] = 2 * counts["EWR"], even["LGA"]
        yield pd.DataFrame({"origin": counts.index, "late": counts.values, "seen": seen.values})


def test_on_no_day_of_the_year_does_a_wrong_cost_pass_for_the_right_one_or_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind = e07_cost.exercise.kind
    assert isinstance(kind, Value)
    days = 0
    for table in _late_flights():
        monkeypatch.setattr(e07_cost, "figures", lambda table=table: table)
        costs = [kind.expected(), *(wrong() for wrong in kind.mistakes.values())]
        for one, other in itertools.combinations(costs, 2):
            assert abs(one - other) > kind.tolerance * max(abs(one), abs(other)), table
        days += 1
    assert days == 365


def test_a_day_ends_at_midnight_in_the_courses_time_zone() -> None:
    end = history.day_end(dt.date(2026, 2, 28)).tz_convert(settings.course_timezone)
    assert (end.date(), end.time()) == (dt.date(2026, 3, 1), dt.time())
