"""A written answer: judged by what it has to contain, figures among it, not by its length."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.exercises.exercise import Exercise
from course.exercises.numbers import Unit, readings
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _

_NUMBER = re.compile(r"[+-]?\d[\d.,]*(?:\s*%)?")


@dataclass(frozen=True)
class Point:
    """What the text has to say: the cause when it does not, and how to see that it does."""

    cause: str
    said: Callable[[str], bool]


@dataclass(frozen=True)
class Written:
    """Right when it makes every point; the first that it does not make is named."""

    points: tuple[Point, ...]
    showed: str = ""

    def check(self, exercise: Exercise, answer: Any) -> Verdict:
        """Accents, case and order do not count."""
        del exercise
        if not isinstance(answer, str):
            return not_yet(_("Escreva a resposta como texto, entre aspas."))
        for point in self.points:
            if not point.said(answer):
                return mistake(point.cause)
        return right(self.showed)


def mentions(*words: str) -> Callable[[str], bool]:
    """Whether one of the words (or beginnings of words) is in the text."""
    wanted = [plain(word) for word in words]
    return lambda text: any(re.search(rf"\b{re.escape(word)}", plain(text)) for word in wanted)


def figure(
    expected: Callable[[], float], unit: Unit = "number", tolerance: float = 0.01
) -> Callable[[str], bool]:
    """Whether some number in the text is the expected one, however it is written."""

    def said(text: str) -> bool:
        wanted = expected()
        read = [one.value for found in _NUMBER.findall(text) for one in readings(found.rstrip(".,"), unit)]
        return any(abs(value - wanted) <= tolerance * abs(wanted) for value in read)

    return said


def plain(text: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
