"""How runs of the pipeline look in a terminal."""

from typing import Any

from course.cli.show import table_of
from course.i18n import _
from course.pipeline.dag_run import Run
from course.pipeline.datasets import DATASETS
from course.pipeline.prove import Check
from course.pipeline.steps import Summary
from course.stack.progress import console


def summary(run: Summary, of_airflow: Run) -> None:
    """What a newcomer wants to see of a run: rows at each step, rejects and why, scores, seconds."""
    console.print(_("\n[bold]{day}[/] · execução {run_id}").format(day=run.day, run_id=run.run_id))
    steps = table_of(
        _("Etapa"), _("Segundos"), _("Tentativas"), _("Linhas: recebidas → entregues (rejeitadas)")
    )
    for step in run.steps:
        rows = ", ".join(f"{name} {_rows(figures)}" for name, figures in _daily_first(step.datasets))
        took = f"{step.seconds:.2f}" if step.seconds is not None else "…"
        steps.add_row(step.step, took, str(step.attempts), rows)
    console.print(steps, soft_wrap=False)
    worked = sum(step.seconds or 0 for step in run.steps)
    console.print(
        _(
            "  De ponta a ponta: {whole:.1f} s. As etapas trabalharam {worked:.1f} s; nos outros {rest:.1f} s"
            " o Airflow agendou as tarefas e abriu um kernel para cada uma."
        ).format(whole=seconds(of_airflow), worked=worked, rest=seconds(of_airflow) - worked)
    )
    versions = ", ".join(sorted({step.pipeline_version or "—" for step in run.steps}))
    console.print(_("  Versão do pipeline: {versions}").format(versions=versions))
    for reject in run.rejects:
        console.print(
            _("  rejeitadas: {n} de {dataset}, motivo {reason}").format(
                n=reject.rows, dataset=reject.dataset, reason=reject.reason
            )
        )
    if not run.rejects:
        console.print(_("  Nenhuma linha rejeitada."))
    scores = ", ".join(f"{name} {score:.2%}" for name, score in run.scores.items())
    console.print(_("  [bold]Nota de qualidade:[/] {scores}").format(scores=scores))
    for rule in run.shortfalls:
        console.print(
            _("  abaixo da meta: {dataset}, {rule}: {ratio:.2%} (meta {threshold:.2%})").format(
                dataset=rule.dataset, rule=rule.rule, ratio=rule.ratio, threshold=rule.threshold
            )
        )


def seconds(run: Run) -> float:
    """From the start of the run to its end, waiting included; 0 while one of them is not known."""
    return (run.ended_at - run.started_at).total_seconds() if run.ended_at and run.started_at else 0.0


def checks(done: list[Check]) -> None:
    """One line a comparison; both figures where they differ."""
    for check in done:
        if check.passed:
            console.print(f"[green]✓[/] {check.name}: {check.found}")
        else:
            console.print(
                _("[red]✗[/] {name}: esperado {expected}, encontrado {found}").format(
                    name=check.name, expected=check.expected, found=check.found
                )
            )


def _rows(figures: dict[str, Any]) -> str:
    """`842`, or `842 → 840 (2)` when some were set aside."""
    received, passed, rejected = (int(figures.get(f"rows_{part}", 0)) for part in ("in", "out", "rejected"))
    return str(received) if received == passed else f"{received} → {passed} ({rejected})"


def _daily_first(datasets: dict[str, dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """The day's own data before the reference data, which are the same every day."""
    return sorted(datasets.items(), key=lambda item: not DATASETS[item[0]].daily)
