"""What a lesson's notebook calls: one short line each, nothing to set up.

from course.notebook import check
"""

from types import SimpleNamespace
from typing import Any

from course import lessons
from course.errors import UsageError
from course.exercises import cells, engine, hints, progress
from course.exercises.exercise import Exercise
from course.i18n import _
from course.widgets.exercise_panel import ExercisePanel

__all__ = ["check", "hint", "scene", "solution"]

cells.watch()


def check(exercise_id: str) -> ExercisePanel:
    """Judges the answer that stands in the notebook and shows the verdict, with buttons for help.

    Raises `UsageError` for an id that there is not.
    """
    exercise = lessons.exercise(exercise_id)
    verdict = engine.judge(exercise, _answer(exercise), cells.failure(exercise.answer))
    progress.note_verdict(exercise.id, verdict.status, verdict.cause)
    return ExercisePanel(exercise, lambda: _answer(exercise), verdict)


def hint(exercise_id: str) -> ExercisePanel:
    """Opens one more hint and shows all that are open."""
    exercise = lessons.exercise(exercise_id)
    hints.next_hint(exercise, _answer(exercise))
    return ExercisePanel(exercise, lambda: _answer(exercise))


def solution(exercise_id: str, *, now: bool = False) -> ExercisePanel:
    """Shows the solution when the answer is right, after two tries, or `now`; that it was opened is kept."""
    exercise = lessons.exercise(exercise_id)
    return ExercisePanel(exercise, lambda: _answer(exercise), solution=hints.solution(exercise, now=now))


def scene(exercise_id: str) -> SimpleNamespace:
    """Makes what the exercise works on, anew, and returns what is to be known of it."""
    exercise = lessons.exercise(exercise_id)
    if exercise.scene is None:
        raise UsageError(_("O exercício {id} não tem cenário.").format(id=exercise.id))
    made = exercise.scene()
    progress.keep_scene(exercise.id, made)
    return SimpleNamespace(**made)


def _answer(exercise: Exercise) -> Any:
    """The answer in the notebook; for a change to the live system, its scene (None before there is one)."""
    if exercise.answer:
        return cells.answer(exercise.answer)
    made = progress.scene(exercise.id)
    return SimpleNamespace(**made) if made is not None else None
