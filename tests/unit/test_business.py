"""The measures of business on records made up here, the cost of a day, the model of the return."""

import datetime as dt
import re
from dataclasses import replace
from unittest.mock import ANY

import pytest

from course.business import cost, prices, roi, tornado
from course.business.failures import Failures
from course.business.measure import Measure, Reading, measures
from course.business.measures import m4_sla
from course.business.records import Records, Usage
from course.incidents.oncall.collectors import business as exporter
from course.settings import settings
from course.widgets.dashboards import quality

MEASURES = {measure.name: measure for measure in measures()}
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
SINCE = dt.datetime(2026, 11, 1, 12, tzinfo=settings.course_timezone)
USAGE = Usage(dt.date(2026, 11, 24), rows=1000, seconds=2.4, warehouse_bytes=2**30, object_bytes=2.0**30)
NONE = Failures(0, 0, 0, up=0.0, to_detect=None, to_diagnose=None, to_recover=None)
NOTHING = Records(SINCE + DAY / 4, SINCE, NONE, {}, {}, 0, 0, None)


def read(name: str, records: Records) -> tuple[Reading, str]:
    reading = MEASURES[name].read(records)
    return reading, MEASURES[name].verdict(reading)


def on_time(days: int) -> Records:
    """As many days that were promised as that, each loaded at 06:01."""
    first = SINCE.date()
    loaded = {
        first + n * DAY: dt.datetime.combine(first + (n + 1) * DAY, dt.time(6, 1), settings.course_timezone)
        for n in range(days)
    }
    return replace(NOTHING, now=SINCE + days * DAY, readable=loaded)


def test_the_class_plans_targets_are_all_there_in_its_order() -> None:
    assert [(m.name, m.comparison, m.target) for m in MEASURES.values()] == [
        ("mttr", "<", 15 * 60),
        ("mtbf", ">", 30 * 86400),
        ("quality_score", ">", 0.95),
        ("sla_compliance", ">", 0.995),
        ("time_to_insight", "<", 86400),
        ("errors_avoided", "≥", 0.9),
        ("operating_cost", "≥", 0.6),
        ("time_to_market", "≥", 0.8),
    ]


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_a_measure_says_its_formula_its_source_and_its_records(measure: Measure) -> None:
    assert measure.title
    assert measure.formula
    assert measure.source
    assert measure.records


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_without_records_there_is_no_figure_but_a_reason(measure: Measure) -> None:
    reading = measure.read(NOTHING)
    assert reading.value is None
    assert reading.missing
    assert measure.verdict(reading) == "not shown"


def test_mttr_is_held_against_a_quarter_of_an_hour() -> None:
    failures = replace(NONE, failures=3, recovered=2, to_recover=899.0)
    assert read("mttr", replace(NOTHING, failures=failures)) == (Reading(899, ANY), "met")
    failures = replace(failures, to_recover=900.0)
    assert read("mttr", replace(NOTHING, failures=failures))[1] == "missed"


def test_mtbf_is_operating_time_over_failures() -> None:
    failures = replace(NONE, failures=3, up=6 * 86400.0)
    assert read("mtbf", replace(NOTHING, failures=failures))[0].value == 2 * 86400


@pytest.mark.parametrize("days", [1, 29, 400])
def test_mtbf_is_never_shown_by_drills(days: int) -> None:
    failures = replace(NONE, failures=1, up=days * 86400.0)
    assert read("mtbf", replace(NOTHING, failures=failures))[1] == "not shown"


def test_the_quality_score_is_that_of_the_worst_data_set() -> None:
    reading, verdict = read("quality_score", replace(NOTHING, scores={"flights": 0.94, "weather": 1.0}))
    assert (reading.value, verdict) == (0.94, "missed")


def test_days_in_time_show_the_sla_only_when_they_are_enough() -> None:
    assert read("sla_compliance", on_time(200))[0].value == 1
    assert read("sla_compliance", on_time(200))[1] == "not shown"
    assert read("sla_compliance", on_time(201))[1] == "met"


@pytest.mark.parametrize(("due", "verdict", "left"), [(200, "missed", 0.0), (201, "met", 0.005)])
def test_one_late_day_in_two_hundred_misses_the_sla_and_leaves_no_budget(
    due: int, verdict: str, left: float
) -> None:
    records = on_time(due)
    first = min(records.readable)
    late = {**records.readable, first: records.readable[first] + DAY / 8}
    records = replace(records, readable=late)
    reading, judged = read("sla_compliance", records)
    assert (judged, m4_sla.budget_left(records)) == (verdict, left)
    # What the panels colour is what is judged.
    for value, limits in ((reading.value, quality.SLA_LIMITS), (left, quality.BUDGET_LIMITS)):
        [_red, (green_from, _green)] = limits
        assert (value >= green_from) == (verdict == "met")


@pytest.mark.parametrize("late", [None, dt.timedelta(hours=3)])
def test_a_day_that_came_late_or_never_misses_the_sla(late: dt.timedelta | None) -> None:
    records = on_time(4)
    loaded = dict(records.readable)
    day = min(loaded)
    moment = loaded.pop(day)
    if late:
        loaded[day] = moment + late
    reading, verdict = read("sla_compliance", replace(records, readable=loaded))
    assert (reading.value, verdict) == (0.75, "missed")


def test_a_day_that_was_due_before_the_platform_ran_does_not_count() -> None:
    records = on_time(2)
    long_ago = {SINCE.date() - 30 * DAY: SINCE + MINUTE}
    assert read("sla_compliance", replace(records, readable={**records.readable, **long_ago}))[0].value == 1


def test_time_to_insight_begins_when_the_newest_day_ends() -> None:
    records = on_time(3)
    reading, verdict = read("time_to_insight", records)
    assert (reading.value, verdict) == (6 * 3600 + 60, "met")


def test_errors_avoided_are_the_bad_rows_that_no_reader_saw() -> None:
    reading, verdict = read("errors_avoided", replace(NOTHING, caught=90, escaped=10))
    assert (reading.value, verdict) == (0.9, "met")


@pytest.mark.parametrize("name", ["operating_cost", "time_to_market"])
def test_what_was_before_the_platform_is_not_made_up(name: str) -> None:
    reading, verdict = read(name, replace(on_time(400), usage=USAGE, scores={"flights": 1.0}))
    assert reading.value is None
    assert verdict == "not shown"


def test_a_day_costs_its_machine_and_its_bytes() -> None:
    machine = 24 * (2 * 0.04048 + 4 * 0.004445)
    stored = (0.115 + 0.023) * 12 / 365
    assert cost.total(USAGE) == pytest.approx(5.5 * (machine + stored))
    assert cost.per_thousand_rows(replace(USAGE, rows=2000)) == pytest.approx(cost.total(USAGE) / 2)
    assert cost.busy(USAGE) == pytest.approx(2.4 / 86400)


def test_every_price_says_whose_and_of_when_or_that_it_is_an_assumption() -> None:
    known = [price for price in vars(prices).values() if isinstance(price, prices.Price)]
    assert len(known) == 5
    assert all(
        price.source == prices.ASSUMPTION or re.search(r"20\d\d-\d\d", price.source) for price in known
    )


FIGURES = roi.assumptions(10.0)


def test_every_figure_of_the_model_is_marked_and_lies_between_its_ends() -> None:
    marks = {prices.ASSUMPTION, roi.CLASS_PLAN, roi.MEASURED}
    assert all(one.low < one.likely < one.high and one.source in marks for one in FIGURES)


def test_the_return_is_what_is_saved_and_avoided_over_what_is_spent() -> None:
    figures = dict.fromkeys(roi.likely(FIGURES), 0.0) | {
        **{"manual_hours": 4, "automated": 0.5, "hour": 100, "years": 2, "build_hours": 200},
        **{"wrong_decisions": 3, "wrong_decision": 10_000, "avoided": 0.5, "care_hours": 10, "platform": 10},
    }
    result = roi.model(figures)
    assert result.benefit == 2 * (4 * 250 * 0.5 * 100 + 3 * 10_000 * 0.5)
    assert result.cost == 200 * 100 + 2 * (10 * 12 * 100 + 10 * 365)
    assert result.roi == pytest.approx((130_000 - 51_300) / 51_300)
    assert result.payback_months == pytest.approx(12 * 20_000 / (50_000 + 15_000 - 12_000 - 3_650))


def test_an_investment_that_never_comes_back_has_no_payback() -> None:
    assert roi.model(roi.likely(FIGURES) | {"care_hours": 1000}).payback_months is None


def test_the_sensitivity_moves_one_assumption_at_a_time_and_is_sorted_by_its_effect() -> None:
    swings = roi.sensitivity(FIGURES)
    widths = [swing.width for swing in swings]
    assert widths == sorted(widths, reverse=True)
    hours = next(swing for swing in swings if swing.assumption.name == "manual_hours")
    assert hours.at_low == roi.model(roi.likely(FIGURES) | {"manual_hours": 2}).roi


def test_the_tornado_draws_every_assumption_from_the_likely_return_to_both_ends() -> None:
    drawn = tornado.figure(FIGURES)
    swings = roi.sensitivity(FIGURES)
    low, high = drawn.data
    centre = roi.model(roi.likely(FIGURES)).roi
    assert list(low.y) == [swing.assumption.title for swing in swings]
    assert [low.base + x for x in low.x] == pytest.approx([swing.at_low for swing in swings])
    assert [high.base + x for x in high.x] == pytest.approx([swing.at_high for swing in swings])
    assert low.base == centre


def test_what_stays_of_the_tornado_in_an_export_is_a_table_with_every_bar() -> None:
    shown = tornado.Tornado(FIGURES)._repr_mimebundle_()
    assert shown["text/html"].count("<rect") == 2 * len(FIGURES)
    assert "<script" not in shown["text/html"]
    assert len(shown["application/vnd.plotly.v1+json"]["data"]) == 2


def test_the_exporter_tells_every_measure_that_has_a_metric_and_whether_targets_are_met(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = replace(on_time(201), usage=USAGE, scores={"flights": 0.9}, caught=9, escaped=1)
    monkeypatch.setattr(exporter, "read", lambda: full)
    exporter._families.cache_clear()
    told = {
        (sample.name, *sample.labels.values()): sample.value
        for family in exporter.collect()
        for sample in family.samples
    }
    exporter._families.cache_clear()
    assert told["course_target_met", "sla_compliance"] == 1
    assert told["course_target_met", "quality_score"] == 0
    assert ("course_target_met", "mtbf") not in told
    assert told["course_sla_compliance_ratio",] == 1
    assert told["course_errors_avoided_ratio",] == 0.9
    assert told["course_sla_error_budget_left_days",] == 1.005
    assert told["course_cost_brl_per_day", "cpu"] == pytest.approx(5.5 * 48 * 0.04048)
