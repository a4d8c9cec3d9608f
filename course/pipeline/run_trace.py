"""The trace of a run, fetched from Jaeger by the run's id."""

from dataclasses import dataclass

from course.errors import CourseError
from course.i18n import _
from course.pipeline import dag_run
from course.services import jaeger
from course.telemetry import spans
from course.telemetry.spans import Edge, Node, Segment, Span
from course.telemetry.traces import trace_id


@dataclass(frozen=True)
class RunTrace:
    """What is known of a run by its spans."""

    run_id: str
    spans: list[Span]

    @property
    def roots(self) -> list[Node]:
        """One, the run's, when it has ended and no process of it was killed."""
        return spans.forest(self.spans)

    @property
    def critical_path(self) -> list[Segment]:
        """That of the run, or of what is known of it so far."""
        return [segment for root in self.roots for segment in spans.critical_path(root)]

    @property
    def dependencies(self) -> list[Edge]:
        """Which service called which."""
        return spans.dependencies(self.spans)


def page(run_id: str) -> str:
    """Where a person looks at the run's trace."""
    return f"{jaeger.page()}/trace/{trace_id(run_id)}"


def of_run(run_id: str = dag_run.LATEST) -> RunTrace:
    """The run's trace as it is now; that of the newest run without an id.

    Raises `UsageError` for a run that Airflow does not know, `CourseError` when the run left no trace,
    `Unavailable` without Airflow or Jaeger.
    """
    run = dag_run.find(run_id)
    found = spans.parse(jaeger.trace(trace_id(run.run_id)))
    if not found and not run.finished:
        raise CourseError(
            _("A execução {run_id!r} mal começou: ainda não deixou trace.").format(run_id=run.run_id),
            _("Repita em alguns segundos: o trace cresce com a execução."),
        )
    if not found:
        raise CourseError(
            _("A execução {run_id!r} não tem trace no Jaeger.").format(run_id=run.run_id),
            _(
                "Ele guarda na memória os das últimas {n} execuções desde que subiu. Rode outra,"
                " com TRACING=on em .env."
            ).format(n=jaeger.MAX_TRACES),
        )
    return RunTrace(run.run_id, found)
