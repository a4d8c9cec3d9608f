"""A Python function, judged by what it does with data drawn anew."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from course.exercises.exercise import Exercise
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _

_DRAWS = 25


@dataclass(frozen=True)
class Function:
    """Right when it does with every draw what `reference` does.

    draw: arguments, at random, edge cases among them. mistakes: by cause, the function as it is when
    that mistake is made. same: whether two results are the same. showed: what a right answer is told.
    """

    reference: Callable[..., Any]
    draw: Callable[[], tuple[Any, ...]]
    mistakes: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    same: Callable[[Any, Any], bool] = lambda one, other: bool(one == other)
    showed: str = ""

    def check(self, exercise: Exercise, answer: Any) -> Verdict:
        """Names the first draw on which it differs, and the mistake whose results it has throughout."""
        del exercise
        if not callable(answer):
            return not_yet(_("A resposta não é uma função, é {kind}.").format(kind=type(answer).__name__))
        draws = [self.draw() for _number in range(_DRAWS)]
        results = [answer(*deepcopy(arguments)) for arguments in draws]
        wanted = [self.reference(*arguments) for arguments in draws]
        wrong = [n for n in range(_DRAWS) if not self.same(results[n], wanted[n])]
        if not wrong:
            return right(self.showed)
        first = wrong[0]
        figures: dict[str, Any] = {
            "arguments": ", ".join(map(repr, draws[first])),
            **dict(zip(("given", "wanted"), _told(results[first], wanted[first]), strict=True)),
        }
        for cause, function in self.mistakes.items():
            if all(self.same(results[n], function(*draws[n])) for n in range(_DRAWS)):
                return mistake(cause, **figures)
        return not_yet(
            _("Para ({arguments}) sua função devolveu `{given}`; o esperado é `{wanted}`.").format(**figures)
        )


def _told(given: Any, wanted: Any) -> tuple[str, str]:
    """Both as Python writes them; numbers to six digits, where that does not make them the same."""
    short = [f"{value:.6g}" if isinstance(value, float) else repr(value) for value in (given, wanted)]
    return (short[0], short[1]) if short[0] != short[1] else (repr(given), repr(wanted))
