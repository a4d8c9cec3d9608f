"""The one operator of the pipeline: a notebook as a parameterised job of Airflow."""

from typing import Any

from airflow.providers.papermill.operators.papermill import PapermillOperator
from airflow.sdk import BaseOperatorLink
from airflow.sdk.exceptions import AirflowFailException
from papermill.exceptions import PapermillExecutionError
from structlog.contextvars import bound_contextvars

from course.errors import UsageError
from course.i18n import _
from course.pipeline import engine
from course.pipeline.days import resolve_day
from course.pipeline.hold import HeldError
from course.pipeline.links import executed_notebook
from course.pipeline.listener import TRACED_AS, task_traceparent
from course.services.minio import NOTEBOOKS, object_page
from course.settings import ROOT
from course.telemetry import traces


class ExecutedNotebookLink(BaseOperatorLink):
    """Leads from a task to the notebook that it ran, in the object store's console."""

    name = _("Notebook executado")

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """The address of the object, which is there for a failed task as well."""
        return object_page(NOTEBOOKS, executed_notebook(ti_key.dag_id, ti_key.run_id, operator.notebook))


class NotebookOperator(PapermillOperator):
    """Runs `pipeline/notebooks/<notebook>.ipynb` for the day that the DAG run is for.

    The executed notebook is kept in the bucket `notebooks`, also when a cell failed. A day
    that cannot be run, or is held at a gate, fails the task for good: trying again would not mend it.
    """

    operator_extra_links = (ExecutedNotebookLink(),)

    def __init__(self, *, notebook: str, **kwargs: Any) -> None:
        super().__init__(
            input_nb=str(ROOT / "pipeline/notebooks" / f"{notebook}.ipynb"),
            output_nb=f"s3://{NOTEBOOKS}/" + executed_notebook("{{ dag.dag_id }}", "{{ run_id }}", notebook),
            kernel_name="python3",
            log_output=True,
            **kwargs,
        )
        self.notebook = notebook

    def execute(self, context: Any) -> str:
        """Resolves the day, runs the notebook, returns the address of the executed one."""
        run = context["dag_run"]
        try:
            day = resolve_day(context["params"].get("day"), run.data_interval_start, run.run_after)
        except UsageError as error:
            raise AirflowFailException(str(error)) from error
        # Airflow's log lines name the run and the task by themselves.
        with bound_contextvars(day=str(day), trace_id=traces.trace_id(run.run_id)):
            self.log.info("Day %s, notebook %s", day, self.notebook)
            traces.start(TRACED_AS)
            with (
                traces.continued(task_traceparent(context["ti"])),
                traces.span(f"notebook {self.notebook}"),
            ):
                parent = traces.headers()["traceparent"]
                self.parameters = {"day": str(day), "run_id": run.run_id, "traceparent": parent}
                engine.register()
                try:
                    return str(super().execute(context).url)
                except PapermillExecutionError as error:
                    if error.ename == HeldError.__name__:
                        raise AirflowFailException(error.evalue) from error
                    raise
