"""Extract: the source's bytes of a day, kept as they came.

A page's object is named for the source's version and the page's number, which together say what
its content is: two runs at once write the same bytes, and a run that goes on where another
was killed fetches only what is missing.
"""

import datetime as dt

from course.errors import Unavailable
from course.i18n import _
from course.pipeline import hold, raw, storage
from course.pipeline.client import SourceClient
from course.pipeline.contract import ContractError, Page, SchemaChangedError, parse
from course.pipeline.datasets import DATASETS, Dataset
from course.pipeline.gates import Result
from course.pipeline.hold import HeldError
from course.pipeline.report import Report, step
from course.services.minio import RAW


def run(day: str, run_id: str, traceparent: str = "") -> Report:
    """The step as a job: `extract`, recorded under the run. An empty day is yesterday."""
    with step("extract", day, run_id, traceparent) as report:
        with hold.recorded(run_id):
            manifest = extract(report.day)
        hold.record(report.day, _as_agreed(), run_id)
        for name, dataset in manifest.datasets.items():
            report.add(name, rows_in=dataset.rows, rows_out=dataset.rows, objects=len(dataset.pages))
        report.detail["source_version"] = manifest.source_version
    return report


def extract(day: dt.date) -> raw.RawManifest:
    """Brings every data set's pages of the day into the bucket `raw` and returns their manifest.

    What is there already at the source's current version is not fetched again.
    Raises `Unavailable` when the source or the object store gives no answer, or the source's data
    changed meanwhile, `ContractError` when the answers are not what the source promises, and
    `HeldError` when whole columns or rows that it promises are missing.
    """
    with SourceClient() as source:
        version = source.version()
        known = raw.find(day)
        if known and known.source_version == version and known.intact():
            return known
        datasets = {name: _complete(source, dataset, day, version) for name, dataset in DATASETS.items()}
        if source.version() != version:
            raise _changed(day)
    manifest = raw.RawManifest(
        day=day, source_version=version, fetched_at=dt.datetime.now(dt.UTC), datasets=datasets
    )
    raw.save(manifest)
    return manifest


def _complete(source: SourceClient, dataset: Dataset, day: dt.date, version: str) -> raw.RawDataset:
    try:
        found = _pages(source, dataset, day, version, keep=True)
        if not _adds_up(found):  # perhaps the source has since cut its pages differently: all of them anew
            found = _pages(source, dataset, day, version, keep=False)
    except SchemaChangedError as error:
        result = _schema(dataset.name, len(error.columns))
        raise HeldError(day, version, [result], error.message) from error
    if not _adds_up(found):
        announced, delivered = found[-1][1].total, sum(stored.rows for stored, page in found)
        why = _("{dataset}: a fonte anuncia {announced} linhas e entrega {delivered}").format(
            dataset=dataset.name, announced=announced, delivered=delivered
        )
        raise HeldError(day, version, [_delivered(dataset.name, delivered / max(1, announced))], why)
    objects = [stored for stored, page in found]
    return raw.RawDataset(rows=sum(stored.rows for stored in objects), pages=objects)


def _pages(
    source: SourceClient, dataset: Dataset, day: dt.date, version: str, *, keep: bool
) -> list[tuple[storage.StoredObject, Page]]:
    found: list[tuple[storage.StoredObject, Page]] = []
    count = 1
    while len(found) < count:
        number = len(found) + 1
        name = _object_name(dataset, day, version, number)
        kept = _kept(name, dataset, day, number) if keep else None
        content = kept or source.page(dataset, day, number)
        page = parse(content.body, dataset, day, number)
        if page.version != version:
            raise _changed(day)
        if not kept:
            storage.put(RAW, name, content.body, content.etag)
        count = page.pages
        found.append((storage.describe(name, content.body, len(page.rows), content.etag), page))
    return found


def _kept(name: str, dataset: Dataset, day: dt.date, number: int) -> storage.Content | None:
    content = storage.find(RAW, name)
    try:
        return content if content and parse(content.body, dataset, day, number) else None
    except ContractError:
        return None  # kept when the pipeline still asked for less


def _adds_up(found: list[tuple[storage.StoredObject, Page]]) -> bool:
    announced = {(page.pages, page.total) for stored, page in found}
    return announced == {(len(found), sum(stored.rows for stored, page in found))}


def _as_agreed() -> list[Result]:
    """What an extract that went well says of every data set."""
    return [result for name in DATASETS for result in (_schema(name, 0), _delivered(name, 1))]


def _schema(dataset: str, missing_columns: int) -> Result:
    return Result(dataset=dataset, gate=hold.SCHEMA, value=missing_columns, low=0, high=0)


def _delivered(dataset: str, share: float) -> Result:
    """Of the rows that the source announces: those that it delivers."""
    return Result(dataset=dataset, gate=hold.COMPLETE, value=share, low=1, high=1)


def _object_name(dataset: Dataset, day: dt.date, version: str, number: int) -> str:
    part = f"day={day}" if dataset.daily else "all"
    return f"{dataset.name}/{part}/version={version}/page-{number:04}.json"


def _changed(day: dt.date) -> Unavailable:
    return Unavailable(
        _("Os dados da fonte mudaram enquanto o dia {day} era lido.").format(day=day),
        _("Repita a etapa: ela lê a versão nova."),
    )
