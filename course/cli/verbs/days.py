"""The verbs that run days through the pipeline: as planned, held at a gate, in a drill."""

from typing import Annotated

import typer

from course.i18n import _

app = typer.Typer()
Day = Annotated[str, typer.Option(help=_("Dia, AAAA-MM-DD; sem ele, ontem."), metavar="AAAA-MM-DD")]


@app.command(help=_("Roda etl_pipeline para um dia, acompanha e resume; sai conforme o resultado."))
def trigger_dag(day: Day = "") -> None:
    """Runs etl_pipeline for a day, follows it, prints the summary; exits by its outcome."""
    from course.cli import pipeline

    pipeline.run_day(day)


@app.command(help=_("Roda etl_pipeline para cada dia de um período, pelo backfill do Airflow."))
def backfill(
    first: Annotated[str, typer.Option("--from", help=_("Primeiro dia."))] = "",
    last: Annotated[str, typer.Option("--to", help=_("Último dia."))] = "",
) -> None:
    """Runs etl_pipeline for every day of a span, by Airflow's own backfill."""
    from course.cli import pipeline

    pipeline.backfill(first, last)


@app.command(help=_("Roda um dia de ponta a ponta e prova que o warehouse é igual à fonte."))
def test_pipeline(
    day: Day = "",  # noqa: PT028  # a verb, not a test
    compare_only: Annotated[
        bool, typer.Option("--compare-only", help=_("Só compara o que há: não roda o dia."))
    ] = False,  # noqa: PT028
) -> None:
    """Runs a day end to end, or takes it as it is, and proves that the warehouse equals the source."""
    from course.cli import pipeline

    if compare_only:
        pipeline.compare(day)
    else:
        pipeline.test(day)


@app.command(help=_("Libera um dia retido num portão: os dados estão certos, embora pareçam errados."))
def release_day(
    day: Annotated[str, typer.Option(help=_("O dia retido."), metavar="AAAA-MM-DD")],
    why: Annotated[str, typer.Option(help=_("Quem decidiu, e por quê; fica registrado."))],
) -> None:
    """Lets a held day pass with the data that it was held with, and runs it."""
    from course.cli import pipeline

    pipeline.release(day, why)


@app.command(help=_("Exercício de incidente: algo quebra, o alerta dispara, você acha a causa."))
def incident(
    fault: Annotated[
        str, typer.Option(help=_("A falha; sem ela, uma qualquer; none: controle sem falha."))
    ] = "",
    day: Day = "",
    cause: Annotated[str, typer.Option(help=_("O diagnóstico, para rodar sem perguntas."))] = "",
    evidence: Annotated[str, typer.Option(help=_("A evidência dele."))] = "",
    clear: Annotated[
        bool, typer.Option("--clear", help=_("Só desliga toda falha que tiver ficado."))
    ] = False,
) -> None:
    """A drill: fault, run, alert, diagnosis, fix, record. Ctrl-C clears the fault."""
    from course.cli import incident

    if clear:
        incident.clear()
    else:
        incident.drill(fault, day, cause, evidence)
