"""The verbs that run days through the pipeline."""

import datetime as dt

import typer

from course.cli import show_runs
from course.cli.show import table_of
from course.errors import CourseError, UsageError
from course.i18n import _
from course.pipeline import backfills, dag_run, hold, prove, steps
from course.pipeline.days import RUNS_AT, newest_scheduled, parse_day, yesterday
from course.stack.progress import Steps, console


def run_day(day_text: str) -> None:
    """Runs the DAG for a day, follows it and prints its summary; exits 1 when it failed."""
    day = _day(day_text)
    run = dag_run.active(day) or dag_run.trigger(day)
    with Steps() as progress, progress.step(_("etl_pipeline para {day}").format(day=day)) as note:
        ended = dag_run.follow(run.run_id, lambda tasks: note(_states(tasks)))
    if ended.state != "success":
        console.print(dag_run.failed_task_log(run.run_id), style="red", markup=False)
        raise CourseError(
            _("A execução {run_id} falhou.").format(run_id=run.run_id),
            _("Veja o log acima e o notebook executado, na página da tarefa no Airflow."),
        )
    show_runs.summary(steps.summary(day, run.run_id), ended)


def backfill(first_text: str, last_text: str) -> None:
    """Has Airflow run each day of the span; exits 1 when one failed. Raises `UsageError` without a span."""
    if not (first_text and last_text):
        raise UsageError(
            _("O backfill precisa do primeiro e do último dia."),
            _("Rode, por exemplo, `make backfill FROM={first} TO={last}`.").format(
                first=newest_scheduled() - dt.timedelta(days=2), last=newest_scheduled()
            ),
        )
    first, last = parse_day(first_text), parse_day(last_text)
    if last < first:
        raise UsageError(
            _("O último dia, {last}, vem antes do primeiro, {first}.").format(first=first, last=last),
            _("Inverta FROM e TO."),
        )
    if last > newest_scheduled():
        raise UsageError(
            _("A execução do dia {day} só existe a partir de hoje, às {hour:%H:%M}.").format(
                day=last, hour=RUNS_AT
            ),
            _("Termine o backfill em {newest}; o dia {day} roda já com `make trigger-dag DAY={day}`.").format(
                newest=newest_scheduled(), day=last
            ),
        )
    wanted = (last - first).days + 1
    backfills.create(first, last)
    with Steps() as progress, progress.step(_("Backfill, dias: {n}").format(n=wanted)) as note:
        runs = backfills.follow(first, last, lambda done: note(_("prontos: {n}").format(n=done)))
    table = table_of(_("Dia"), _("Estado"), _("Segundos"))
    for run in runs:
        table.add_row(str(run.day), run.state, f"{show_runs.seconds(run):.0f}")
    console.print(table)
    failed = [run.run_id for run in runs if run.state != "success"]
    if failed:
        raise CourseError(
            _("Falharam: {runs}.").format(runs=", ".join(failed)), _("Veja-as na página do Airflow.")
        )
    span = {first + n * dt.timedelta(days=1) for n in range(wanted)}
    if skipped := sorted(span - {run.day for run in runs}):
        raise CourseError(
            _("O Airflow pulou {days}: já há outra execução desse dia, sem terminar.").format(
                days=", ".join(map(str, skipped))
            ),
            _("Espere que ela termine, na página do Airflow, e rode de novo."),
        )


def test(day_text: str) -> None:
    """Runs a day end to end, compares warehouse and source, runs it again and sees nothing change."""
    day = _day(day_text)
    run_day(str(day))
    checks = prove.compare(day)
    before = prove.fingerprint(day)
    run_day(str(day))
    checks.append(prove.unchanged(before, prove.fingerprint(day)))
    _conclude(checks)


def compare(day_text: str) -> None:
    """Compares warehouse and source for a day as they are; runs nothing, so what was altered stays."""
    _conclude(prove.compare(_day(day_text)))


def release(day_text: str, why: str) -> None:
    """Lets a held day pass as it is, and runs it."""
    day = parse_day(day_text)
    waived = hold.release(day, why)
    console.print(_("Liberado em {day}: {rules}.").format(day=day, rules=", ".join(waived)))
    run_day(day_text)


def _conclude(checks: list[prove.Check]) -> None:
    """Shows them; exits 1 unless all passed."""
    show_runs.checks(checks)
    if not all(check.passed for check in checks):
        raise typer.Exit(1)


def _day(text: str) -> dt.date:
    return parse_day(text) if text else yesterday()


def _states(tasks: list[dag_run.Task]) -> str:
    return " → ".join(f"{task.task_id} {task.state or '…'}" for task in tasks)
