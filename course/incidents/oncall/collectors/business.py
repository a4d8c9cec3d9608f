"""What the platform is worth to the business: the measures, the error budget, what a day costs."""

import time
from collections.abc import Iterable, Mapping
from functools import lru_cache

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from course.business import cost
from course.business.measure import measures
from course.business.measures import m4_sla
from course.business.records import Records, read

# Nothing here changes with every scrape.
_KEPT_SECONDS = 30


def collect() -> Iterable[Metric]:
    """The measures that have a metric and a value, course_target_met, course_cost_*, course_sla_*."""
    return _families(int(time.monotonic() // _KEPT_SECONDS))


@lru_cache(maxsize=1)
def _families(_turn: int) -> list[Metric]:
    records = read()
    return [*_measured(records), *_budget(records), *_cost(records)]


def _measured(records: Records) -> Iterable[Metric]:
    met = GaugeMetricFamily(
        "course_target_met",
        "1 when the measure's target is met, 0 when missed; absent while it is not shown.",
        labels=["measure"],
    )
    for measure in measures():
        reading = measure.read(records)
        if measure.metric and reading.value is not None:
            yield GaugeMetricFamily(measure.metric, "See course.business.measures.", value=reading.value)
        if (verdict := measure.verdict(reading)) != "not shown":
            met.add_metric([measure.name], float(verdict == "met"))
    yield met


def _budget(records: Records) -> Iterable[Metric]:
    due, in_time = m4_sla.days(records)
    yield _labelled(
        "course_sla_days", "Days promised so far.", "outcome", {"in_time": in_time, "late": due - in_time}
    )
    yield GaugeMetricFamily(
        "course_sla_error_budget_left_days",
        "Late days that the target still allows, of the days promised so far; the target is met above 0.",
        value=m4_sla.budget_left(records),
    )


def _cost(records: Records) -> Iterable[Metric]:
    if records.usage:
        lines = {item.name: item.brl for item in cost.items(records.usage)}
        yield _labelled("course_cost_brl_per_day", "By the price list.", "item", lines)
        thousand = cost.per_thousand_rows(records.usage)
        yield GaugeMetricFamily("course_cost_brl_per_thousand_rows", "Of the newest day.", value=thousand)
        yield GaugeMetricFamily(
            "course_busy_ratio",
            "Share of a day that the newest day's steps took.",
            value=cost.busy(records.usage),
        )


def _labelled(name: str, help_text: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, help_text, labels=[label])
    for value, figure in values.items():
        family.add_metric([value], figure)
    return family
