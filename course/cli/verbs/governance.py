"""The verbs that give account: to auditors and to the business."""

from typing import Annotated

import typer

from course.i18n import _

app = typer.Typer()


@app.command(help=_("Roda os controles da ISO 27001 e guarda, sob trava, o relatório assinado."))
def evidence(
    control: Annotated[str, typer.Argument(help=_("Um controle só, sem guardar relatório."))] = "",
) -> None:
    """Runs the ISO 27001 controls and keeps the signed report under lock; exit 1 when one failed to run."""
    from course.cli import governance

    governance.evidence(control)


@app.command(help=_("Confere a assinatura de um relatório de evidências; sem nome, do último."))
def verify_evidence(
    report: Annotated[str, typer.Argument(help=_("Pasta do relatório no bucket `audit`."))] = "",
) -> None:
    """Checks a report against its signatures; exit 1 when it is not what was signed here."""
    from course.cli import governance

    governance.verify(report)


@app.command(help=_("As medidas de negócio contra as metas, o custo de um dia e o modelo de ROI."))
def business(
    definitions: Annotated[bool, typer.Option(help=_("Mostra fórmula, fonte e registros."))] = False,
) -> None:
    """The measures of business against their targets, a day's cost, the ROI model."""
    from course.cli import business as shown

    shown.show(definitions)
