"""The proof of an exercise, both ways: it takes the right answer and tells each wrong one what is wrong."""

import time
from dataclasses import dataclass

from course.errors import CourseError
from course.exercises.exercise import Exercise
from course.exercises.verdict import Status
from course.grading.kernel import Kernel

# An answer may run a day through the pipeline, beside whatever else the worker has to do.
_SECONDS = 300


@dataclass(frozen=True)
class Case:
    """One answer put to the check.

    name: `untouched`, `solution`, or the cause of a wrong answer. wanted, got: status and cause. seconds: how
    long the check took. told: what the student reads; the error when the check itself failed.
    """

    name: str
    wanted: tuple[str, str]
    got: tuple[str, str]
    told: str
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether the check said what it has to."""
        return self.got == self.wanted


def prove(exercise: Exercise, kernel: Kernel) -> list[Case]:
    """Puts the untouched cell, the wrong answers and the solution to the check, each twice: checks repeat."""
    answers = [("untouched", exercise.starter, (Status.NOT_TRIED, ""))]
    answers += [(name, one.code, (Status.NOT_YET, name)) for name, one in exercise.wrong.items()]
    answers += [("solution", exercise.solution, (Status.RIGHT, ""))]
    cases = [_put(exercise, kernel, name, code, wanted) for name, code, wanted in answers]
    if exercise.scene:
        kernel.run(exercise.starter)  # a new scene ends what the last answer left at work
    return cases


def _put(exercise: Exercise, kernel: Kernel, name: str, code: str, wanted: tuple[Status, str]) -> Case:
    kernel.reset()
    ran = kernel.run(code, _SECONDS)
    if "error" in ran:
        return Case(name, wanted, ("", ""), ran["error"], 0.0)
    started = time.perf_counter()
    try:
        first, second = kernel.verdict(exercise.id), kernel.verdict(exercise.id)
    except CourseError as error:
        return Case(name, wanted, ("", ""), str(error), 0.0)
    seconds = (time.perf_counter() - started) / 2
    got = (first["status"], first["cause"])
    repeated = got == (second["status"], second["cause"])
    return Case(name, wanted, got if repeated else ("differs when repeated", ""), first["message"], seconds)
