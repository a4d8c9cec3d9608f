"""What a database holds and what hangs on the database itself, as its manifest keeps them."""

import datetime as dt
from pathlib import Path

import psycopg2.extensions
from psycopg2.sql import SQL, Identifier

from course.recovery.manifest import Grant, Setting, Table
from course.sql_files import sql_in

# The first 64 bits of each row's MD5, added up: the order of the rows does not matter, and no more than
# one row is in memory. Against damage, not against forgery: the dump's SHA-256 is there for that.
_SUM = """
SELECT count(*), coalesce(sum(('x' || left(md5((t.*)::text), 16))::bit(64)::bigint::numeric), 0)::text
FROM {} AS t
"""


# The text of course/recovery/sql/<name>.sql.
sql = sql_in(Path(__file__).parent / "sql")


def tables(cursor: psycopg2.extensions.cursor) -> tuple[Table, ...]:
    """Every table and materialized view with its rows and checksum, by name.

    Rows are compared as text, so the session's time zone must be the same: it is UTC in all of ours.
    """
    cursor.execute(sql("tables"))
    return tuple(_table(cursor, schema, name) for schema, name in cursor.fetchall())


def _table(cursor: psycopg2.extensions.cursor, schema: str, name: str) -> Table:
    cursor.execute(SQL(_SUM).format(Identifier(schema, name)))
    [(rows, checksum)] = cursor.fetchall()
    return Table(name=f"{schema}.{name}", rows=rows, checksum=checksum)


def grants(cursor: psycopg2.extensions.cursor) -> tuple[Grant, ...]:
    """The rights on the database that others than its owner have."""
    cursor.execute(sql("grants"))
    return tuple(Grant(role=role, privilege=privilege) for role, privilege in cursor.fetchall())


def settings(cursor: psycopg2.extensions.cursor) -> tuple[Setting, ...]:
    """The settings that hold in this database alone."""
    cursor.execute(sql("settings"))
    return tuple(Setting(role=role, name=name, value=value) for role, name, value in cursor.fetchall())


def newest_day(cursor: psycopg2.extensions.cursor) -> dt.date | None:
    """The last logical date that has flights; None where there is no such table."""
    cursor.execute("SELECT to_regclass('mart.flight') IS NOT NULL")
    if cursor.fetchone() != (True,):
        return None
    cursor.execute("SELECT max(flight_date) FROM mart.flight")
    [(day,)] = cursor.fetchall()
    found: dt.date | None = day
    return found


def differences(wanted: tuple[Table, ...], found: tuple[Table, ...]) -> list[str]:
    """What is not the same, one line a table; empty when all are."""
    before, after = ({table.name: table for table in side} for side in (wanted, found))
    return [
        f"{name}: {_told(before.get(name))} ≠ {_told(after.get(name))}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _told(table: Table | None) -> str:
    return f"{table.rows} ({table.checksum})" if table else "—"
