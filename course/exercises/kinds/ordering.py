"""Lines to be brought into order (Parsons problems), some of which may not belong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from course.exercises.exercise import Exercise
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _


@dataclass(frozen=True)
class Ordering:
    """Right when each line that belongs stands once, and after those it needs.

    lines: by letter, the text. before: pairs of letters with the cause when the first does not come before
    the second, the most telling pair first. extra: letters of lines that do not belong, with the cause.
    """

    lines: Mapping[str, str]
    before: tuple[tuple[str, str, str], ...]
    extra: Mapping[str, str] = field(default_factory=dict)
    showed: str = ""

    def check(self, exercise: Exercise, answer: Any) -> Verdict:
        """Letters in a text or a list; what separates them does not count."""
        del exercise
        given = re.findall(r"[A-Z]", str(answer).upper())
        if unknown := [letter for letter in given if letter not in self.lines]:
            return not_yet(_("Não há linha {letters}.").format(letters=", ".join(unknown)))
        for letter in given:
            if letter in self.extra:
                return mistake(self.extra[letter], line=self.lines[letter])
        twice = [letter for letter in dict.fromkeys(given) if given.count(letter) > 1]
        if twice:
            return not_yet(_("A linha {letter} aparece mais de uma vez.").format(letter=twice[0]))
        lacking = [letter for letter in self.lines if letter not in given and letter not in self.extra]
        if lacking:
            return not_yet(_("Ainda faltam linhas: {n}.").format(n=len(lacking)))
        for first, second, cause in self.before:
            if given.index(first) > given.index(second):
                return mistake(cause, first=self.lines[first], second=self.lines[second])
        return right(self.showed)
