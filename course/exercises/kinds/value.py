"""A number that the student has worked out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from numbers import Integral
from typing import Any

from course.exercises.exercise import Exercise
from course.exercises.numbers import Reading, Unit, readings
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _

HALF_A_PERCENT = 0.005


@dataclass(frozen=True)
class Value:
    """Right when it is `expected()` in `unit`: a count exactly, another figure give or take half a percent.

    tolerance: another share of the value that it may be off; within: how far, in units.
    mistakes: by cause, how a known wrong number comes about, computed on the same data. showed: what a
    right answer is told.
    """

    expected: Callable[[], float]
    unit: Unit = "number"
    tolerance: float | None = None
    within: float = 0.0
    mistakes: Mapping[str, Callable[[], float]] = field(default_factory=dict)
    showed: str = ""

    def check(self, exercise: Exercise, answer: Any) -> Verdict:
        """Whichever way of reading the number fits counts, and is shown."""
        del exercise
        read = readings(answer, self.unit)
        if not read:
            return not_yet(
                _("Não consegui ler `{given}` como número. Escreva, por exemplo, 99,5.").format(
                    given=str(answer)[:60]
                )
            )
        wanted = self.expected()
        if fits := self._that_fits(read, wanted):
            return right(self.showed, read_as=fits.shown)
        for cause, wrong in self.mistakes.items():
            if fits := self._that_fits(read, wrong()):
                return mistake(cause, read_as=fits.shown, given=fits.shown)
        first = read[0]
        more = first.value > wanted
        text = _("É mais do que os dados mostram.") if more else _("É menos do que os dados mostram.")
        return not_yet(text, read_as=first.shown)

    def _that_fits(self, read: list[Reading], wanted: float) -> Reading | None:
        usual = 0.0 if isinstance(wanted, Integral) else HALF_A_PERCENT
        allowed = max((usual if self.tolerance is None else self.tolerance) * abs(wanted), self.within)
        return next((one for one in read if abs(one.value - wanted) <= allowed), None)
