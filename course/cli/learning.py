"""The verbs about exercises: the student's progress, the proof that each exercise is right both ways."""

import tempfile
from pathlib import Path

from rich.markup import escape

from course import lessons
from course.cli.show import table_of
from course.errors import CourseError, UsageError
from course.exercises import progress as store
from course.grading.kernel import kernel
from course.grading.proof import Case
from course.grading.proof import prove as prove_one
from course.i18n import _
from course.settings import settings
from course.stack.progress import Steps, console
from course.widgets.progress_board import board


def progress(*, csv: bool) -> None:
    """Prints what the student has done, as tables by module or as CSV with times in UTC."""
    if csv:
        print(store.as_csv(list(store.records(lessons.exercises()).values())), end="")
        return
    for module in board():
        head = _("{module}: {right} de {all}").format(**module)
        table = table_of(head, _("Estado"), _("Tentativas"), _("Dicas"), _("Solução"))
        for row in module["rows"]:
            table.add_row(*row["cells"])
        console.print(table)
    console.print(_("Guardado só nesta máquina, em {file}.").format(file=settings.progress_file))


def prove(prefix: str) -> None:
    """Puts right and wrong answers to the exercises whose ids begin so; exit 1 when one is judged wrongly."""
    wanted = [one for name, one in lessons.exercises().items() if name.startswith(prefix)]
    if not wanted:
        raise UsageError(
            _("Nenhum exercício começa com {prefix!r}.").format(prefix=prefix), lessons.near(prefix)
        )
    table = table_of(_("Exercício"), _("Resposta"), "", _("Segundos"), _("O que se diz"))
    failed = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        kernel(Path(folder) / "progress.sqlite") as running,
        Steps() as steps,
        steps.step(_("Respostas postas à prova")) as note,
    ):
        for exercise in wanted:
            note(exercise.id)
            for case in prove_one(exercise, running):
                failed += not case.passed
                mark = "[green]✓[/]" if case.passed else "[red]✗[/]"
                table.add_row(exercise.id, case.name, mark, f"{case.seconds:.2f}", _told(case))
    console.print(table, soft_wrap=False, markup=True)
    if failed:
        raise CourseError(
            _("Respostas mal julgadas: {n}.").format(n=failed),
            _("Cada ✗ diz o veredito que veio e o que era esperado."),
        )


def _told(case: Case) -> str:
    """What the student reads; of an answer judged wrongly, the verdicts as well."""
    if case.passed:
        return escape(case.told)
    got, wanted = (" · ".join(filter(None, verdict)) or "—" for verdict in (case.got, case.wanted))
    return escape(_("Veio {got}, esperado {wanted}. {told}").format(got=got, wanted=wanted, told=case.told))
