"""Transform: from the source's bytes to typed tables with UTC times, and the rows set aside."""

import datetime as dt
import io
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandera.pandas import DataFrameSchema
from pydantic import BaseModel

from course.errors import CourseError
from course.i18n import _
from course.pipeline import schemas, shapes, storage
from course.pipeline.curated import CuratedManifest, CuratedTable
from course.pipeline.datasets import DATASETS, Dataset
from course.pipeline.extract import RawManifest, pages
from course.pipeline.rejects import Sieve
from course.pipeline.tables import DAILY, REFERENCE, REJECT, REJECTS, Table
from course.services.minio import CURATED, RAW


def transform(day: dt.date) -> CuratedManifest:
    """Writes the day's tables as Parquet into the bucket `curated` and returns their manifest.

    Its input is what the day's raw manifest names, verified by checksum. The same input gives the
    same bytes, under names made from them, so that two runs at once do not disturb each other.
    Raises `CourseError` when the day was not extracted or its objects are not what they were.
    """
    raw = storage.find_manifest(RawManifest, RAW, day)
    if raw is None:
        raise CourseError(
            _("O dia {day} ainda não foi extraído.").format(day=day),
            _("Rode antes a etapa extract para esse dia."),
        )
    work = _Work(raw)
    work.reference("airlines", schemas.airlines(), shapes.airlines)
    airports = work.reference("airports", schemas.airports(), shapes.airports)
    work.reference("planes", schemas.planes(), shapes.planes)
    zones = airports.set_index("faa")["time_zone"].dropna()
    work.daily("weather", schemas.weather(day, zones.index), shapes.weather, zones)
    work.daily("flights", schemas.flights(day, zones.index), shapes.flights, zones)
    manifest = work.finish()
    storage.put_manifest(manifest, CURATED, day)
    return manifest


class _Work:
    """The tables of one day as they come into being."""

    def __init__(self, raw: RawManifest) -> None:
        self._raw = raw
        self._tables: dict[str, CuratedTable] = {}
        self._rejects: list[dict[str, Any]] = []

    def reference(self, name: str, schema: DataFrameSchema, shape: shapes.Shape) -> pd.DataFrame:
        sieve = self._sieve(DATASETS[name], schema)
        shaped = shape(sieve)
        self._keep(name, REFERENCE[name], shaped, sieve)
        return shaped

    def daily(self, name: str, schema: DataFrameSchema, shape: shapes.DailyShape, zones: pd.Series) -> None:
        sieve = self._sieve(DATASETS[name], schema)
        self._keep(name, DAILY[name], shape(sieve, self._raw.day, zones), sieve)

    def finish(self) -> CuratedManifest:
        """Writes the rejects and sums everything up."""
        rejects = _write(REJECTS, self._raw.day, pa.Table.from_pylist(self._rejects, schema=REJECT.columns))
        return CuratedManifest(
            day=self._raw.day,
            source_version=self._raw.source_version,
            tables=self._tables,
            rejects=rejects,
        )

    def _sieve(self, dataset: Dataset, schema: DataFrameSchema) -> Sieve:
        rows = [row for page in pages(self._raw, dataset) for row in page.rows]
        sieve = Sieve(rows, schemas.types(schema))
        sieve.check(schema)
        return sieve

    def _keep(self, name: str, table: Table, shaped: pd.DataFrame, sieve: Sieve) -> None:
        rejected = [{"day": self._raw.day, "dataset": name} | row for row in sieve.rejected()]
        self._rejects += rejected
        ordered = shaped.sort_values(list(table.key))
        arrow = pa.Table.from_pandas(ordered, schema=table.columns, preserve_index=False)
        part = self._raw.day if table.day else None
        self._tables[name] = CuratedTable(
            rows_in=len(sieve.rows), rejected=len(rejected), stored=_write(name, part, arrow)
        )


def _write(name: str, day: dt.date | None, table: pa.Table) -> storage.StoredObject:
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), buffer, compression="zstd")
    body = buffer.getvalue()
    folder = f"{name}/day={day}" if day else f"{name}/all"
    stored = storage.describe(f"{folder}/{storage.sha256(body)[:16]}.parquet", body, table.num_rows)
    storage.put_new(CURATED, stored.name, body)
    return stored
