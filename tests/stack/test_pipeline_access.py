"""Who may do what in the warehouse, on the live server.

What nobody may do is course.evidence.forbidden, which the access control tries: see test_evidence.
"""

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
        ("analyst", "SELECT count(*) FROM mart.flight JOIN mart.date ON date = flight_date"),
        ("student", "SELECT count(*) FROM mart.weather"),
        ("student", "SELECT version FROM mart.release"),
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
               WHERE c.relnamespace::regnamespace::text IN ('mart', 'mart_all', 'quality', 'ops', 'audit')
                 AND c.relkind IN ('r', 'p', 'v') AND c.relname <> 'migration'
                 AND a.attnum > 0 AND NOT a.attisdropped
                 AND (col_description(c.oid, a.attnum) IS NULL
                      OR obj_description(c.oid, 'pg_class') IS NULL)"""
        )
        assert cursor.fetchall() == []
