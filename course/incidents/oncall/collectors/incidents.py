"""What the record of incidents comes to: mean times, and how many are open."""

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from course.business.failures import SQL, Failures
from course.incidents.oncall.warehouse import rows


def collect() -> Iterable[Metric]:
    """course_incident_open and, once there is something to average, the means in seconds."""
    measures = Failures(*rows(SQL)[0])
    yield GaugeMetricFamily("course_incident_open", "Incidents that are not over.", value=measures.open)
    for name, help_text, seconds in (
        ("mttd", "Mean time from failure to alert.", measures.to_detect),
        ("mttr", "Mean time from failure to recovery.", measures.to_recover),
        ("mtbf", "Mean operating time between failures.", measures.between_failures),
    ):
        if seconds is not None:
            yield GaugeMetricFamily(f"course_incident_{name}_seconds", help_text, value=seconds)
