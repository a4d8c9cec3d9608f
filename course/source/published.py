"""What the source publishes now: the catalog, with the faults that change rows."""

import datetime as dt
import math
from typing import NamedTuple

from course.source.catalog import Catalog
from course.source.contract import Dataset
from course.source.faults import Switches
from course.source.row_faults import Row


class Rows(NamedTuple):
    """A page's rows, and how many rows all pages are said to have."""

    rows: list[Row]
    total: int


class Published:
    """The data of a catalog as the faults leave it."""

    def __init__(self, catalog: Catalog, switches: Switches) -> None:
        self._catalog, self._switches = catalog, switches

    @property
    def version(self) -> str:
        """The version of the data: rows that were spoilt are another one."""
        return self._switches.on.version(self._catalog.version)

    def page(self, dataset: Dataset, date: dt.date | None, number: int) -> Rows:
        """The page of that number, from 1; beyond the last it is empty."""
        total = self._catalog.total(dataset, date)
        faults = self._switches.on.of(dataset.name, date)
        if not faults:
            return Rows(self._catalog.rows(dataset, date, number), total)
        rows = [
            row
            for page in range(1, math.ceil(total / dataset.page_size) + 1)
            for row in self._catalog.rows(dataset, date, page)
        ]
        for fault in faults:
            rows = fault.spoil(rows)
        page_rows = rows[(number - 1) * dataset.page_size : number * dataset.page_size]
        for fault in faults:
            page_rows = fault.page_of(page_rows, number)
        return Rows(page_rows, len(rows))
