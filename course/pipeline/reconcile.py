"""Does the warehouse hold the source's rows, and no others?"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg2.extensions

from course.pipeline.database import sql
from course.pipeline.datasets import Dataset

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reconciliation:
    """A data set of a day on both sides; `expected` are the source's rows that were not set aside."""

    expected: list[Row]
    keys: Counter[str]
    missing: Counter[str]
    extra: Counter[str]


def reconcile(
    cursor: psycopg2.extensions.cursor, dataset: Dataset, day: dt.date, source_rows: Iterable[Row]
) -> Reconciliation:
    """Compares keys, each as often as it occurs; a row in quality.reject counts as set aside."""
    cursor.execute(
        "SELECT row_number, row FROM quality.reject WHERE day = %s AND dataset = %s", (day, dataset.name)
    )
    rejects = dict(cursor.fetchall())
    expected = [row for number, row in enumerate(source_rows, start=1) if rejects.get(number) != row]
    cursor.execute(sql(f"keys_{dataset.name}"), {"day": day})
    keys = Counter(key for (key,) in cursor.fetchall())
    wanted = Counter(dataset.key_of(row) for row in expected)
    return Reconciliation(expected, keys, wanted - keys, keys - wanted)
