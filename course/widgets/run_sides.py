"""What is told of a run, to a widget or a page: its figures, spans, log lines, and where to look further."""

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from course.errors import CourseError
from course.i18n import _
from course.pipeline import dag_run, links, run_logs, run_trace, steps
from course.pipeline.dag_run import Run
from course.pipeline.datasets import DATASETS
from course.pipeline.flow import STEPS
from course.pipeline.steps import StepSummary
from course.telemetry.lines import Line

COUNTS = ("rows_in", "rows_out", "rows_rejected")


def answer(run_id: str, have: str) -> dict[str, Any]:
    """The newest runs, and one of them, the newest without an id; its details unless `have` is their `mark`.

    Raises `UsageError` for a run that Airflow does not know, `Unavailable` without Airflow.
    """
    runs = dag_run.latest()
    if run_id and run_id not in {run.run_id for run in runs}:
        runs.append(dag_run.find(run_id))
    chosen = next((run for run in runs if run.run_id == run_id), runs[0] if runs else None)
    told = {"end": time.time(), "runs": [_run(run) for run in runs], "run": chosen and chosen.run_id}
    if chosen and have != (mark := f"{chosen.run_id} {chosen.state} {chosen.ended_at}"):
        told |= {"mark": mark if chosen.finished else "", **_details(chosen)}
    return told


def _details(run: Run) -> dict[str, Any]:
    """Each side by itself: where one cannot be had, it says why, and the others are there."""
    return {
        "links": [{"name": name, "page": page} for name, page in _links(run).items()],
        "figures": _or_why(lambda: figures(run)),
        "spans": _or_why(lambda: _spans(run.run_id)),
        "lines": _or_why(lambda: [_line(line) for line in run_logs.of_run(run.run_id)]),
    }


def _or_why(ask: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]] | str:
    try:
        return ask()
    except CourseError as error:
        return str(error)


def _links(run: Run) -> dict[str, str]:
    pages = {"Airflow": links.run_page(run.run_id), _("Trace"): run_trace.page(run.run_id)}
    notebooks = {f"{step}.ipynb": links.notebook_page(run.run_id, step) for step in STEPS}
    return pages | notebooks


def figures(run: Run) -> list[dict[str, Any]]:
    return [_figure(one) for one in steps.summary(run.day, run.run_id).steps] if run.day else []


def _figure(one: StepSummary) -> dict[str, Any]:
    """Rows of the day's own data, as in ops.step: reference data is the same every day."""
    daily = [figures for name, figures in one.datasets.items() if DATASETS[name].daily]
    rows = {name: sum(int(figures.get(name, 0)) for figures in daily) for name in COUNTS}
    return {"step": one.step, "outcome": one.outcome, "seconds": one.seconds, **rows}


def _spans(run_id: str) -> list[dict[str, Any]]:
    """Seconds, from the first span's start on; `path`: from when and how long it decides by itself."""
    found = run_trace.of_run(run_id)
    first = found.spans[0].start
    path: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for segment in found.critical_path:
        path[segment.span.id].append((segment.start - first, segment.seconds))
    return [
        {
            "id": span.id,
            "parent": span.parent,
            "name": span.name,
            "service": span.peer or span.service,
            "start": span.start - first,
            "seconds": span.seconds,
            "failed": span.failed,
            "path": path[span.id],
            "text": str(span.attributes.get("db.query.text") or span.attributes.get("aws.s3.key") or ""),
        }
        for span in found.spans
    ]


def _line(line: Line) -> dict[str, Any]:
    more = " ".join(f"{key}={value}" for key, value in line.more.items() if value != "")
    return {
        "at": line.at.timestamp(),
        "service": line.service,
        "level": line.level,
        "text": f"{line.message} {more}".strip(),
        "span": line.span_id,
    }


def _run(run: Run) -> dict[str, Any]:
    return {"id": run.run_id, "day": str(run.day or ""), "state": run.state}


def words() -> dict[str, Any]:
    return {
        "run": _("Execução"),
        "none": _("Nenhuma execução ainda: rode um dia."),
        "figures": _("Métricas: as etapas e as suas linhas"),
        "columns": [_("Etapa"), _("Resultado"), _("Segundos"), _("Entraram"), _("Saíram"), _("Rejeitadas")],
        "spans": _("Trace: o que durou quanto"),
        "critical": _("no caminho crítico"),
        "open": _("Mostrar o que há dentro de {name}"),
        "select": _("Mostrar as linhas de log de {name}"),
        "lines": _("Logs: o que cada serviço disse"),
        "ofSpan": _("Só as linhas de {name}"),
        "all": _("Mostrar todas"),
        "services": _("todos os serviços"),
        "service": _("Serviço"),
        "toSpan": _("Mostrar no trace"),
    }
