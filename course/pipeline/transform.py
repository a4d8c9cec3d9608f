"""Transform: from the source's bytes to typed tables with UTC times, and the rows set aside."""

import datetime as dt
import io
from collections import Counter
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandera.pandas import DataFrameSchema

from course.pipeline import curated, gates, hold, raw, schemas, shapes, storage
from course.pipeline.database import transaction
from course.pipeline.datasets import DATASETS, Dataset
from course.pipeline.rejects import Sieve
from course.pipeline.releases import slots, versions
from course.pipeline.releases.versions import Version
from course.pipeline.report import Report, step
from course.pipeline.tables import DAILY, REFERENCE, REJECT, REJECTS, Table
from course.services.minio import CURATED


def run(day: str, run_id: str, traceparent: str = "") -> Report:
    """The step as a job: `transform`, recorded under the run. An empty day is yesterday."""
    with step("transform", day, run_id, traceparent) as report:
        manifests = prepare(report.day)
        live = manifests[0]
        for name, table in live.tables.items():
            figures = {
                "rows_in": table.rows_in,
                "rows_out": table.stored.rows,
                "rows_rejected": table.rejected,
            }
            report.add(name, **figures)
        report.detail |= {"source_version": live.source_version, "version": live.version}
        report.detail["rejects"] = {name: table.reasons for name, table in live.tables.items()}
        with hold.recorded(run_id):
            for manifest in manifests:
                admit(manifest)
        hold.record(report.day, live.gates, run_id)
        hold.clear(report.day, live.gates)
    return report


def transform(day: dt.date) -> curated.CuratedManifest:
    """Prepares the day, admits it and returns the live release's manifest; raises what these two do."""
    manifests = prepare(day)
    for manifest in manifests:
        admit(manifest)
    return manifests[0]


def admit(manifest: curated.CuratedManifest) -> None:
    """Makes the day's tables count for load; raises `HeldError` when they do not pass their gates."""
    hold.enforce(manifest.day, manifest.source_version, manifest.gates)
    curated.save(manifest)


def prepare(day: dt.date) -> list[curated.CuratedManifest]:
    """The day by the version of each standing release, the live one's manifest first.

    Raises what `prepare_as` does, and `Unavailable` without the warehouse, which knows the releases.
    """
    with transaction() as cursor:
        names = dict.fromkeys(slot.version for slot in slots.standing(cursor))
    return [prepare_as(day, versions.get(name)) for name in names]


def transform_as(day: dt.date, version: Version) -> curated.CuratedManifest:
    """Prepares the day by one version, admits it and returns its manifest."""
    manifest = prepare_as(day, version)
    admit(manifest)
    return manifest


def prepare_as(day: dt.date, version: Version) -> curated.CuratedManifest:
    """Writes the day's tables as Parquet into the bucket `curated` and returns their manifest.

    Its input is what the day's raw manifest names, verified by checksum. The same input gives the
    same bytes, under names made from them, so that two runs at once do not disturb each other.
    Raises `CourseError` when the day was not extracted or its objects are not what they were,
    and `Unavailable` without the object store.
    """
    work = _Work(raw.read(day))
    work.reference("airlines", schemas.airlines(), version.airlines)
    airports = work.reference("airports", schemas.airports(), version.airports)
    work.reference("planes", schemas.planes(), version.planes)
    zones = airports.set_index("faa")["time_zone"].dropna()
    work.daily("weather", schemas.weather(day, zones.index), version.weather, zones)
    work.daily("flights", schemas.flights(day, zones.index), version.flights, zones)
    return work.finish(version.name)


class _Work:
    """The tables of one day as they come into being."""

    def __init__(self, manifest: raw.RawManifest) -> None:
        self._raw = manifest
        self._tables: dict[str, curated.CuratedTable] = {}
        self._rejects: list[dict[str, Any]] = []
        self._gates: list[gates.Result] = []

    def reference(self, name: str, schema: DataFrameSchema, shape: shapes.Shape) -> pd.DataFrame:
        sieve = self._sieve(DATASETS[name], schema)
        shaped = shape(sieve)
        self._keep(name, REFERENCE[name], shaped, sieve)
        return shaped

    def daily(self, name: str, schema: DataFrameSchema, shape: shapes.DailyShape, zones: pd.Series) -> None:
        sieve = self._sieve(DATASETS[name], schema)
        self._keep(name, DAILY[name], shape(sieve, self._raw.day, zones), sieve)

    def finish(self, version: str) -> curated.CuratedManifest:
        """Writes the rejects and sums everything up."""
        rejects = _write(REJECTS, self._raw.day, pa.Table.from_pylist(self._rejects, schema=REJECT.columns))
        return curated.CuratedManifest(
            day=self._raw.day,
            version=version,
            fetched_at=self._raw.fetched_at,
            source_version=self._raw.source_version,
            tables=self._tables,
            rejects=rejects,
            gates=self._gates,
        )

    def _sieve(self, dataset: Dataset, schema: DataFrameSchema) -> Sieve:
        rows = [row for page in self._raw.pages(dataset) for row in page.rows]
        sieve = Sieve(rows, schemas.types(schema))
        sieve.check(schema)
        return sieve

    def _keep(self, name: str, table: Table, shaped: pd.DataFrame, sieve: Sieve) -> None:
        rejected = [{"day": self._raw.day, "dataset": name} | row for row in sieve.rejected()]
        self._rejects += rejected
        reasons = Counter(sieve.reasons.values())
        self._gates += gates.measure(gates.Subject(self._raw.day, name, sieve.rows, shaped, reasons))
        ordered = shaped.sort_values(list(table.key))
        arrow = pa.Table.from_pandas(ordered, schema=table.columns, preserve_index=False)
        part = self._raw.day if table.day else None
        self._tables[name] = curated.CuratedTable(
            rows_in=len(sieve.rows),
            rejected=len(rejected),
            reasons=reasons,
            stored=_write(name, part, arrow),
        )


def _write(name: str, day: dt.date | None, table: pa.Table) -> storage.StoredObject:
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), buffer, compression="zstd")
    body = buffer.getvalue()
    folder = f"{name}/day={day}" if day else f"{name}/all"
    stored = storage.describe(f"{folder}/{storage.sha256(body)[:16]}.parquet", body, table.num_rows)
    storage.put_new(CURATED, stored, body)
    return stored
