"""The rows of 2013 in memory, and how a logical date finds its own."""

import datetime as dt
import hashlib
from collections import Counter
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from course.errors import CourseError
from course.i18n import _
from course.settings import ROOT
from course.source.contract import DATASETS, Dataset

DATA = ROOT / "data"
_Day = tuple[int, int]


class Catalog:
    """Every dataset of the contract as an Arrow table, read once from a folder of Parquet files.

    Raises `CourseError` when a file is missing or cannot be read.
    """

    def __init__(self, folder: Path = DATA) -> None:
        # The default allocator turns what the decoder has freed into huge pages, 30 MB of them in an hour.
        pa.set_memory_pool(pa.system_memory_pool())
        digest = hashlib.sha256()
        self._tables: dict[str, pa.Table] = {}
        try:
            for dataset in DATASETS:
                path = folder / f"{dataset.name}.parquet"
                digest.update(path.read_bytes())
                with pq.ParquetFile(path) as file:
                    self._tables[dataset.name] = file.read(columns=dataset.columns, use_threads=False)
        except (OSError, pa.ArrowException) as error:
            raise CourseError(
                _("Os dados da API de voos não puderam ser lidos: {error}").format(error=error),
                _("Recupere a pasta data/ do repositório: git checkout -- data"),
            ) from error
        pa.default_memory_pool().release_unused()
        self.version = digest.hexdigest()[:12]
        self._days = {d.name: _index(self._tables[d.name]) for d in DATASETS if d.dated}

    def total(self, dataset: Dataset, date: dt.date | None) -> int:
        """How many rows there are for the logical date, or altogether for reference data."""
        return int(self._select(dataset, date).num_rows)

    def rows(self, dataset: Dataset, date: dt.date | None, page: int) -> list[dict[str, Any]]:
        """A page's rows as the contract has them, always in the same order; the first page is 1.

        Those of a logical date are of the same month and day of 2013, with the date rewritten.
        """
        table = self._select(dataset, date).slice((page - 1) * dataset.page_size, dataset.page_size)
        rewritten = {"year": date.year, "month": date.month, "day": date.day} if date else {}
        return [row | rewritten for row in table.to_pylist()]

    def _select(self, dataset: Dataset, date: dt.date | None) -> pa.Table:
        table = self._tables[dataset.name]
        if date is None:
            return table
        return table.slice(*self._days[dataset.name].get(_day_of_2013(date), (0, 0)))


@cache
def catalog() -> Catalog:
    """The committed data, read at the first call."""
    return Catalog()


def _day_of_2013(date: dt.date) -> _Day:
    leap_day = (date.month, date.day) == (2, 29)
    return (2, 28) if leap_day else (date.month, date.day)


def _index(table: pa.Table) -> dict[_Day, tuple[int, int]]:
    """First row and number of rows of each day; the file is sorted by day."""
    # Counted here, because Arrow's own group_by imports pandas: a second and 70 MB more.
    counts = Counter(zip(table["month"].to_pylist(), table["day"].to_pylist(), strict=True))
    starts = accumulate(counts.values(), initial=0)
    return {day: (start, count) for (day, count), start in zip(counts.items(), starts, strict=False)}
