"""What module 02's lessons compute by themselves; no service runs here."""

from typing import Any
from unittest.mock import Mock

import pytest

from course.exercises.engine import judge
from course.exercises.verdict import Status
from course.lessons.architecture import (
    e03_data_interval,
    e09_cache_aside,
    e16_dashboard,
    e17_read_aloud,
    e22_no_data,
    panel_trial,
)
from course.lessons.architecture.overview import TOOLS, falls_with, purposes, who_needs_whom
from course.lessons.architecture.panel_review import rated
from course.services import prometheus, redis
from course.services.registry import services
from course.source import metrics
from course.widgets.dashboards.panels import Panel, Query, stat, timeseries


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("sum by (status) (rate(calls_total[5m]))", {"calls_total"}),
        ("rate(calls_total[5m]) / ignoring(status) memory_bytes", {"calls_total"}),
        ("histogram_quantile(0.95, sum by (le) (increase(seconds_bucket[5m])))", {"seconds_bucket"}),
        ("rate(sum(calls_total)[5m:5s])", {"calls_total"}),
        ("max_over_time(memory_bytes[5m]) - memory_bytes", set()),
    ],
)
def test_a_review_sees_whose_growth_an_expression_asks_for(expression: str, names: set[str]) -> None:
    assert rated(expression) == names


def test_what_needs_a_service_through_others_falls_with_it() -> None:
    needs = {"page": ("api",), "api": ("database",), "database": (), "cache": ()}
    assert falls_with(needs, "database") == {"api", "page"}
    assert falls_with(needs, "page") == set()


def test_the_overview_tells_of_each_tool_of_the_class_plan_and_of_every_need() -> None:
    assert list(purposes().iloc[:, 0]) == [services()[name].title for name in TOOLS]
    needed = {services()[other].title for one in services().values() for other in one.needs}
    assert set(who_needs_whom().iloc[:, 0]) == needed


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the live Prometheus holds of the two metrics that exercise 02.16 asks for."""
    there = {
        e16_dashboard.SCORE: [{"dataset": one, "job": "pushgateway"} for one in ("flights", "weather")],
        e16_dashboard.CALLS: [{"path": f"/v1/{one}", "status": "200"} for one in ("flights", "airlines")],
    }
    monkeypatch.setattr(prometheus, "query", lambda name: [{"metric": one} for one in there[name]])


def _cause(panel: Panel, asked: panel_trial.Asked) -> str | None:
    """Of what is wrong with the panel: empty when it has no name, None when nothing is."""
    [drawn] = e16_dashboard.as_json([panel]) or []
    verdict = panel_trial.tried(drawn, asked)
    return verdict and verdict.cause


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize(
    ("expression", "unit", "cause"),
    [
        ("{}", "percentunit", None),
        ("min by (dataset) ({}) * 100", "percent", None),
        ("avg_over_time({}[5m])", "percentunit", None),
        ("min({})", "percentunit", "merged"),
        ("{}", "s", "wrong_unit"),
        ("{} * 100", "percentunit", "wrong_unit"),
        ('{}{{dataset="flights"}}', "percentunit", ""),
        ("1 - {}", "percentunit", ""),
    ],
)
def test_a_panel_of_the_score_keeps_the_data_sets_apart_in_a_unit_that_fits(
    expression: str, unit: str, cause: str | None
) -> None:
    query = Query(expression.format(e16_dashboard.SCORE))
    assert _cause(stat("Quality", "…", unit, query, size=(12, 8)), e16_dashboard.SCORE_ASKED) == cause


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize(
    ("expression", "unit", "cause"),
    [
        ("sum by (status) (rate({}[5m]))", "reqps", None),
        ("sum by (status) (rate({}[$__rate_interval]))", "reqps", None),
        ("rate({}[1h])", "reqps", None),
        ("sum by (status) (increase({}[5m])) / 300", "reqps", None),
        ("sum by (status) (increase({}[1m]))", "reqpm", None),
        ("sum(rate({}[5m]))", "reqps", "merged"),
        ("sum by (status) (rate({}[5m]))", "bytes", "wrong_unit"),
        ("sum by (status) (increase({}[5m]))", "none", "wrong_unit"),
        ("sum by (status) (increase({}[5m]))", "reqps", "not_a_pace"),
        ("avg by (status) (rate({}[5m]))", "reqps", ""),
    ],
)
def test_a_panel_of_the_calls_draws_their_pace_by_answer(
    expression: str, unit: str, cause: str | None
) -> None:
    query = Query(expression.format(e16_dashboard.CALLS))
    assert _cause(timeseries("Calls", "…", unit, query, size=(12, 8)), e16_dashboard.CALLS_ASKED) == cause


class _Cache:
    """What exercise 02.09 needs of Redis: values, each with the seconds that it has left."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, int]] = {}

    def get(self, key: str) -> str | None:
        return self.kept.get(key, (None, 0))[0]

    def set(self, key: str, value: str, ex: int = -1) -> None:
        self.kept[key] = (value, ex)

    def expire(self, key: str, seconds: int) -> None:
        self.kept[key] = (self.kept[key][0], seconds)

    def ttl(self, key: str) -> int:
        return self.kept.get(key, (None, -2))[1]

    def delete(self, key: str) -> None:
        self.kept.pop(key, None)


@pytest.mark.parametrize("cause", ["", *e09_cache_aside.exercise.wrong])
def test_a_cache_is_told_what_it_does_with_the_time_of_a_key(
    cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = e09_cache_aside.exercise
    monkeypatch.setattr(redis, "client", _Cache)
    names: dict[str, Any] = {}
    exec(exercise.wrong[cause].code if cause else exercise.solution, names)  # noqa: S102  # ours
    assert e09_cache_aside.check(names["cached"]).cause == cause


def test_a_slice_that_is_no_list_of_rows_is_told_and_nothing_at_all_is_an_empty_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(e03_data_interval, "_live", list)
    exercise, between = e03_data_interval.exercise, e03_data_interval._between

    def without_return(run: Any, rows: list[Any]) -> None:
        between(run, rows)

    def moments(run: Any, rows: list[Any]) -> list[Any]:
        return [row["at"] for row in between(run, rows)]

    def only_when_not_empty(run: Any, rows: list[Any]) -> list[Any] | None:
        return between(run, rows) if run.data_interval_start < run.data_interval_end else None

    for answer, given in ((without_return, "`None`"), (moments, "`[datetime")):
        verdict = judge(exercise, answer)
        assert (verdict.status, verdict.cause) == (Status.NOT_YET, "")
        assert given in verdict.message
    verdict = judge(exercise, only_when_not_empty)
    assert (verdict.cause, verdict.figures["n"]) == ("silent", 0)


@pytest.mark.parametrize("cause", ["", *e17_read_aloud.exercise.wrong])
@pytest.mark.parametrize("hours", [12, 29.6, 31.2, 32, 40])
def test_a_limit_read_aloud_is_not_taken_for_an_age_near_it(
    hours: float, cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = {e17_read_aloud.SCORE: 0.97, e17_read_aloud.AGE: hours * 3600}
    monkeypatch.setattr(prometheus, "query", lambda name: [{"value": [0, str(figures[name])]}])
    exercise, names = e17_read_aloud.exercise, dict[str, Any]()
    exec(exercise.wrong[cause].code if cause else exercise.solution, names)  # noqa: S102  # ours
    assert judge(exercise, names["report"]).cause == cause


def test_who_looks_for_the_missing_series_is_told_that_the_live_ones_are_all_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    requests = Mock()
    monkeypatch.setattr(metrics, "REQUESTS", requests)
    metrics.start_at_zero(["/v1/flights"])
    statuses = [str(call.args[1]) for call in requests.labels.call_args_list]
    exercise = e22_no_data.exercise
    for text in (exercise.hints[0], exercise.wrong["path_is_absent"].told):
        assert isinstance(text, str)
        assert [word for word in ("séries de prova", *statuses) if word not in text] == []
