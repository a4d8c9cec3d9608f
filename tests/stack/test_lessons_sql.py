"""The exercises on Airflow and PostgreSQL take whatever has the right outcome, and leave nothing behind."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from course.exercises.engine import judge
from course.exercises.kinds.sql import warehouse
from course.exercises.verdict import Status, Verdict
from course.lessons import exercise
from course.lessons.architecture import airflow_demos, postgres_demos
from course.lessons.architecture.sandbox import session
from course.services import postgres
from tests.stack.conftest import eventually

INDEX, GRANTS = "02.05-index", "02.06-least-privilege"
REVOKED = "REVOKE ALL ON delay_report FROM PUBLIC, analyst, etl, auditor, monitor"


def verdict(exercise_id: str, answer: object) -> Verdict:
    return judge(exercise(exercise_id), answer)


def sandbox() -> list[str]:
    with session() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'sandbox' ORDER BY 1")
        return [str(row) for row in cursor.fetchall()]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE INDEX ON trip (tailnum)",
        "create index concurrently mine on trip (tailnum) include (flight_date, origin, delay_min);",
        "CREATE INDEX ON trip USING hash (tailnum)",
        "CREATE INDEX ON trip (flight_date); CREATE INDEX ON trip (tailnum, flight_date DESC)",
    ],
)
def test_any_index_that_saves_the_reading_is_right(sql: str) -> None:
    assert verdict(INDEX, sql).status is Status.RIGHT


@pytest.mark.parametrize(
    ("sql", "status"),
    [
        ("DELETE FROM trip; CREATE INDEX ON trip (tailnum)", Status.NOT_YET),
        ("CREATE INDEX ON trip USING brin (tailnum)", Status.NOT_YET),
        ("CREATE INDEX ON mart.flight (tailnum)", Status.RAISED),
        ("CREATE INDEX ON trip (tail)", Status.RAISED),
    ],
)
def test_an_index_that_helps_in_no_way_is_not(sql: str, status: Status) -> None:
    told = verdict(INDEX, sql)
    assert (told.status, told.cause) == (status, "")


def test_grants_are_judged_by_what_they_leave_in_whatever_order() -> None:
    grants = "GRANT USAGE ON SCHEMA sandbox TO analyst; {}; GRANT SELECT ON sandbox.delay_report TO analyst"
    assert verdict(GRANTS, grants.format(REVOKED)).status is Status.RIGHT


@pytest.mark.parametrize(
    "extra", ["GRANT CREATE ON SCHEMA sandbox TO analyst", "GRANT USAGE ON SCHEMA sandbox TO etl"]
)
def test_a_grant_that_nobody_asked_for_is_seen(extra: str) -> None:
    right = f"{REVOKED}; GRANT SELECT ON delay_report TO analyst; GRANT USAGE ON SCHEMA sandbox TO analyst"
    assert verdict(GRANTS, f"{right}; {extra}").status is Status.NOT_YET


def test_grants_cannot_commit_and_leave_a_table_of_the_students_own_alone() -> None:
    with session() as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("CREATE TABLE sandbox.delay_report AS SELECT 41 AS mine")
        try:
            before = sandbox()
            assert verdict(GRANTS, f"{REVOKED}; COMMIT").status is Status.RAISED
            assert verdict(GRANTS, REVOKED).status is Status.NOT_YET
            cursor.execute("SELECT mine FROM sandbox.delay_report")
            assert cursor.fetchall() == [(41,)]
            assert sandbox() == before
        finally:
            cursor.execute("DROP TABLE sandbox.delay_report")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1) a; RESET ROLE; CREATE TABLE sandbox.mine (n int); COMMIT; SELECT * FROM (SELECT 1",
        "SELECT set_config('role', 'postgres', true)",
        "SELECT set_config('transaction_read_only', 'off', true)",
        "SELECT query_to_xml('CREATE TABLE sandbox.mine (n int)', true, true, '')",
    ],
)
def test_a_query_stays_inside_its_transaction_and_its_rights(sql: str) -> None:
    before = sandbox()
    assert verdict("01.04-completeness", sql).status is Status.RAISED
    assert sandbox() == before


def test_what_is_loaded_while_queries_are_compared_is_in_none_of_them() -> None:
    known = "SELECT count(*) AS n FROM airline"
    with warehouse("SELECT 1") as ask:
        before = ask(known)
        try:
            _as_etl("INSERT INTO mart.airline (carrier, name) VALUES ('00', 'loaded meanwhile')")
            assert ask(known).equals(before)
        finally:
            _as_etl("DELETE FROM mart.airline WHERE carrier = '00'")


def test_a_load_of_the_rows_that_an_exercise_disturbs_only_holds_its_verdict_up() -> None:
    asked = exercise("01.04-completeness")
    with ThreadPoolExecutor(1) as student:
        with postgres.connect("etl") as load, load.cursor() as cursor:
            cursor.execute(
                "UPDATE mart.flight SET flight = flight"
                " WHERE flight_date = (SELECT max(flight_date) FROM mart.flight)"
            )
            told = student.submit(judge, asked, asked.literal(asked.solution))
            eventually(_an_exercise_waits, "the exercise waits for the load")
        assert told.result(60).status is Status.RIGHT


def _as_etl(statement: str) -> None:
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(statement)


def _an_exercise_waits() -> bool:
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM pg_stat_activity"
            " WHERE application_name = 'course-exercise' AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() is not None


def test_the_demonstration_of_a_load_leaves_no_table_behind() -> None:
    before = sandbox()
    told = verdict("02.04-read-committed", "C)")
    assert told.status is Status.RIGHT
    assert told.rows is not None
    assert told.rows["Repeatable Read"].nunique() == 1
    assert told.rows["Read Committed"].nunique() == 2
    assert sandbox() == before


def test_a_load_that_never_commits_is_told_so() -> None:
    def load(connection, day, rows):  # type: ignore[no-untyped-def]
        connection.cursor().executemany(
            "INSERT INTO departure VALUES (%s, %s, %s)", [(day, *row) for row in rows]
        )

    told = verdict("02.02-idempotent-load", load)
    assert told.status is Status.NOT_YET
    assert "COMMIT" in told.message


def test_the_pipelines_own_load_changes_nothing_when_it_is_repeated() -> None:
    shown = airflow_demos.load_again()
    assert len(shown) == 3
    assert len(shown.iloc[:, 1:3].drop_duplicates()) == 1
    assert shown.iloc[0, 1] > 0


def test_a_bare_cron_covers_nothing_and_a_data_interval_a_day() -> None:
    shown = airflow_demos.timetables().set_index("@daily").map(dt.datetime.fromisoformat)
    width = (shown.loc["data_interval_end"] - shown.loc["data_interval_start"]).to_dict()
    assert width == {
        "CronDataIntervalTimetable": dt.timedelta(days=1),
        "CronTriggerTimetable": dt.timedelta(0),
    }


def test_a_flight_is_read_by_the_primary_key_and_an_aircraft_by_reading_everything() -> None:
    by_key, by_plane = postgres_demos.two_plans().iloc[:, 1]
    assert "flight_pkey" in by_key
    assert "Seq Scan" in by_plane


def test_a_load_that_closes_the_connection_is_told_so() -> None:
    def load(connection, day, rows):  # type: ignore[no-untyped-def]
        connection.close()

    told = verdict("02.02-idempotent-load", load)
    assert told.status is Status.NOT_YET
    assert "conexão" in told.message
