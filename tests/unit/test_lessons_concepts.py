"""Module 01 holds on every day that the course can be given."""

import datetime as dt
import itertools
from collections.abc import Iterator

import pandas as pd
import pytest

from course.exercises.engine import judge
from course.exercises.kinds.function import Function
from course.exercises.kinds.value import HALF_A_PERCENT, Value
from course.exercises.verdict import Status
from course.lessons.concepts import controls, e01_cases, e02_lead_time, e07_cost, e08_risks, history
from course.lessons.concepts.heads import in_words
from course.settings import ROOT, settings

# A load of the newest day, on the morning after.
_DELIVERY = {"day_ended_at": "03:00:00", "started_at": "09:00:10", "finished_at": "09:00:13"}


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
            assert abs(one - other) > HALF_A_PERCENT * max(abs(one), abs(other)), table
        days += 1
    assert days == 365


def test_a_day_ends_at_midnight_in_the_courses_time_zone() -> None:
    end = history.day_end(dt.date(2026, 2, 28)).tz_convert(settings.course_timezone)
    assert (end.date(), end.time()) == (dt.date(2026, 3, 1), dt.time())


def test_a_ranking_that_is_wrong_in_two_ways_is_told_both() -> None:
    exercise = e08_risks.exercise
    assert isinstance(exercise.kind, Function)
    names = ("ties", "includes_equal", "equal_ties", "unsorted", "equal_unsorted")
    for cause in names:
        verdict = judge(exercise, exercise.kind.mistakes[cause])
        assert (verdict.status, verdict.cause) == (Status.NOT_YET, cause)


def test_a_ranking_may_be_a_series_and_what_is_no_ranking_is_told() -> None:
    reference = e08_risks._reference
    verdict = judge(e08_risks.exercise, lambda risks, appetite: pd.Series(reference(risks, appetite)))
    assert verdict.status is Status.RIGHT
    for given in (7, None):
        assert f"`{given}`" in judge(e08_risks.exercise, lambda _risks, _appetite, given=given: given).message


def test_a_lead_time_in_days_or_of_the_load_alone_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = {name: pd.Timestamp(f"2026-11-25T{at}Z") for name, at in _DELIVERY.items()}
    row = {"day": dt.date(2026, 11, 24), "step": "load", "outcome": "success", **moments}
    monkeypatch.setattr(e02_lead_time, "last_delivery", lambda: pd.DataFrame([row]))
    lead_time = moments["finished_at"] - moments["day_ended_at"]
    for given, cause in (
        (lead_time, ""),
        (lead_time / pd.Timedelta(days=1), "days"),
        (lead_time / pd.Timedelta(minutes=1), "minutes"),
        (moments["finished_at"] - moments["started_at"], "duration"),  # there is no other step
        (f"{lead_time / pd.Timedelta(hours=1):.2f}", ""),  # as somebody types it
    ):
        verdict = judge(e02_lead_time.exercise, given)
        assert verdict.cause == cause
    assert e02_lead_time._load_alone() == pytest.approx(3 / 3600)


def test_a_hint_for_a_finished_table_names_the_case_to_read_again() -> None:
    hint = e01_cases.exercise.hints[0]
    assert callable(hint)
    answer = e01_cases.exercise.literal(e01_cases.exercise.solution)
    assert "verificação" in hint(answer)
    assert "`unity`" in hint({**answer, "unity": "devops"})
    assert "5 dos seis" in hint({**answer, "unity": ""})
    assert "0 dos seis" in hint(None)


@pytest.mark.parametrize("table", [controls.class_plan(), controls.edition_2022()])
def test_a_table_that_is_only_looked_at_has_heads_in_the_readers_language(table: pd.DataFrame) -> None:
    assert list(in_words(table).columns) != list(table.columns)
    assert in_words(table).to_numpy().tolist() == table.to_numpy().tolist()


def test_a_named_index_has_its_head_too() -> None:
    table = pd.DataFrame({"share": [1.0]}, index=pd.Index(["validity"], name="dimension"))
    assert in_words(table).index.name == "dimensão"
