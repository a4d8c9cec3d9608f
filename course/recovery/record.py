"""What was backed up and restored, for `ops` and for Prometheus."""

import datetime as dt

from course.pipeline.database import transaction
from course.recovery.inventory import sql
from course.telemetry import metrics


def backup(
    kind: str, name: str, taken_at: dt.datetime, size_bytes: int, newest_day: dt.date | None = None
) -> None:
    """A part of a backup that is finished. kind: warehouse, airflow, objects or base."""
    with transaction() as cursor:
        cursor.execute(
            sql("put_backup"),
            {"kind": kind, "name": name, "taken_at": taken_at, "size": size_bytes, "newest_day": newest_day},
        )
    metrics.push_backup(kind, taken_at)


def drill(backup: str, seconds: float, tables: int = 0, rows: int = 0, error: str = "") -> None:
    """A restore drill that has ended; `error` says why it failed.

    Prometheus is told first, as the warehouse may be what is away.
    """
    metrics.push_drill(dt.datetime.now(dt.UTC), success=not error)
    with transaction() as cursor:
        cursor.execute(
            sql("put_drill"),
            {"backup": backup, "seconds": seconds, "tables": tables, "rows": rows, "error": error or None},
        )
