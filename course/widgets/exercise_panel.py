"""The verdict on an answer, with the buttons for a hint and for the solution."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import traitlets

from course.exercises import hints, rendering
from course.exercises.exercise import Exercise
from course.exercises.verdict import Verdict
from course.i18n import _
from course.widgets.live import Live, javascript, stylesheet

_HERE = Path(__file__).parent


class ExercisePanel(Live):
    """What one exercise says in one output: a verdict if there is one, open hints, the solution if open.

    Its output carries the verdict as JSON for machines, as HTML and as text for whoever has no buttons.
    """

    _esm = javascript(_HERE / "exercise_panel.js")
    _css = stylesheet(_HERE / "look.css", _HERE / "exercise_panel.css")

    shown = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        exercise: Exercise,
        answer: Callable[[], Any],
        verdict: Verdict | None = None,
        solution: hints.Solution | None = None,
    ) -> None:
        """`answer` gives the student's answer as it is when a hint looks at it.

        A solution that was opened once stays open.
        """
        self._exercise, self._answer, self._verdict = exercise, answer, verdict
        self._solution = solution or hints.open_solution(exercise)
        words = {
            "hint": _("Dica {n} de {all}"),
            "solution": _("Ver a solução"),
            "anyway": _("Abrir mesmo assim"),
            "help": _("Ajuda para {title}").format(title=exercise.title),
        }
        verdict_html = rendering.verdict_html(exercise, verdict) if verdict else ""
        super().__init__(words, shown={"verdict": verdict_html, **self._help()})

    def answer(self, about: str, question: Any) -> Any:
        """`hint` opens one more; `solution` opens it when it is time, or at once with `{"now": true}`."""
        if about == "hint":
            hints.next_hint(self._exercise, self._answer())
        if about == "solution":
            self._solution = hints.solution(self._exercise, now=bool(question.get("now")))
        return self._help()

    def still(self) -> str:
        """All that is open, without the buttons."""
        return "".join([self.shown["verdict"], *self.shown["hints"], self.shown["solution"]])

    def __repr__(self) -> str:
        verdict = [rendering.verdict_text(self._exercise, self._verdict)] if self._verdict else []
        opened = hints.open_hints(self._exercise, self._answer())
        solution = [self._solution.code, self._solution.text] if self._solution else []
        return "\n\n".join(filter(None, [*verdict, *opened, *solution]))

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, metadata = super()._repr_mimebundle_(**kwargs)
        if self._verdict:
            bundle[rendering.MIME] = rendering.verdict_json(self._exercise, self._verdict)
        return bundle, metadata

    def _help(self) -> dict[str, Any]:
        """`hints`: HTML of each that is open; `all`: how many there are; `solution`, `closed`."""
        opened = hints.open_hints(self._exercise, self._answer())
        return {
            "hints": [rendering.hint_html(n, text) for n, text in enumerate(opened, 1)],
            "all": len(self._exercise.hints),
            "solution": rendering.solution_html(self._solution) if self._solution else "",
            "closed": not (self._solution and self._solution.code),
        }
