"""Progress is kept on this machine, counts tries up to the first right one, and opens solutions."""

import csv
import io
from pathlib import Path

import pytest

from course.errors import Unavailable
from course.exercises import hints, progress
from course.exercises.verdict import Status
from course.settings import settings
from course.widgets.exercise_panel import ExercisePanel
from course.widgets.progress_board import board
from tests.unit.exercise_samples import sample

EXERCISE = sample()


@pytest.fixture(autouse=True)
def own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "progress.sqlite"
    monkeypatch.setattr(progress, "settings", settings.model_copy(update={"progress_file": file}))
    return file


def test_tries_are_verdicts_on_an_answer_up_to_the_first_right_one() -> None:
    for status in (
        Status.NOT_TRIED,
        Status.NOT_YET,
        Status.DOWN,
        Status.RAISED,
        Status.RIGHT,
        Status.NOT_YET,
    ):
        progress.note_verdict(EXERCISE.id, status)
    record = progress.record(EXERCISE.id)
    assert (record.tries, record.last_status) == (3, "not_yet")
    assert record.right_at


def test_nothing_is_known_of_an_exercise_that_was_not_touched() -> None:
    assert progress.record("99.02-other") == progress.Record("99.02-other")


def test_hints_open_one_by_one_and_stay() -> None:
    assert hints.open_hints(EXERCISE, 4) == []
    assert hints.next_hint(EXERCISE, 4) == ["where"]
    assert hints.next_hint(EXERCISE, 4) == ["where", "so far 4"]
    assert len(hints.next_hint(EXERCISE, 4)) == 3
    assert len(hints.next_hint(EXERCISE, 4)) == 3
    assert progress.record(EXERCISE.id).hints == 3


def test_a_hint_that_cannot_look_says_which_service_does_not_answer() -> None:
    def looks(_answer: object) -> str:
        raise Unavailable("Redis não responde.", "Rode `make up`.")

    exercise = sample(hints=(looks, "idea", "code"))
    assert hints.next_hint(exercise, 4) == ["Redis não responde. Rode `make up`."]


def test_the_solution_opens_after_two_tries() -> None:
    assert not hints.solution(EXERCISE).code
    progress.note_verdict(EXERCISE.id, Status.NOT_YET)
    assert not hints.solution(EXERCISE).code
    progress.note_verdict(EXERCISE.id, Status.RAISED)
    assert hints.solution(EXERCISE) == hints.Solution(EXERCISE.solution, EXERCISE.explains)
    assert progress.record(EXERCISE.id).solution_at


def test_the_solution_opens_when_asked_for_twice_and_that_is_recorded() -> None:
    assert not hints.solution(EXERCISE).code
    assert progress.record(EXERCISE.id).solution_at is None
    assert hints.solution(EXERCISE, now=True).code
    assert progress.record(EXERCISE.id).solution_at


def test_a_solution_read_after_the_right_answer_does_not_count_as_opened() -> None:
    progress.note_verdict(EXERCISE.id, Status.RIGHT)
    assert hints.solution(EXERCISE).code
    assert progress.record(EXERCISE.id).solution_at is None


def test_a_solution_that_was_opened_stays_open_when_the_check_is_run_again() -> None:
    assert hints.open_solution(EXERCISE) is None
    assert ExercisePanel(EXERCISE, lambda: 4).shown["closed"]
    opened = hints.solution(EXERCISE, now=True)
    assert hints.open_solution(EXERCISE) == opened
    again = ExercisePanel(EXERCISE, lambda: 4).shown
    assert not again["closed"]
    assert EXERCISE.explains in again["solution"]


def test_a_solution_opened_after_the_right_answer_stays_open_too() -> None:
    progress.note_verdict(EXERCISE.id, Status.RIGHT)
    hints.solution(EXERCISE)
    assert hints.open_solution(EXERCISE)


def test_many_records_at_once_are_those_of_each() -> None:
    progress.note_verdict("99.02-other", Status.NOT_YET)
    progress.note_verdict(EXERCISE.id, Status.RIGHT)
    progress.note_hint(EXERCISE.id, 2)
    ids = ["99.03-none", EXERCISE.id, "99.02-other"]
    assert progress.records(ids) == {name: progress.record(name) for name in ids}
    assert list(progress.records(ids)) == ids


def test_a_file_that_was_deleted_is_made_anew(own_file: Path) -> None:
    progress.note_hint(EXERCISE.id, 1)
    own_file.unlink()
    assert progress.record(EXERCISE.id) == progress.Record(EXERCISE.id)


def test_the_board_says_whether_it_is_a_module_or_a_lab() -> None:
    assert [one["module"] for one in board("01") + board("lab1")] == ["Módulo 01", "Lab 1"]


def test_a_scene_is_kept_over_restarts_until_the_next() -> None:
    assert progress.scene(EXERCISE.id) is None
    progress.keep_scene(EXERCISE.id, {"name": "a"})
    progress.keep_scene(EXERCISE.id, {"name": "b"})
    assert progress.scene(EXERCISE.id) == {"name": "b"}


def test_the_csv_has_a_line_an_exercise() -> None:
    progress.note_verdict(EXERCISE.id, Status.RIGHT)
    [line] = csv.DictReader(io.StringIO(progress.as_csv([progress.record(EXERCISE.id)])))
    assert (line["exercise"], line["tries"], line["last_status"]) == (EXERCISE.id, "1", "right")
    assert line["right_at"].endswith("+00:00")
