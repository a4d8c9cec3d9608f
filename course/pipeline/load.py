"""Load: the day's tables into the star schema, the day as a whole or not at all."""

import datetime as dt
import io

import psycopg2.extensions
import pyarrow as pa
import pyarrow.parquet as pq

from course.pipeline import bulk, cache, curated, storage
from course.pipeline.curated import CuratedManifest
from course.pipeline.database import sql, transaction
from course.pipeline.report import Report, step
from course.pipeline.storage import StoredObject
from course.pipeline.tables import DAILY, REFERENCE, REJECT
from course.services.minio import CURATED
from course.settings import settings
from course.telemetry import metrics

# The first number of our advisory locks, whose second is the day (its ordinal), or 0 for reference data.
_LOCK = 7_301_002
_REFERENCE = 0


def run(day: str, run_id: str, traceparent: str = "") -> Report:
    """The step as a job: `load`, recorded under the run. An empty day is yesterday."""
    with step("load", day, run_id, traceparent) as report:
        manifest = load(report.day)
        for name, table in manifest.tables.items():
            report.add(
                name, rows_in=table.stored.rows, rows_out=table.stored.rows, rows_rejected=table.rejected
            )
        report.detail["source_version"] = manifest.source_version
    return report


def load(day: dt.date) -> CuratedManifest:
    """Makes the warehouse hold exactly what the day's curated manifest names, and returns the manifest.

    Reference data is replaced in a transaction of its own, when it changed; then the day's
    flights, weather and rejects in one. Each transaction first takes its one lock: runs of the same
    day take turns, and as none ever waits for a second lock, none can deadlock.
    Raises `CourseError` when the day was not transformed or its objects changed, `Unavailable`
    when a service does not answer; the warehouse is then as it was.
    """
    manifest = curated.read(day)
    reference = {name: _table(manifest.tables[name].stored) for name in REFERENCE}
    daily = {name: _table(manifest.tables[name].stored) for name in DAILY}
    rejects = _table(manifest.rejects)
    with transaction() as cursor:
        lock(cursor, _REFERENCE)
        for name, rows in reference.items():
            if not _unchanged(cursor, name, manifest):
                bulk.replace(cursor, REFERENCE[name], rows)
            _note(cursor, name, "all", manifest)
    with transaction() as cursor:
        lock(cursor, day.toordinal())
        for name, rows in daily.items():
            bulk.replace(cursor, DAILY[name], rows, day)
            _note(cursor, name, str(day), manifest)
        bulk.replace(cursor, REJECT, rejects, day)
        cursor.execute(sql("newest_days"))
        newest = dict(cursor.fetchall())
    cache.invalidate()
    metrics.push_freshness({name: _end_of(last) for name, last in newest.items()})
    return manifest


def _table(stored: StoredObject) -> pa.Table:
    return pq.read_table(io.BytesIO(storage.read(CURATED, stored)))


def lock(cursor: psycopg2.extensions.cursor, number: int) -> None:
    cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCK, number))


def _unchanged(cursor: psycopg2.extensions.cursor, name: str, manifest: CuratedManifest) -> bool:
    stored = manifest.tables[name].stored
    cursor.execute(
        "SELECT rows FROM ops.loaded WHERE dataset = %s AND part = 'all' AND sha256 = %s",
        (name, stored.sha256),
    )
    return cursor.fetchone() is not None


def _note(cursor: psycopg2.extensions.cursor, name: str, part: str, manifest: CuratedManifest) -> None:
    stored = manifest.tables[name].stored
    values = {"sha256": stored.sha256, "rows": stored.rows, "source_version": manifest.source_version}
    cursor.execute(sql("note_loaded"), {"dataset": name, "part": part, **values})


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), settings.course_timezone)
