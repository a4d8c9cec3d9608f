"""Extract: the source's bytes of a day, kept as they came.

A page's object is named for the source's version and the page's number, which together say what
its content is: two runs at once write the same bytes, and a run that goes on where another
was killed fetches only what is missing.
"""

import datetime as dt

from pydantic import BaseModel

from course.errors import Unavailable
from course.i18n import _
from course.pipeline import storage
from course.pipeline.client import ContractBroken, Page, SourceClient, parse
from course.pipeline.datasets import DATASETS, Dataset
from course.pipeline.storage import StoredObject
from course.services.minio import RAW


class RawDataset(BaseModel):
    """The pages of a data set, in order."""

    rows: int
    pages: list[StoredObject]


class RawManifest(BaseModel):
    """What was extracted for a day; `fetched_at` is UTC."""

    day: dt.date
    source_version: str
    fetched_at: dt.datetime
    datasets: dict[str, RawDataset]


def extract(day: dt.date) -> RawManifest:
    """Brings every data set's pages of the day into the bucket `raw` and returns their manifest.

    What is there already at the source's current version is not fetched again.
    Raises `Unavailable` when the source or the object store gives no answer, or the source's data
    changed meanwhile, and `ContractBroken` when the answers are not what the source promises.
    """
    with SourceClient() as source:
        version = source.version()
        known = storage.find_manifest(RawManifest, RAW, day)
        if known and known.source_version == version:
            return known
        datasets = {name: _complete(source, dataset, day, version) for name, dataset in DATASETS.items()}
        if source.version() != version:
            raise _changed(day)
    manifest = RawManifest(
        day=day, source_version=version, fetched_at=dt.datetime.now(dt.UTC), datasets=datasets
    )
    storage.put_manifest(manifest, RAW, day)
    return manifest


def pages(manifest: RawManifest, dataset: Dataset) -> list[Page]:
    """The pages that the manifest names, read back and verified; raises `CourseError`."""
    return [
        parse(storage.read(RAW, stored), dataset, manifest.day, number)
        for number, stored in enumerate(manifest.datasets[dataset.name].pages, start=1)
    ]


def _complete(source: SourceClient, dataset: Dataset, day: dt.date, version: str) -> RawDataset:
    try:
        return _fetch(source, dataset, day, version, keep=True)
    except ContractBroken:
        # Kept pages need not fit the others, if the source has since cut them differently.
        return _fetch(source, dataset, day, version, keep=False)


def _fetch(source: SourceClient, dataset: Dataset, day: dt.date, version: str, *, keep: bool) -> RawDataset:
    found: list[StoredObject] = []
    count = 1
    while len(found) < count:
        number = len(found) + 1
        name = _object_name(dataset, day, version, number)
        body, etag = storage.find(RAW, name) if keep else None, ""
        if body is None:
            body, etag = source.page(dataset, day, number)
            storage.put(RAW, name, body)
        page = parse(body, dataset, day, number)
        if page.version != version:
            raise _changed(day)
        count = page.pages
        found.append(storage.describe(name, body, len(page.rows), etag))
    rows = sum(stored.rows for stored in found)
    if rows != page.total:
        raise ContractBroken(
            _("A fonte anuncia {total} linhas de {dataset} em {day}, mas as páginas trazem {rows}.").format(
                total=page.total, dataset=dataset.name, day=day, rows=rows
            ),
            _("Repita a etapa; se continuar, a fonte está com defeito."),
        )
    return RawDataset(rows=rows, pages=found)


def _object_name(dataset: Dataset, day: dt.date, version: str, number: int) -> str:
    part = f"day={day}" if dataset.daily else "all"
    return f"{dataset.name}/{part}/version={version}/page-{number:04}.json"


def _changed(day: dt.date) -> Unavailable:
    return Unavailable(
        _("Os dados da fonte mudaram enquanto o dia {day} era lido.").format(day=day),
        _("Repita a etapa: ela lê a versão nova."),
    )
