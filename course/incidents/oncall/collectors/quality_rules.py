"""What every quality rule measured last."""

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from course.incidents.oncall.warehouse import rows, sql


def collect() -> Iterable[Metric]:
    """course_data_quality_rule_ratio and …_threshold_ratio, by data set, dimension and rule."""
    labels = ["dataset", "dimension", "rule"]
    ratio = GaugeMetricFamily(
        "course_data_quality_rule_ratio", "Share of rows that keep the rule.", labels=labels
    )
    threshold = GaugeMetricFamily(
        "course_data_quality_rule_threshold_ratio", "Share of rows that have to.", labels=labels
    )
    for *names, kept, wanted in rows(sql("newest_rules")):
        ratio.add_metric(names, kept)
        threshold.add_metric(names, wanted)
    return ratio, threshold
