"""What the warehouse holds: schemas, tables and columns with the comments that its SQL gave them.

Names are as SQL writes them, in quotes where it needs them; a comment that was not given is empty.
"""

from dataclasses import dataclass, field

import psycopg2.extensions

from course.pipeline.database import sql
from course.pipeline.reading import reading
from course.services import postgres


@dataclass(frozen=True)
class Column:
    """A column; type: PostgreSQL's name of it."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True)
class Table:
    """A table or view; readable: by the role that asked."""

    name: str
    comment: str
    readable: bool
    columns: list[Column] = field(default_factory=list)


@dataclass(frozen=True)
class Schema:
    """A schema with its tables by name."""

    name: str
    comment: str
    tables: dict[str, Table] = field(default_factory=dict)


def schemas(role: postgres.Role = "analyst") -> dict[str, Schema]:
    """The schemas by name, `mart` first, as `role` sees them; those without a table are left out.

    Every role may know what there is; who may read it is another matter. Raises `Unavailable`
    without the warehouse.
    """
    with reading(role) as cursor:
        return read(cursor)


def read(cursor: psycopg2.extensions.cursor) -> dict[str, Schema]:
    """The same, in a transaction that is open already."""
    cursor.execute(sql("catalog"))
    found: dict[str, Schema] = {}
    for schema, about_schema, table, about_table, readable, *column in cursor.fetchall():
        tables = found.setdefault(schema, Schema(schema, about_schema)).tables
        tables.setdefault(table, Table(table, about_table, readable)).columns.append(Column(*column))
    return found
