"""The quiz at a module's end: options in an order of their own each time, each told why."""

import random
from pathlib import Path
from typing import Any

import traitlets

from course import lessons
from course.errors import UsageError
from course.exercises import progress, rendering
from course.exercises.quiz import Option, Question
from course.exercises.verdict import Status
from course.i18n import _
from course.widgets.live import Live, javascript, stylesheet

_HERE = Path(__file__).parent


class Quiz(Live):
    """The questions of a module, e.g. `Quiz("01")`. What is chosen is told at once, and kept as progress."""

    _esm = javascript(_HERE / "quiz.js")
    _css = stylesheet(_HERE / "look.css", _HERE / "quiz.css")

    questions: Any = traitlets.List().tag(sync=True)

    def __init__(self, module: str) -> None:
        """Raises `UsageError` for a module without a quiz."""
        found = lessons.quizzes().get(module)
        if found is None:
            raise UsageError(
                _("Não há quiz do módulo {module!r}.").format(module=module),
                _("Os módulos: {names}.").format(names=", ".join(lessons.quizzes())),
            )
        self._asked = {one.id: (one, _shuffled(one)) for one in found.questions}
        words = {
            "question": _("Pergunta {n} de {all}"),
            "score": _("Certas: {right} de {all}"),
        }
        super().__init__(words, questions=[_as_data(*one) for one in self._asked.values()])

    def answer(self, about: str, question: Any) -> Any:
        """What the chosen option is told: `{"right": bool, "told": HTML}`."""
        del about
        asked, options = self._asked[question["id"]]
        chosen = options[question["option"]]
        progress.note_verdict(asked.id, Status.RIGHT if chosen.right else Status.NOT_YET)
        return {"right": chosen.right, "told": rendering.html(chosen.told)}

    def still(self) -> str:
        """The questions with their options, unanswered."""
        return "".join(
            f"{one['asks']}<ul>{''.join(f'<li>{text}</li>' for text in one['options'])}</ul>"
            for one in self.questions
        )


def _shuffled(question: Question) -> list[Option]:
    return random.sample(question.options, len(question.options))


def _as_data(question: Question, options: list[Option]) -> dict[str, Any]:
    texts = [rendering.html(option.text) for option in options]
    return {"id": question.id, "asks": rendering.html(question.asks), "options": texts}
