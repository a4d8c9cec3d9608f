"""What an exercise declares."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from course.exercises.verdict import Verdict

Hint = str | Callable[[Any], str]


@dataclass(frozen=True)
class Wrong:
    """An answer that students really give: code that runs, and what they are told of it (Markdown).

    `told` may hold {figures} that the check fills in. It says what is wrong with the answer and
    never gives the right one away.
    """

    code: str
    told: str


class Kind(Protocol):
    """How answers of one kind are judged."""

    def check(self, exercise: "Exercise", answer: Any) -> Verdict:
        """Judges an answer that is there; changes nothing and may be called again and again."""


class ByFunction:
    """A check that is the exercise's own function of the answer."""

    def __init__(self, judge: Callable[[Any], Verdict]) -> None:
        self._judge = judge

    def check(self, exercise: "Exercise", answer: Any) -> Verdict:
        """What the function says."""
        del exercise
        return self._judge(answer)


@dataclass
class Exercise:
    """One exercise.

    id: two digits of the module, two of the place, a name: `02.04-cache-aside`; a lab's begins with
    `lab1.`. title: as the board shows it. answer: the name that the student's cell gives to the answer;
    empty for a change to the live system, whose check is handed the `scene` instead. starter: the cell as
    handed out. solution: the cell as it should be; it runs. explains: why it is so, Markdown. hints: three
    or more, from where to look (may be computed from the answer so far, None without one) to commented
    code with one gap, `____`. wrong: by cause, the answers that students give. kind: how answers are
    judged, unless a function is given with `@exercise.check`. needs: the services without which it cannot
    be done. scene: makes what a change works on, anew, and returns what the student and the check are to
    know of it (JSON).
    """

    id: str
    title: str
    answer: str
    starter: str
    solution: str
    explains: str
    hints: tuple[Hint, ...]
    wrong: Mapping[str, Wrong]
    kind: Kind | None = None
    needs: tuple[str, ...] = ()
    scene: Callable[[], dict[str, Any]] | None = None
    module: str = field(init=False)

    def __post_init__(self) -> None:
        self.module = self.id.partition(".")[0]

    def check(self, judge: Callable[[Any], Verdict]) -> Callable[[Any], Verdict]:
        """Decorates the exercise's own check: the answer (or the scene) in, a verdict out."""
        self.kind = ByFunction(judge)
        return judge

    def literal(self, code: str) -> Any:
        """The value that `code` assigns to the answer as a literal; raises `ValueError` when it does not."""
        for statement in ast.parse(code).body:
            if isinstance(statement, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == self.answer for target in statement.targets
            ):
                return ast.literal_eval(statement.value)
        raise ValueError(f"{self.id}: no literal is assigned to {self.answer}")
