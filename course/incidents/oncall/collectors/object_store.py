"""Whether the object store takes an object and gives it back, tried with one."""

from collections.abc import Iterable

from minio.error import S3Error
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from course.services import minio


def collect() -> Iterable[Metric]:
    """course_object_store_writable; a store that does not answer at all raises, and is ServiceDown's."""
    try:
        minio.ping()
        writable = 1
    except S3Error:  # it answered: no
        writable = 0
    yield GaugeMetricFamily(
        "course_object_store_writable", "1 when an object could be written and read back.", value=writable
    )
