"""Transform: from the source's bytes to typed tables with UTC times, and the rows set aside."""

import datetime as dt
import io
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandera.pandas import DataFrameSchema

from course.pipeline import curated, raw, schemas, shapes, storage
from course.pipeline.datasets import DATASETS, Dataset
from course.pipeline.rejects import Sieve
from course.pipeline.report import Report, step
from course.pipeline.tables import DAILY, REFERENCE, REJECT, REJECTS, Table
from course.services.minio import CURATED


def run(day: str, run_id: str, traceparent: str = "") -> Report:
    """The step as a job: `transform`, recorded under the run. An empty day is yesterday."""
    with step("transform", day, run_id, traceparent) as report:
        manifest = transform(report.day)
        for name, table in manifest.tables.items():
            figures = {
                "rows_in": table.rows_in,
                "rows_out": table.stored.rows,
                "rows_rejected": table.rejected,
            }
            report.add(name, **figures)
        report.detail["source_version"] = manifest.source_version
    return report


def transform(day: dt.date) -> curated.CuratedManifest:
    """Writes the day's tables as Parquet into the bucket `curated` and returns their manifest.

    Its input is what the day's raw manifest names, verified by checksum. The same input gives the
    same bytes, under names made from them, so that two runs at once do not disturb each other.
    Raises `CourseError` when the day was not extracted or its objects are not what they were,
    and `Unavailable` without the object store.
    """
    work = _Work(raw.read(day))
    work.reference("airlines", schemas.airlines(), shapes.airlines)
    airports = work.reference("airports", schemas.airports(), shapes.airports)
    work.reference("planes", schemas.planes(), shapes.planes)
    zones = airports.set_index("faa")["time_zone"].dropna()
    work.daily("weather", schemas.weather(day, zones.index), shapes.weather, zones)
    work.daily("flights", schemas.flights(day, zones.index), shapes.flights, zones)
    manifest = work.finish()
    curated.save(manifest)
    return manifest


class _Work:
    """The tables of one day as they come into being."""

    def __init__(self, manifest: raw.RawManifest) -> None:
        self._raw = manifest
        self._tables: dict[str, curated.CuratedTable] = {}
        self._rejects: list[dict[str, Any]] = []

    def reference(self, name: str, schema: DataFrameSchema, shape: shapes.Shape) -> pd.DataFrame:
        sieve = self._sieve(DATASETS[name], schema)
        shaped = shape(sieve)
        self._keep(name, REFERENCE[name], shaped, sieve)
        return shaped

    def daily(self, name: str, schema: DataFrameSchema, shape: shapes.DailyShape, zones: pd.Series) -> None:
        sieve = self._sieve(DATASETS[name], schema)
        self._keep(name, DAILY[name], shape(sieve, self._raw.day, zones), sieve)

    def finish(self) -> curated.CuratedManifest:
        """Writes the rejects and sums everything up."""
        rejects = _write(REJECTS, self._raw.day, pa.Table.from_pylist(self._rejects, schema=REJECT.columns))
        return curated.CuratedManifest(
            day=self._raw.day,
            source_version=self._raw.source_version,
            tables=self._tables,
            rejects=rejects,
        )

    def _sieve(self, dataset: Dataset, schema: DataFrameSchema) -> Sieve:
        rows = [row for page in self._raw.pages(dataset) for row in page.rows]
        sieve = Sieve(rows, schemas.types(schema))
        sieve.check(schema)
        return sieve

    def _keep(self, name: str, table: Table, shaped: pd.DataFrame, sieve: Sieve) -> None:
        rejected = [{"day": self._raw.day, "dataset": name} | row for row in sieve.rejected()]
        self._rejects += rejected
        ordered = shaped.sort_values(list(table.key))
        arrow = pa.Table.from_pandas(ordered, schema=table.columns, preserve_index=False)
        part = self._raw.day if table.day else None
        self._tables[name] = curated.CuratedTable(
            rows_in=len(sieve.rows), rejected=len(rejected), stored=_write(name, part, arrow)
        )


def _write(name: str, day: dt.date | None, table: pa.Table) -> storage.StoredObject:
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), buffer, compression="zstd")
    body = buffer.getvalue()
    folder = f"{name}/day={day}" if day else f"{name}/all"
    stored = storage.describe(f"{folder}/{storage.sha256(body)[:16]}.parquet", body, table.num_rows)
    storage.put_new(CURATED, stored, body)
    return stored
