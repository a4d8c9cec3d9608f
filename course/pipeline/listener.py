"""What Airflow tells of its runs and tasks becomes the outer spans of a run's trace, for every DAG.

Airflow has traces of its own, but under ids that it draws: a run's would have to be looked up.
"""

from typing import Any

from airflow.listeners import hookimpl

from course.telemetry import traces

# Airflow's processes go by one name in the traces.
TRACED_AS = "airflow"


def task_traceparent(task: Any) -> str:
    """The ids of a task's attempt; its span is only exported when it has ended."""
    return traces.traceparent(task.run_id, task.task_id, task.try_number)


@hookimpl
def on_dag_run_success(dag_run: Any, msg: str) -> None:
    """Called by the scheduler."""
    _record_run(dag_run, failed=False)


@hookimpl
def on_dag_run_failed(dag_run: Any, msg: str) -> None:
    """Called by the scheduler."""
    _record_run(dag_run, failed=True)


@hookimpl
def on_task_instance_success(previous_state: Any, task_instance: Any) -> None:
    """Called by the task's own process, at its end."""
    _record_task(previous_state, task_instance, failed=False)


@hookimpl
def on_task_instance_failed(previous_state: Any, task_instance: Any, error: object) -> None:
    """Called by the task's own process, at its end; also when it will be tried again."""
    _record_task(previous_state, task_instance, failed=True)


def _record_run(run: Any, *, failed: bool) -> None:
    traces.start(TRACED_AS)
    own = traces.traceparent(run.run_id)
    traces.record(
        f"dag {run.dag_id}", own, "", run.start_date, run.end_date, failed=failed, **{"run.id": run.run_id}
    )


def _record_task(previous_state: Any, task: Any, *, failed: bool) -> None:
    if previous_state is None:  # somebody marked it by hand: nothing ran
        return
    traces.start(TRACED_AS)
    parent = traces.traceparent(task.run_id)
    times = (task.start_date, task.end_date)
    traces.record(
        f"task {task.task_id}",
        task_traceparent(task),
        parent,
        *times,
        failed=failed,
        **{"task.try": task.try_number},
    )
    traces.flush()  # the process ends without telling anybody
