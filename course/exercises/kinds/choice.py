"""One of several options, and predictions of what a demonstration will show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from course.exercises.exercise import Exercise
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _


@dataclass(frozen=True)
class Choice:
    """Right when it is the letter of the right option; each other letter is a declared wrong answer."""

    letter: str
    showed: str

    def check(self, exercise: Exercise, answer: Any) -> Verdict:
        """`b`, `B` and `b)` are the same."""
        return _chosen(exercise, answer, self.letter) or right(self.showed)


@dataclass(frozen=True)
class Prediction:
    """What the student expects of a demonstration, before it runs.

    demonstrate: runs it, on the live system and without leaving a trace, and returns the letter of what
    happened with the rows that show it. showed: what a right prediction is told.
    """

    demonstrate: Callable[[], tuple[str, pd.DataFrame]]
    showed: str

    def check(self, exercise: Exercise, answer: Any) -> Verdict:
        """Runs the demonstration and shows what it brought, whatever was predicted."""
        letter, rows = self.demonstrate()
        return _chosen(exercise, answer, letter, rows) or right(self.showed, rows=rows)


def _chosen(exercise: Exercise, answer: Any, letter: str, rows: pd.DataFrame | None = None) -> Verdict | None:
    """None when it is that letter."""
    given = str(answer).strip().strip(").").lower()
    if given == letter:
        return None
    if given in exercise.wrong:
        return mistake(given, rows=rows)
    options = ", ".join(sorted({letter, *exercise.wrong}))
    return not_yet(
        _("`{given}` não é uma das opções: {options}.").format(given=str(answer)[:60], options=options)
    )
