"""From which fields of the source each column of `mart` is made.

The declaration is the comment that each column has in the warehouse. What follows "Source:" in it names
fields of the table's data set, or other columns of the table; a comment without it names other columns
alone. A test changes every field of the source and sees exactly these columns change.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from course.pipeline.catalog import Table
from course.pipeline.datasets import DATASETS

_DATASET = re.compile(r"Source: /v1/(\w+)\.")


@dataclass(frozen=True, order=True)
class Edge:
    """A field of a data set of the source that a column of a table of `mart` is made from."""

    dataset: str
    field: str
    table: str
    column: str


def edges(tables: Mapping[str, Table]) -> list[Edge]:
    """The graph, sorted; tables whose comment names no data set, as the calendar, have no edge."""
    found: set[Edge] = set()
    for table in tables.values():
        if dataset := dataset_of(table):
            for column in table.columns:
                fields = _fields(column.name, dataset, {one.name: one.comment for one in table.columns})
                found |= {Edge(dataset, field, table.name, column.name) for field in fields}
    return sorted(found)


def dataset_of(table: Table) -> str:
    """The data set that the table's comment names as its source; empty without one."""
    named = _DATASET.search(table.comment)
    return named[1] if named and named[1] in DATASETS else ""


def _fields(
    column: str, dataset: str, comments: Mapping[str, str], above: frozenset[str] = frozenset()
) -> set[str]:
    """The fields of the data set that the column is made from, by way of other columns as well."""
    about, says_source, source = comments[column].partition("Source: ")
    fields = {field for field in DATASETS[dataset].columns if says_source and _names(source, field)}
    columns = (other for other in comments.keys() - {column} - above if other not in fields)
    for other in columns:
        if _names(source or about, other):
            fields |= _fields(other, dataset, comments, above | {column})
    return fields


def _names(text: str, name: str) -> bool:
    """Whether the text has the name as a word, or its parts as words one after the other."""
    return bool(re.search(rf"(?<![\w.]){name.replace('_', '[_ ]')}(?!\w)", text))
