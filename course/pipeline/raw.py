"""What extract leaves for the others: the source's pages as they came, and a manifest of them."""

import datetime as dt

from pydantic import BaseModel

from course.errors import CourseError
from course.i18n import _
from course.pipeline import storage
from course.pipeline.contract import Page, parse
from course.pipeline.datasets import Dataset
from course.services.minio import RAW


class RawDataset(BaseModel):
    """The pages of a data set, in order."""

    rows: int
    pages: list[storage.StoredObject]


class RawManifest(BaseModel):
    """What was extracted for a day; `fetched_at` is UTC."""

    day: dt.date
    source_version: str
    fetched_at: dt.datetime
    datasets: dict[str, RawDataset]

    def intact(self) -> bool:
        """Whether every object that it names is there, unchanged."""
        return all(storage.intact(RAW, page) for found in self.datasets.values() for page in found.pages)

    def pages(self, dataset: Dataset) -> list[Page]:
        """The data set's pages, read back and verified by checksum; raises `CourseError`."""
        return [
            parse(storage.read(RAW, stored), dataset, self.day, number)
            for number, stored in enumerate(self.datasets[dataset.name].pages, start=1)
        ]


def find(day: dt.date) -> RawManifest | None:
    """The day's manifest, or None when it was not extracted."""
    return storage.find_manifest(RawManifest, RAW, day)


def read(day: dt.date) -> RawManifest:
    """The day's manifest; raises `CourseError` when the day was not extracted."""
    if manifest := find(day):
        return manifest
    raise CourseError(
        _("O dia {day} ainda não foi extraído.").format(day=day),
        _("Rode antes a etapa extract para esse dia."),
    )


def save(manifest: RawManifest) -> None:
    """Makes the extract count."""
    storage.put_manifest(manifest, RAW, manifest.day)
