"""Readers while releases switch: none fails, none waits, none sees two releases at once."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest

from course.errors import CourseError
from course.pipeline.releases import switch
from tests.stack.conftest import eventually
from tests.stack.release_readers import Connect, holding, reading, two_releases

READERS, SWITCHES, HELD_SECONDS = 20, 50, 30.0
OTHER = {"blue": "green", "green": "blue"}


@pytest.fixture
def connect() -> Iterator[Connect]:
    with two_releases() as connect:
        yield connect


def ask(connect: Connect, sql: str, role: str = "analyst") -> list[tuple[object, ...]]:
    with closing(connect(role)) as session, session, session.cursor() as cursor:  # type: ignore[arg-type]
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_fifty_switches_fail_block_and_mix_no_read(connect: Connect) -> None:
    # A reader that waits a second for a lock fails, however slow the machine is otherwise.
    impatient = "SET lock_timeout = '1s';"
    took, serving = [], "blue"
    with reading(connect, READERS, impatient) as seen, holding(connect, HELD_SECONDS) as held:
        while held.reads == 0 or len(took) < SWITCHES:
            assert not held.failed
            threading.Event().wait(0.2)
            serving = OTHER[serving]
            took.append(switch.switch(serving).seconds)
    print(f"{len(took)} switches, the longest {max(took):.3f} s")
    print(f"{seen.reads} reads, the longest {seen.longest_seconds:.2f} s")
    assert (seen.failed + held.failed, seen.mixed + held.mixed, seen.empty) == ([], [], 0)
    assert seen.colours == {"blue", "green"}
    assert seen.reads > READERS * SWITCHES
    assert (held.reads, held.colours) == (1, {"blue"})


def test_these_readers_notice_when_a_release_is_mixed(connect: Connect) -> None:
    with reading(connect, 2) as seen:
        ask(connect, "UPDATE mart_blue.plane SET model = 'green'", "postgres")
        eventually(lambda: seen.mixed, "a mixed read is noticed")


def test_a_transaction_that_asks_for_it_sees_one_release_to_its_end(connect: Connect) -> None:
    with closing(connect("analyst")) as session, session.cursor() as cursor:
        session.set_session(isolation_level="REPEATABLE READ", readonly=True)
        cursor.execute("SELECT min(dest) FROM mart.flight")
        switch.switch("green")
        cursor.execute("SELECT (SELECT min(name) FROM mart.airline), (SELECT colour FROM mart.release)")
        assert cursor.fetchall() == [("blue", "blue")]
    assert ask(connect, "SELECT min(name) FROM mart.airline") == [("green",)]


def test_every_role_keeps_its_rights_through_a_switch(connect: Connect) -> None:
    for _turn in range(2):
        switch.rollback()
        for role in ("analyst", "student"):
            assert len(ask(connect, "SELECT * FROM mart.flight JOIN mart.airline USING (carrier)", role)) == 2
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                ask(connect, "DELETE FROM mart.flight", role)
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                ask(connect, "SELECT * FROM mart_green.flight", role)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(connect, "SELECT * FROM mart.flight", "monitor")


def test_what_is_written_through_mart_is_of_the_release_that_is_live(connect: Connect) -> None:
    switch.switch("green")
    ask(connect, "INSERT INTO mart.airline VALUES ('ZZ', 'new')", "etl")
    ask(connect, "UPDATE mart.airline SET name = 'changed' WHERE carrier = 'AA'", "etl")
    ask(connect, "DELETE FROM mart.airline WHERE carrier = 'UA'", "etl")
    assert ask(connect, "SELECT carrier, name FROM mart.airline ORDER BY 1") == [
        ("AA", "changed"),
        ("ZZ", "new"),
    ]
    switch.rollback()
    assert ask(connect, "SELECT DISTINCT name FROM mart.airline") == [("blue",)]


def test_a_session_may_look_at_the_other_release_and_others_do_not_see_it(connect: Connect) -> None:
    with closing(connect("analyst")) as session, session.cursor() as cursor:
        cursor.execute("SET course.release = 'green'; SELECT min(name) FROM mart.airline")
        assert cursor.fetchall() == [("green",)]
        assert ask(connect, "SELECT min(name) FROM mart.airline") == [("blue",)]
        cursor.execute("RESET course.release; SELECT min(name) FROM mart.airline")
        assert cursor.fetchall() == [("blue",)]


def test_rollbacks_at_once_take_turns_and_leave_one_live(connect: Connect) -> None:
    with ThreadPoolExecutor(4) as pool:
        back = list(pool.map(lambda _turn: switch.rollback().colour, range(4)))
    assert sorted(back) == ["blue", "blue", "green", "green"]
    assert ask(connect, "SELECT count(*) FROM ops.release WHERE live", "etl") == [(1,)]


def test_a_switch_is_recorded_with_who_did_it(connect: Connect) -> None:
    switch.switch("green")
    assert ask(connect, "SELECT actor, action, detail FROM audit.event", "auditor") == [
        ("etl", "release.switch", {"from": "1", "to": "2"})
    ]


def test_a_release_that_lacks_a_day_does_not_go_live_and_says_which(connect: Connect) -> None:
    ask(
        connect,
        """INSERT INTO ops.loaded (dataset, part, sha256, source_version, rows)
           VALUES ('flights', '2020-01-02', 'x', 'v', 1)""",
        "etl",
    )
    with pytest.raises(CourseError, match="2020-01-02"):
        switch.rollback()
    assert ask(connect, "SELECT colour FROM mart.release") == [("blue",)]


def test_without_another_release_there_is_no_way_back(connect: Connect) -> None:
    ask(connect, "UPDATE ops.release SET colour = NULL WHERE colour = 'green'", "etl")
    with pytest.raises(CourseError) as refused:
        switch.rollback()
    assert "make release" in refused.value.next_step
