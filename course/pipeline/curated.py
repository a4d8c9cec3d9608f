"""What transform leaves for load: Parquet objects, one a data set, and a manifest of them."""

import datetime as dt

from pydantic import BaseModel

from course.errors import CourseError
from course.i18n import _
from course.pipeline import storage
from course.services.minio import CURATED


class CuratedTable(BaseModel):
    """A data set's table: rows the source gave, rows set aside, and the object with the others."""

    rows_in: int
    rejected: int
    stored: storage.StoredObject


class CuratedManifest(BaseModel):
    """The tables of a day by data set, and one object with the rejects of all of them."""

    day: dt.date
    source_version: str
    tables: dict[str, CuratedTable]
    rejects: storage.StoredObject


def read(day: dt.date) -> CuratedManifest:
    """The day's manifest; raises `CourseError` when the day was not transformed."""
    if manifest := storage.find_manifest(CuratedManifest, CURATED, day):
        return manifest
    raise CourseError(
        _("O dia {day} ainda não foi transformado.").format(day=day),
        _("Rode antes a etapa transform para esse dia."),
    )


def save(manifest: CuratedManifest) -> None:
    """Makes the transform count."""
    storage.put_manifest(manifest, CURATED, manifest.day)
