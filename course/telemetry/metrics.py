"""The pipeline's metrics: gauges of its last run, left at the Pushgateway for Prometheus to read.

A pushed series outlives the job, so none of them is an age or a counter, and none carries a run's id.
Every group is pushed by one kind of job alone, named by its grouping key.
"""

import datetime as dt
import logging
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Gauge, pushadd_to_gateway

from course.settings import settings
from course.telemetry import traces

_log = logging.getLogger(__name__)
_JOB, _BACKUP_JOB, _DRILL_JOB = "etl_pipeline", "backup", "restore_drill"
_TIMEOUT_SECONDS = 3


def push_step(stage: str, seconds: float, rows: Mapping[str, int]) -> None:
    """What a step did: its seconds, and its rows by outcome (in, out, rejected)."""
    registry = CollectorRegistry()
    duration = Gauge(
        "course_etl_duration_seconds", "Duration of the last successful run of the stage.", registry=registry
    )
    duration.set(seconds)
    counted = Gauge(
        "course_etl_rows", "Rows of its last successful run, by outcome.", ["outcome"], registry=registry
    )
    for outcome, number in rows.items():
        counted.labels(outcome).set(number)
    _push(registry, {"stage": stage})


def push_quality(scores: Mapping[str, float]) -> None:
    """The score, 0 to 1, of each data set."""
    for dataset, score in scores.items():
        registry = CollectorRegistry()
        gauge = Gauge(
            "course_data_quality_score_ratio", "Quality score of the last day measured.", registry=registry
        )
        gauge.set(score)
        _push(registry, {"dataset": dataset})


def push_freshness(until: Mapping[str, dt.datetime]) -> None:
    """Up to which moment the warehouse holds each data set.

    It is the end of the newest day that is loaded, asked of the warehouse, and not the clock at the
    load: so loading an old day again leaves it as it is, and cannot make stale data look fresh.
    """
    for dataset, moment in until.items():
        registry = CollectorRegistry()
        gauge = Gauge(
            "course_data_last_success_timestamp_seconds",
            "End of the newest day that was loaded with success.",
            registry=registry,
        )
        gauge.set(moment.timestamp())
        _push(registry, {"dataset": dataset})


def push_backup(kind: str, taken_at: dt.datetime) -> None:
    """From which moment on changes are not in the newest backup of that kind."""
    registry = CollectorRegistry()
    gauge = Gauge(
        "course_backup_last_success_timestamp_seconds",
        "Moment of the newest finished backup, by kind.",
        registry=registry,
    )
    gauge.set(taken_at.timestamp())
    _push(registry, {"kind": kind}, _BACKUP_JOB)


def push_drill(moment: dt.datetime, *, success: bool) -> None:
    """How the last restore drill went, and, if well, when: a failed one leaves the moment as it was."""
    registry = CollectorRegistry()
    Gauge("course_restore_drill_success", "Whether the last restore drill went well.", registry=registry).set(
        success
    )
    if success:
        Gauge(
            "course_backup_verified_timestamp_seconds",
            "Moment at which a restored backup was last found equal to its manifest.",
            registry=registry,
        ).set(moment.timestamp())
    _push(registry, {}, _DRILL_JOB)


def _push(registry: CollectorRegistry, group: dict[str, str], job: str = _JOB) -> None:
    """Metrics are no reason for a load to fail: a Pushgateway that is away costs a warning."""
    gateway = f"{settings.pushgateway_host}:{settings.pushgateway_port}"
    try:
        with traces.span("push", "pushgateway", **group):
            pushadd_to_gateway(gateway, job, registry, grouping_key=group, timeout=_TIMEOUT_SECONDS)
    except OSError as error:
        _log.warning("Pushgateway %s did not take the metrics of %s: %s", gateway, group, error)
