"""Who may do what in the warehouse, on the live server."""

import psycopg2
import psycopg2.errors
import pytest

from course.services import postgres


def do(role: postgres.Role, sql: str) -> None:
    """Runs the statement as the role, and takes it back."""
    with postgres.connect(role) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        connection.rollback()


@pytest.mark.parametrize(
    ("role", "sql"),
    [
        ("analyst", "INSERT INTO mart.airline VALUES ('ZZ', 'Nobody')"),
        ("analyst", "UPDATE mart.flight SET cancelled = true"),
        ("analyst", "DELETE FROM mart.flight"),
        ("analyst", "TRUNCATE mart.flight"),
        ("analyst", "SELECT * FROM quality.result"),
        ("analyst", "SELECT * FROM ops.step"),
        ("analyst", "SELECT * FROM audit.event"),
        ("analyst", "CREATE TABLE mart.mine (n integer)"),
        ("analyst", "CREATE TABLE public.mine (n integer)"),
        ("analyst", "CREATE TEMPORARY TABLE mine (n integer)"),
        ("analyst", "SELECT * FROM sandbox.anything"),
        ("student", "INSERT INTO mart.airline VALUES ('ZZ', 'Nobody')"),
        ("student", "DELETE FROM mart.weather"),
        ("student", "SELECT * FROM quality.score"),
        ("student", "SELECT * FROM ops.loaded"),
        ("student", "SELECT * FROM audit.event"),
        ("student", "CREATE TABLE public.mine (n integer)"),
        ("student", "CREATE SCHEMA mine"),
        ("auditor", "SELECT * FROM mart.flight"),
        ("auditor", "INSERT INTO audit.event (action, object) VALUES ('a', 'b')"),
        ("auditor", "DELETE FROM quality.result"),
        ("monitor", "SELECT * FROM mart.flight"),
        ("monitor", "SELECT * FROM ops.step"),
        ("etl", "SELECT * FROM audit.event"),
        ("etl", "UPDATE audit.event SET actor = 'nobody'"),
        ("etl", "DELETE FROM audit.event"),
        ("etl", "UPDATE mart.date SET weekend = false"),
        ("etl", "DROP TABLE mart.flight"),
        ("etl", "CREATE TABLE mart.mine (n integer)"),
        ("etl", "ALTER ROLE etl SUPERUSER"),
    ],
)
def test_a_role_cannot_do_what_is_not_its_work(role: postgres.Role, sql: str) -> None:
    with pytest.raises((psycopg2.errors.InsufficientPrivilege, psycopg2.errors.UndefinedTable)) as refused:
        do(role, sql)
    if "sandbox.anything" not in sql:
        assert isinstance(refused.value, psycopg2.errors.InsufficientPrivilege)


@pytest.mark.parametrize(
    ("role", "sql"),
    [
        ("analyst", "SELECT count(*) FROM mart.flight JOIN mart.date ON date = flight_date"),
        ("student", "SELECT count(*) FROM mart.weather"),
        ("student", "CREATE TABLE mine AS SELECT * FROM mart.airline; DROP TABLE sandbox.mine"),
        ("student", "CREATE TEMPORARY TABLE mine (n integer)"),
        ("auditor", "SELECT count(*) FROM audit.event"),
        ("auditor", "SELECT count(*) FROM quality.result"),
        ("monitor", "SELECT count(*) FROM pg_stat_activity WHERE query IS NOT NULL"),
        ("etl", "INSERT INTO audit.event (action, object) VALUES ('a', 'b')"),
        ("etl", "DELETE FROM mart.weather WHERE weather_date = '2013-01-01'"),
    ],
)
def test_a_role_can_do_its_work(role: postgres.Role, sql: str) -> None:
    do(role, sql)


@pytest.mark.parametrize("role", ["etl", "analyst", "student", "auditor", "monitor", "airflow"])
def test_no_role_gets_into_a_database_that_is_not_its_own(role: postgres.Role) -> None:
    other = "warehouse" if role == "airflow" else "airflow"
    with pytest.raises(psycopg2.OperationalError, match="permission denied"), postgres.connect(role, other):
        pass


@pytest.mark.parametrize(
    "sql", ["UPDATE audit.event SET action = 'x'", "DELETE FROM audit.event", "TRUNCATE audit.event"]
)
def test_not_even_the_owner_changes_the_audit_trail(sql: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="append-only"):
        do("postgres", sql)


def test_a_table_made_later_is_readable_by_the_same_roles() -> None:
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mart.later (n integer)")
        for role, right, allowed in (
            *(("analyst", "SELECT", True), ("student", "SELECT", True), ("etl", "INSERT", True)),
            *(("analyst", "INSERT", False), ("auditor", "SELECT", False), ("monitor", "SELECT", False)),
        ):
            cursor.execute("SELECT has_table_privilege(%s, 'mart.later', %s)", (role, right))
            assert cursor.fetchone() == (allowed,), (role, right)
        connection.rollback()


def test_readers_are_stopped_before_they_hold_up_the_others() -> None:
    for role, seconds in (("analyst", "30s"), ("student", "1min"), ("auditor", "30s")):
        with postgres.connect(role) as connection, connection.cursor() as cursor:  # type: ignore[arg-type]
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == (seconds,)


def test_every_table_and_column_of_the_warehouse_is_explained() -> None:
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.oid::regclass::text, a.attname
               FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
               WHERE c.relnamespace::regnamespace::text IN ('mart', 'quality', 'ops', 'audit')
                 AND c.relkind = 'r' AND c.relname <> 'migration' AND a.attnum > 0 AND NOT a.attisdropped
                 AND (col_description(c.oid, a.attnum) IS NULL
                      OR obj_description(c.oid, 'pg_class') IS NULL)"""
        )
        assert cursor.fetchall() == []
