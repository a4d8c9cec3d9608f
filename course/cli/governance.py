"""The verbs about evidence: the controls of ISO/IEC 27001 run, their signed report checked."""

import typer

from course.cli.show import table_of
from course.errors import CourseError
from course.evidence import kept, page, report, signing
from course.evidence.control import Status
from course.i18n import _
from course.services import minio
from course.stack.progress import Steps, console

_COLOURS = {Status.MET: "green", Status.NOT_MET: "red", Status.NOT_SHOWN: "yellow", Status.FAILED: "red"}


def evidence(control: str) -> None:
    """Runs one control and shows all that it observed, or all controls and keeps the report.

    Exits 1 when one failed to run; one that is not met is a result, and is listed.
    """
    signing.public_key()  # said before the work, not after it, when there is none
    with Steps() as steps, steps.step(_("Rodando os controles")) as note:
        made = report.run([control] if control else [], note)
    _summary(made)
    for result in made.results:
        _details(result, everything=bool(control))
    if not control:
        _tell(kept.verify(kept.keep(made)))
    if failed := [result.id for result in made.results if result.status is Status.FAILED]:
        raise CourseError(
            _("Não rodaram até o fim: {names}.").format(names=", ".join(failed)),
            _("`make status` diz o que parou; `make up` o sobe."),
        )


def verify(name: str) -> None:
    """Says whether the report is what was signed here; exits 1 when it is not."""
    checked = kept.verify(name or kept.newest())
    _tell(checked)
    if not checked.genuine:
        raise typer.Exit(1)


def _summary(made: report.Report) -> None:
    table = table_of(_("Resultado"), _("Controle"))
    for result in made.results:
        table.add_row(
            f"[{_COLOURS[result.status]}]{page.MARKS[result.status]} {page.LABELS[result.status]}[/]",
            f"{result.title} [dim]({result.id})\n{page.numbers(result)}[/]",
        )
    console.print(table, soft_wrap=False)


def _details(result: report.Result, *, everything: bool) -> None:
    """What does not hold, or could not be looked at; with `everything`, the rest too."""
    seen = [one for one in result.observations if everything or not one.holds]
    if not seen and not result.error:
        return
    console.print(f"\n{result.title}", style="bold", markup=False)
    for one in seen:
        mark = page.MARKS[page.HELD[one.holds]]
        console.print(f"  {mark} {one.ran}\n      → {one.came_back}", markup=False)
    if result.error:
        console.print(f"  {page.MARKS[Status.FAILED]} {result.error}", markup=False)


def _tell(checked: kept.Verified) -> None:
    where = f"{minio.AUDIT}/{checked.name}"
    console.print("")
    if checked.genuine:
        console.print(_("[green]✓[/] {where}: a assinatura confere.").format(where=where))
    for file in checked.altered:
        console.print(_("[red]✗[/] {where}/{file} não é o que foi assinado.").format(where=where, file=file))
    if not checked.ours:
        told = _("[red]✗[/] {where} foi assinado com outra chave, não a desta instalação.")
        console.print(told.format(where=where))
    console.print(f"  {minio.object_page(minio.AUDIT, f'{checked.name}/report.html')}", markup=False)
