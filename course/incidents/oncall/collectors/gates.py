"""What the gates measured last, the rows that were set aside, and the days that are held."""

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from course.incidents.oncall.warehouse import rows, sql


def collect() -> Iterable[Metric]:
    """The gates' figures with their bounds, rejects by data set and reason; held days."""
    measured = rows(sql("gates"))
    by_gate = ["dataset", "gate"]
    for place, (name, help_text) in enumerate(
        (("value", "What the gate measured last."), ("low", "The least that passes."), ("high", "The most."))
    ):
        family = GaugeMetricFamily(f"course_gate_{name}", help_text, labels=by_gate)
        for dataset, gate, *figures in measured:
            family.add_metric([dataset, gate], figures[place])
        yield family
    value = {(dataset, gate): figure for dataset, gate, figure, *_ in measured}
    yield _by_dataset(
        "course_rows_volume_ratio",
        "Rows of the newest day over what is usual, or over what the source announced where that is less.",
        {
            dataset: min(figure, value.get((dataset, "complete"), figure))
            for (dataset, gate), figure in value.items()
            if gate == "volume"
        },
    )
    yield _by_dataset(
        "course_schema_changed",
        "1 when the newest extract lacks columns.",
        {dataset: float(figure > 0) for (dataset, gate), figure in value.items() if gate == "schema"},
    )
    rejected = GaugeMetricFamily(
        "course_rows_rejected", "Rows that the newest transform set aside.", labels=["dataset", "reason"]
    )
    for dataset, reason, number in rows(sql("rejected")):
        rejected.add_metric([dataset, reason], number)
    yield rejected
    [(held,)] = rows(sql("held_days"))
    yield GaugeMetricFamily("course_held_days", "Days that a gate keeps out of the warehouse.", value=held)


def _by_dataset(name: str, help_text: str, figures: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(name, help_text, labels=["dataset"])
    for dataset, figure in figures.items():
        family.add_metric([dataset], figure)
    return family
