"""Every exercise, both ways, in a real kernel on the live stack."""

from collections.abc import Iterator

import pytest

from course.exercises.exercise import Exercise
from course.grading.kernel import Kernel, kernel
from course.grading.proof import prove
from course.lessons import exercises


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with kernel(tmp_path_factory.mktemp("progress") / "progress.sqlite") as started:
        yield started


@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda one: one.id)
def test_the_solution_is_right_and_each_wrong_answer_is_told_what_is_wrong(
    exercise: Exercise, running: Kernel
) -> None:
    cases = prove(exercise, running)
    assert [(case.name, case.got, case.told) for case in cases if not case.passed] == []
    told = [case.told for case in cases]
    assert len(set(told)) == len(told)
