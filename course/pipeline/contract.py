"""The form in which the source answers, as far as the pipeline relies on it."""

import datetime as dt
from typing import Any

from pydantic import BaseModel, ValidationError

from course.errors import CourseError
from course.i18n import _
from course.pipeline.datasets import Dataset


class Page(BaseModel):
    """A page of a data set; `total` rows in `pages` pages, of one `version` of the data."""

    dataset: str
    date: dt.date | None
    page: int
    pages: int
    total: int
    version: str
    rows: list[dict[str, Any]]


class ContractError(CourseError):
    """The source answered, but not what it promises."""


class SchemaChangedError(ContractError):
    """Columns that the source promises are not there. columns: their names."""

    def __init__(self, dataset: str, columns: list[str]) -> None:
        super().__init__(
            _("{dataset} não traz as colunas {names}").format(dataset=dataset, names=", ".join(columns))
        )
        self.dataset, self.columns = dataset, columns


def parse(body: bytes, dataset: Dataset, day: dt.date, number: int) -> Page:
    """The page in `body`; raises `ContractError` unless it is the one asked for, with its columns."""
    path = f"/v1/{dataset.name}?page={number}"
    try:
        page = Page.model_validate_json(body)
    except ValidationError as error:
        raise broken(path, _("não é JSON na forma combinada")) from error
    if (page.dataset, page.page, page.date) != (dataset.name, number, day if dataset.daily else None):
        raise broken(path, _("é outra página do que a pedida"))
    missing = sorted({column for row in page.rows for column in dataset.columns if column not in row})
    if missing:
        raise SchemaChangedError(dataset.name, missing)
    return page


def broken(path: str, what: str) -> ContractError:
    """The error for an answer to `path` that is not as agreed, `what` saying how."""
    return ContractError(
        _("A resposta da fonte a {path} {what}.").format(path=path, what=what),
        _("Nada foi gravado desta página. Veja o que a fonte responde e repita a etapa."),
    )
