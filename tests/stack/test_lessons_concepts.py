"""What module 01 shows of the live platform is what the platform says elsewhere."""

import datetime as dt

import pytest

from course.exercises.kinds.sql import Sql
from course.lessons import exercises
from course.lessons.concepts import e04_completeness, governance, history, measured
from course.pipeline import dag_run, prove, score
from course.pipeline.warehouse import read
from course.services import postgres


def test_the_history_read_from_airflows_tables_is_the_one_its_api_tells() -> None:
    shown = history.runs().set_index("run_id")
    ended = [run for run in dag_run.latest() if run.finished and run.run_id in shown.index]
    assert ended
    for run in ended:
        assert shown.state[run.run_id] == run.state
        tries = sum(task.try_number for task in dag_run.tasks(run.run_id))
        assert shown.attempts[run.run_id] == tries


def test_a_run_that_has_not_ended_ends_with_running_and_no_other_does() -> None:
    ended = {"success", "failed"}
    for run in history.outcomes():
        assert set(run[:-1]) <= ended
        assert run[-1] in {*ended, "running"}


def test_the_last_delivery_is_of_the_newest_day_and_holds_its_load() -> None:
    attempts = history.last_delivery()
    newest = read("SELECT max(flight_date) AS day FROM mart.flight", ttl=0)["day"][0]
    assert set(attempts["day"]) == {newest}
    load = attempts[(attempts["step"] == "load") & (attempts["outcome"] == "success")]
    assert (load["finished_at"] > load["day_ended_at"]).all()


def test_the_dimensions_shown_make_the_score_that_the_pipeline_wrote() -> None:
    newest = "SELECT score FROM quality.score WHERE dataset = 'flights' ORDER BY measured_at DESC LIMIT 1"
    shares = measured.dimensions()["share"]
    made = score.score(
        score.Measured(name, 10_000, round(10_000 * (1 - share))) for name, share in shares.items()
    )
    assert made == pytest.approx(read(newest, role="auditor", ttl=0)["score"][0], abs=1e-3)


def test_no_name_of_the_register_is_shown_in_full() -> None:
    names = governance.two_seaters()["manufacturer"]
    assert len(names) > 5
    assert not names.str.contains(r"\w\w").any()


def test_nobody_who_reads_may_delete_and_nobody_at_all_may_delete_from_the_audit_trail() -> None:
    access = governance.access().set_index("role")
    assert access.index[access["deletes_flights"]].tolist() == ["etl"]
    assert not access["deletes_audit"].any()


@pytest.mark.parametrize("exercise_id", ["01.04-completeness", "01.05-uniqueness"])
def test_the_check_of_a_query_leaves_the_day_that_it_disturbs_as_it_was(exercise_id: str) -> None:
    day: dt.date = read("SELECT max(flight_date) AS day FROM mart.flight", ttl=0)["day"][0]
    before, exercise = prove.fingerprint(day), exercises()[exercise_id]
    assert exercise.kind is not None
    exercise.kind.check(exercise, exercise.literal(exercise.solution))
    assert prove.fingerprint(day) == before


def test_a_warehouse_of_one_day_tells_a_figure_a_day_from_one_for_all() -> None:
    kind = e04_completeness.exercise.kind
    assert isinstance(kind, Sql)
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM mart.flight WHERE flight_date < (SELECT max(flight_date) FROM mart.flight)"
        )
        cursor.execute(kind.disturbed)
        cursor.execute("SELECT count(DISTINCT flight_date) FROM mart.flight")
        assert cursor.fetchall() == [(2,)]
        connection.rollback()
