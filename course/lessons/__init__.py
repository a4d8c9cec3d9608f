"""The exercises and quizzes of the course, one file each, found by looking.

The packages are the class plan's modules and labs. Adding an exercise is adding its file; its cells go
into the module's notebook.
"""

import difflib
import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import TypeVar

import course.lessons
from course.errors import UsageError
from course.exercises.exercise import Exercise
from course.exercises.quiz import Quiz
from course.i18n import _

T = TypeVar("T")


@cache
def exercises() -> dict[str, Exercise]:
    """All exercises by id, in the order of the course; raises `ValueError` for an id that stands twice."""
    return _found("exercise", Exercise, lambda one: one.id)


@cache
def quizzes() -> dict[str, Quiz]:
    """The quizzes by module."""
    return _found("quiz", Quiz, lambda one: one.module)


def exercise(exercise_id: str) -> Exercise:
    """The exercise of that id; raises `UsageError` with the nearest ids."""
    try:
        return exercises()[exercise_id]
    except KeyError:
        raise UsageError(_("Não há exercício {id!r}.").format(id=exercise_id), near(exercise_id)) from None


def near(exercise_id: str) -> str:
    """A sentence with the ids that are most like it, at most three."""
    found = difflib.get_close_matches(exercise_id, exercises(), n=3, cutoff=0)
    return _("Os mais parecidos: {ids}.").format(ids=", ".join(found))


def _found(name: str, kind: type[T], key: Callable[[T], str]) -> dict[str, T]:
    found: dict[str, T] = {}
    for info in pkgutil.walk_packages(course.lessons.__path__, "course.lessons."):
        declared = getattr(importlib.import_module(info.name), name, None)
        if isinstance(declared, kind):
            if key(declared) in found:
                raise ValueError(f"{info.name}: {key(declared)} stands twice")
            found[key(declared)] = declared
    return dict(sorted(found.items()))
