"""What transform leaves for load: Parquet objects, one a data set, and a manifest of them."""

import datetime as dt

from pydantic import BaseModel

from course.errors import CourseError
from course.i18n import _
from course.pipeline import storage
from course.pipeline.gates import Result
from course.services.minio import CURATED


class CuratedTable(BaseModel):
    """A data set's table: rows the source gave, those set aside, also by reason, the object with the rest."""

    rows_in: int
    rejected: int
    reasons: dict[str, int] = {}
    stored: storage.StoredObject


class CuratedManifest(BaseModel):
    """The tables of a day by data set, one object with all their rejects, and what the gates measured.

    version: of the transformation; fetched_at: when the raw data were extracted, UTC.
    """

    day: dt.date
    version: str
    fetched_at: dt.datetime
    source_version: str
    tables: dict[str, CuratedTable]
    rejects: storage.StoredObject
    gates: list[Result] = []


def find(day: dt.date, version: str) -> CuratedManifest | None:
    """The day's manifest by that version of the transformation, or None."""
    return storage.find_manifest(CuratedManifest, CURATED, _part(day, version))


def read(day: dt.date, version: str) -> CuratedManifest:
    """The same; raises `CourseError` when the day was not transformed."""
    if manifest := find(day, version):
        return manifest
    raise not_transformed(day)


def not_transformed(day: dt.date) -> CourseError:
    """The error for a day without tables."""
    return CourseError(
        _("O dia {day} ainda não foi transformado.").format(day=day),
        _("Rode antes a etapa transform para esse dia."),
    )


def save(manifest: CuratedManifest) -> None:
    """Makes the transform count."""
    storage.put_manifest(manifest, CURATED, _part(manifest.day, manifest.version))


def _part(day: dt.date, version: str) -> str:
    return f"{day}/version={version}"
