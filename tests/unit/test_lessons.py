"""Every exercise declares all that it has to, and stands in a notebook as it was declared."""

import ast
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
import pytest

from course.editions import notebooks
from course.exercises.exercise import Exercise
from course.lessons import exercises, quizzes
from course.services.registry import services
from course.settings import ROOT

EXERCISES = exercises()
MOST_WORDS = 160
LESSONS = [ROOT / path for path in notebooks.paths(ROOT)]  # not JupyterLab's checkpoints
# At least as many as issue B and the class plan ask of each.
AT_LEAST = {"01": 7, "02": 14, "lab1": 3, "lab2": 4}

each = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda one: one.id)


def _cells(tag: str) -> list[tuple[Path, Any]]:
    return [
        (path, cell)
        for path in LESSONS
        for cell in nbformat.read(path, as_version=4).cells
        if tag in cell.metadata.get("tags", [])
    ]


@pytest.mark.parametrize(("module", "least"), AT_LEAST.items())
def test_a_module_has_as_many_exercises_as_it_promises(module: str, least: int) -> None:
    assert sum(exercise.module == module for exercise in EXERCISES.values()) >= least


def test_no_two_exercises_have_the_same_number() -> None:
    numbers = Counter(name.partition("-")[0] for name in EXERCISES)
    assert [number for number, times in numbers.items() if times > 1] == []


@each
def test_an_exercise_has_three_hints_the_last_with_one_gap(exercise: Exercise) -> None:
    told = [hint if isinstance(hint, str) else hint(None) for hint in exercise.hints]
    assert len(told) >= 3
    assert all(0 < len(hint.split()) <= MOST_WORDS for hint in told), told
    assert "```" in told[-1]
    assert told[-1].count("____") == 1


@each
def test_an_exercise_tells_three_wrong_answers_apart(exercise: Exercise) -> None:
    told = [wrong.told for wrong in exercise.wrong.values()]
    assert len(set(told)) == len(told) >= 3
    assert len({wrong.code for wrong in exercise.wrong.values()}) == len(told)


@each
def test_what_a_wrong_answer_is_told_does_not_hold_the_solution(exercise: Exercise) -> None:
    for wrong in exercise.wrong.values():
        assert exercise.solution.strip() not in wrong.told


@each
def test_an_exercise_has_a_check_an_explanation_and_services_that_there_are(exercise: Exercise) -> None:
    assert exercise.kind is not None
    assert exercise.explains
    assert set(exercise.needs) <= set(services())
    assert bool(exercise.answer) != bool(exercise.scene)


@each
def test_solution_and_wrong_answers_parse_and_set_the_answer(exercise: Exercise) -> None:
    for code in (exercise.starter, exercise.solution, *(wrong.code for wrong in exercise.wrong.values())):
        assert exercise.answer in code
        assert ast.parse(code)
        assert len(code.strip().splitlines()) <= 12, code


@each
def test_an_exercise_stands_once_in_a_notebook_as_handed_out_with_its_check(exercise: Exercise) -> None:
    found = _cells(exercise.id)
    assert len(found) == 1, f"cells with the tag {exercise.id}: {len(found)}"
    [(path, cell)] = found
    assert "answer" in cell.metadata.tags
    assert cell.source.strip() == exercise.starter.strip()
    calls = [line for where, other in _cells("check") if where == path for line in other.source.splitlines()]
    assert f'check("{exercise.id}")' in calls, f"no cell tagged check in {path.name} calls it"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_two_exercises_of_a_notebook_share_the_name_of_their_answer(path: Path) -> None:
    ids = {tag for where, cell in _cells("answer") if where == path for tag in cell.metadata.tags}
    names = [exercise.answer for exercise in EXERCISES.values() if exercise.id in ids and exercise.answer]
    assert len(set(names)) == len(names)


def test_every_answer_cell_belongs_to_an_exercise() -> None:
    for path, cell in _cells("answer"):
        assert set(cell.metadata.tags) & set(EXERCISES), (path, cell.source)


@pytest.mark.parametrize("quiz", quizzes().values(), ids=lambda one: one.module)
def test_a_question_has_one_right_option_and_tells_each_why(quiz: Any) -> None:
    for question in quiz.questions:
        assert sum(option.right for option in question.options) == 1, question.id
        assert len({option.told for option in question.options}) == len(question.options) >= 3
