"""Load: the day's tables into the star schema of each release, the day as a whole or not at all."""

import datetime as dt
import io
from collections.abc import Callable, Iterator

import psycopg2.extensions
import pyarrow as pa
import pyarrow.parquet as pq

from course.pipeline import bulk, cache, curated, storage
from course.pipeline.curated import CuratedManifest
from course.pipeline.database import sql, transaction
from course.pipeline.days import end_of
from course.pipeline.releases import slots
from course.pipeline.releases.slots import Slot
from course.pipeline.report import Report, step
from course.pipeline.storage import StoredObject
from course.pipeline.tables import DAILY, REFERENCE, REJECT
from course.services.minio import CURATED
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
        report.detail |= {"source_version": manifest.source_version, "version": manifest.version}
    return report


def load(day: dt.date) -> CuratedManifest:
    """Makes every standing release hold what the day's curated manifests name; returns the live one's.

    Reference data is replaced in a transaction of its own, when it changed; then the day's
    flights, weather and rejects in one, of all releases: whichever is live when it commits, nothing is lost.
    Each transaction shares the lock on the set of releases and takes its own one: runs of the same
    day take turns, and as none ever waits for a second of those, none can deadlock.
    Raises `CourseError` when the day was not transformed or its objects changed, `Unavailable`
    when a service does not answer; the warehouse is then as it was.
    """
    manifest = _load(day, slots.standing)
    with transaction() as cursor:
        newest = newest_days(cursor)
    cache.invalidate()
    metrics.push_freshness(newest)
    return manifest


def fill(day: dt.date, slot: Slot) -> None:
    """The same for one place alone, which readers do not see; its version has transformed the day."""
    _load(day, lambda cursor: [slot])


def _load(day: dt.date, places: Callable[[psycopg2.extensions.cursor], list[Slot]]) -> CuratedManifest:
    with transaction() as cursor:
        standing = places(cursor)
        lock(cursor, _REFERENCE)
        for slot, manifest in _made(day, standing):
            for name, table in REFERENCE.items():
                if not _unchanged(cursor, slot, name, manifest):
                    rows = _table(manifest.tables[name].stored)
                    bulk.replace(cursor, slots.schema(slot.colour), table, rows)
                _note(cursor, slot, name, "all", manifest)
    with transaction() as cursor:
        standing = places(cursor)
        lock(cursor, day.toordinal())
        made = list(_made(day, standing))
        for slot, manifest in made:
            for name, table in DAILY.items():
                rows = _table(manifest.tables[name].stored)
                bulk.replace(cursor, slots.schema(slot.colour), table, rows, day)
                _note(cursor, slot, name, str(day), manifest)
            bulk.replace(cursor, slots.schema(slot.colour), REJECT, _table(manifest.rejects), day)
    return made[0][1]


def _made(day: dt.date, standing: list[Slot]) -> Iterator[tuple[Slot, CuratedManifest]]:
    """Each place with its tables, all from the newest extract that any version has transformed.

    A release that came to stand since the transform has its tables made now.
    """
    found = {slot.version: curated.find(day, slot.version) for slot in standing}
    if not (fetched := [manifest.fetched_at for manifest in found.values() if manifest]):
        raise curated.not_transformed(day)
    for slot in standing:
        manifest = found[slot.version]
        if manifest is None or manifest.fetched_at < max(fetched):
            # Late: they bring pandera, which is seldom needed here.
            from course.pipeline.releases import versions
            from course.pipeline.transform import transform_as

            manifest = transform_as(day, versions.get(slot.version))
        yield slot, manifest


def _table(stored: StoredObject) -> pa.Table:
    # Not read_table, which brings pyarrow.dataset and pandas: seconds, while other loads wait.
    return pq.ParquetFile(io.BytesIO(storage.read(CURATED, stored))).read()


def lock(cursor: psycopg2.extensions.cursor, number: int) -> None:
    cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCK, number))


def _unchanged(cursor: psycopg2.extensions.cursor, slot: Slot, name: str, manifest: CuratedManifest) -> bool:
    cursor.execute(
        """SELECT FROM mart_all.loaded
           WHERE colour = %s AND dataset = %s AND part = 'all' AND sha256 = %s""",
        (slot.colour, name, manifest.tables[name].stored.sha256),
    )
    return cursor.fetchone() is not None


def _note(
    cursor: psycopg2.extensions.cursor, slot: Slot, name: str, part: str, manifest: CuratedManifest
) -> None:
    stored = manifest.tables[name].stored
    values = {"sha256": stored.sha256, "rows": stored.rows, "source_version": manifest.source_version}
    cursor.execute(sql("note_loaded"), {"colour": slot.colour, "dataset": name, "part": part, **values})


def newest_days(cursor: psycopg2.extensions.cursor) -> dict[str, dt.datetime]:
    """By data set, the end of the newest day that is loaded."""
    cursor.execute(sql("newest_days"))
    return {name: end_of(last) for name, last in cursor.fetchall()}
