"""Hints and solutions: when they open, and that it is remembered."""

from dataclasses import dataclass
from typing import Any

from course.errors import CourseError
from course.exercises import progress
from course.exercises.exercise import Exercise, Hint
from course.i18n import _

# The solution opens after this many wrong tries.
TRIES = 2


@dataclass(frozen=True)
class Solution:
    """code: empty while it stays closed. text: Markdown, why it is so, or how it opens."""

    code: str
    text: str


def next_hint(exercise: Exercise, answer: Any) -> list[str]:
    """Opens one more hint and returns all that are open, Markdown, the first level first."""
    level = min(progress.record(exercise.id).hints + 1, len(exercise.hints))
    progress.note_hint(exercise.id, level)
    return open_hints(exercise, answer)


def open_hints(exercise: Exercise, answer: Any) -> list[str]:
    """The hints that the student has opened so far; computed ones look at the answer as it is now."""
    level = progress.record(exercise.id).hints
    return [_text(hint, answer) for hint in exercise.hints[:level]]


def solution(exercise: Exercise, *, now: bool = False) -> Solution:
    """The solution with its reason: when the answer is right, after two tries, or `now`."""
    done = progress.record(exercise.id)
    if not (may_open(done) or now):
        left = TRIES - done.tries
        return Solution(
            "", _("A solução abre após mais {n} tentativa(s), ou já, se você pedir.").format(n=left)
        )
    progress.note_solution(exercise.id)
    return Solution(exercise.solution, exercise.explains)


def open_solution(exercise: Exercise) -> Solution | None:
    """The solution when the student has opened it already, else None."""
    return Solution(exercise.solution, exercise.explains) if progress.solution_seen(exercise.id) else None


def _text(hint: Hint, answer: Any) -> str:
    """A computed hint may ask a service; one that does not answer is named in the hint's place."""
    if isinstance(hint, str):
        return hint
    try:
        return hint(answer)
    except CourseError as error:
        return str(error)


def may_open(done: progress.Record) -> bool:
    """Whether the solution opens without being insisted on."""
    return bool(done.right_at or done.solution_at or done.tries >= TRIES)
