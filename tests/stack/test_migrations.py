"""Migrations on a warehouse that has rows: what was there is there, as before, for readers too."""

import io
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg2.extensions
import pytest
from psycopg2.sql import SQL, Identifier

from course.recovery import dump
from course.services import airflow, postgres
from course.services.migrations import digests, migrate

# What migration 006 makes views of.
TABLES = (
    *("mart.airline", "mart.airport", "mart.plane", "mart.weather", "mart.flight"),
    *("ops.loaded", "quality.reject"),
)
# The first migration after which they are no longer tables.
RELEASES = "006_releases.sql"


@pytest.fixture
def empty() -> Iterator[str]:
    """A database of its own, dropped at the end."""
    name = f"test_{secrets.token_hex(4)}"
    with postgres.administer() as cursor:
        cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    yield name
    with postgres.administer() as cursor:
        dump.drop(cursor, name)


def named(table: str) -> Identifier:
    return Identifier(*table.split("."))


def contents(cursor: psycopg2.extensions.cursor) -> dict[str, list[str]]:
    """Every row of each table as text."""
    found = {}
    for table in TABLES:
        cursor.execute(SQL("SELECT t::text FROM {} AS t ORDER BY 1").format(named(table)))
        found[table] = [text for (text,) in cursor.fetchall()]
    return found


def test_a_warehouse_with_rows_becomes_the_blue_release_whole(empty: str, tmp_path: Path) -> None:
    for name in digests(postgres.MIGRATIONS):
        if name < RELEASES:
            shutil.copy(postgres.MIGRATIONS / name, tmp_path)
    with (
        postgres.connect("postgres") as live,
        live.cursor() as source,
        postgres.connect("postgres", empty) as connection,
        connection.cursor() as cursor,
    ):
        assert migrate(connection, tmp_path)
        for table in TABLES:
            rows = io.BytesIO()
            source.copy_expert(SQL("COPY (SELECT * FROM {}) TO STDOUT").format(named(table)), rows)
            rows.seek(0)
            cursor.copy_expert(SQL("COPY {} FROM STDIN").format(named(table)), rows)
        before = contents(cursor)
        assert before["mart.flight"], "the live warehouse has a day"
        assert RELEASES in migrate(connection, postgres.MIGRATIONS)
        assert contents(cursor) == before
        cursor.execute("SELECT DISTINCT colour FROM mart_all.flight")
        assert cursor.fetchall() == [("blue",)]
        assert migrate(connection, postgres.MIGRATIONS) == []


def test_airflows_tables_are_missed_where_there_are_none(empty: str) -> None:
    assert airflow.has_tables(postgres.AIRFLOW)
    assert not airflow.has_tables(empty)
