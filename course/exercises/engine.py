"""From an exercise and what the student has done to a verdict."""

import dis
from types import CodeType, FunctionType
from typing import Any

from course.exercises import own_error
from course.exercises.exercise import Exercise
from course.exercises.verdict import Status, Verdict, not_tried, raised
from course.i18n import _
from course.services import health


class Missing:
    """Stands for an answer that nobody has given."""


def judge(exercise: Exercise, answer: Any, failed: BaseException | None = None) -> Verdict:
    """The verdict on an answer (`Missing` when there is none; the scene for a change to the system).

    `failed` is what the cell with the answer ended in, if it did. Whatever fails while a service that
    the exercise needs is down is never the student's fault. An error of ours is raised as it is.
    """
    if failed is not None:
        return _down(exercise) or raised(own_error.told(failed))
    if exercise.answer and blank(exercise, answer):
        return not_tried(_("Escreva a resposta na célula do exercício, execute-a e verifique de novo."))
    assert exercise.kind is not None, exercise.id  # noqa: S101  # a test sees to it for every exercise
    try:
        return _with_its_text(exercise, exercise.kind.check(exercise, answer))
    except Exception as error:  # whatever the student's code or a service's client raises
        if down := _down(exercise):
            return down
        if own_error.frames(error):
            return raised(own_error.told(error))
        raise


def blank(exercise: Exercise, answer: Any) -> bool:
    """Whether the answer is what was handed out: nothing, `...`, an empty text, a function without a body."""
    if answer is Missing or answer is Ellipsis or answer is None:
        return True
    if isinstance(answer, str):
        return not answer.strip() or answer == _handed_out(exercise)
    if isinstance(answer, FunctionType):
        return _body(answer.__code__) == _body(_nothing.__code__)
    return isinstance(answer, (list, tuple, dict)) and answer == _handed_out(exercise)


def _nothing() -> None: ...


def _body(code: CodeType) -> list[tuple[str, Any]]:
    """What a function does, whatever its docstring and its arguments."""
    return [(one.opname, one.argval) for one in dis.get_instructions(code)]


def _handed_out(exercise: Exercise) -> Any:
    try:
        return exercise.literal(exercise.starter)
    except (ValueError, SyntaxError):
        return Missing


def _with_its_text(exercise: Exercise, verdict: Verdict) -> Verdict:
    if verdict.status is not Status.NOT_YET or not verdict.cause:
        return verdict
    told = exercise.wrong[verdict.cause].told.format(**verdict.figures)
    return Verdict(verdict.status, told, verdict.cause, verdict.figures, verdict.rows, verdict.read_as)


def _down(exercise: Exercise) -> Verdict | None:
    """The verdict that names the needed services which do not answer; None when all do."""
    failed = [result for result in health.check(exercise.needs) if result.error]
    if not failed:
        return None
    lines = "\n".join(f"- **{result.service.title}**: {result.error}" for result in failed)
    return Verdict(
        Status.DOWN,
        _(
            "A plataforma não está inteira; o problema não é a sua resposta.\n\n{lines}\n\n"
            "No terminal, `make up` liga o que falta; depois verifique de novo."
        ).format(lines=lines),
    )
