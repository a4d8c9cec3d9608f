"""What all services said of one run: Airflow's task logs, the jobs' own lines in them, and the programs'."""

from collections.abc import Iterable, Iterator
from typing import Any

from course.pipeline import dag_run
from course.services.programs import LOGS_DIR
from course.telemetry import lines
from course.telemetry.lines import Line
from course.telemetry.traces import trace_id

# The access log of Airflow's API tells who looked at the run, not what it did.
_ONLOOKERS = "http.access"


def of_run(run_id: str, said: Iterable[tuple[str, str]] | None = None) -> list[Line]:
    """The run's lines in the order of time.

    `said` are the programs' lines with their programs' names; by default those of local mode's files, of
    which a container has none. A line of theirs belongs to the run when it names the run or its trace.
    `run_id` may be `dag_run.LATEST`.
    Raises `UsageError` for a run that Airflow does not know, `Unavailable` without Airflow.
    """
    run_id = dag_run.find(run_id).run_id
    names = (run_id, trace_id(run_id))
    programs = (
        lines.read(program, line)
        for program, line in (_files() if said is None else said)
        if any(name in line for name in names)
    )
    found = [*_tasks(run_id), *(line for line in programs if line and line.logger != _ONLOOKERS)]
    return sorted(found, key=lambda line: line.at)


def _files() -> Iterator[tuple[str, str]]:
    for path in sorted(LOGS_DIR.glob("*.log*")):  # supervisor keeps one older file, *.log.1
        with path.open(errors="replace") as file:
            for line in file:
                yield path.name.partition(".log")[0], line


def _tasks(run_id: str) -> Iterator[Line]:
    for task in dag_run.tasks(run_id):
        for attempt in range(1, task.try_number + 1):
            for entry in dag_run.log_entries(run_id, task.task_id, attempt):
                yield from _said(f"airflow {task.task_id}", f"etl {task.task_id}", entry)


def _said(airflow: str, job: str, entry: dict[str, Any]) -> Iterator[Line]:
    """papermill logs what the kernel said, a JSON line of ours each, as text of its own."""
    for text in str(entry.get("event", "")).splitlines():
        inner = lines.read(job, text) if text.startswith("{") else None
        if line := inner or lines.structured(airflow, {**entry, "event": text}):
            yield line
