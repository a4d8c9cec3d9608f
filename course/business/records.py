"""What the platform recorded of its own work, read once for all measures."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.business.failures import Failures
from course.business.sql import sql
from course.errors import Unavailable
from course.i18n import _
from course.pipeline.database import transaction
from course.services import prometheus

# What MinIO says of itself; it counts anew every few minutes.
_STORED = "sum(minio_cluster_usage_total_bytes)"


@dataclass(frozen=True)
class Usage:
    """What the newest day took. rows: delivered; seconds: of its steps; the bytes are those of now."""

    day: dt.date
    rows: int
    seconds: float
    warehouse_bytes: int
    object_bytes: float


@dataclass(frozen=True)
class Records:
    """now, since: UTC, the moments of reading and of the pipeline's first step; one moment before that step.

    readable: by day, when the first load of it ended with success. scores: by data set, the newest, 0 to 1.
    caught, escaped: rows set aside before the warehouse, and rows in it that break a rule whose
    threshold was missed, by the newest measurement of each day. usage: None before the first load.
    """

    now: dt.datetime
    since: dt.datetime
    failures: Failures
    readable: Mapping[dt.date, dt.datetime]
    scores: Mapping[str, float]
    caught: int
    escaped: int
    usage: Usage | None


def read() -> Records:
    """Asks the warehouse, and Prometheus for the size of the object store.

    Raises `Unavailable` without one of them.
    """
    with transaction() as cursor:

        def ask(name: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql(name))
            return cursor.fetchall()

        [(now, since)] = ask("since")
        [(caught, escaped)] = ask("defects")
        usage = ask("usage")
        return Records(
            now=now,
            since=since,
            failures=Failures(*ask("failures")[0]),
            readable=dict(ask("readable")),
            scores=dict(ask("scores")),
            caught=caught,
            escaped=escaped,
            usage=Usage(*(*usage[0], _object_bytes())) if usage else None,
        )


def _object_bytes() -> float:
    found = prometheus.query(_STORED)
    if not found:
        raise Unavailable(
            _("O Prometheus ainda não tem o espaço usado no MinIO."), _("Espere um minuto e repita.")
        )
    return float(found[0]["value"][1])
