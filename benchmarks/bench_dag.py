"""A day through `etl_pipeline` under Airflow: where each second goes.

work: what the step itself took, from ops.step. kernel: papermill's own time for the notebook less
that, which is starting the kernel and its imports. Airflow: the rest of the run, which is
scheduling, queueing, starting the task's process and its imports.
"""

import datetime as dt
import json

from course.pipeline import dag_run
from course.services import minio, postgres
from course.services.airflow import DAG_ID
from course.stack.progress import console

ALLOWED_SECONDS = 40
DAY = dt.date(2021, 6, 15)
SQL = "SELECT step, extract(epoch FROM finished_at - started_at) FROM ops.step WHERE run_id = %s ORDER BY id"


def main() -> None:
    """Runs the day and prints seconds and shares."""
    run = dag_run.follow(dag_run.trigger(DAY).run_id, lambda tasks: None)
    if run.state != "success" or not run.queued_at or not run.ended_at:
        raise SystemExit(dag_run.failed_task_log(run.run_id))
    total = (run.ended_at - run.queued_at).total_seconds()
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(SQL, (run.run_id,))
        work = {step: float(seconds) for step, seconds in cursor.fetchall()}
    papermill = {step: _papermill_seconds(run.run_id, step) for step in work}
    for step, seconds in work.items():
        console.print(f"{step:10} work {seconds:5.1f} s   kernel {papermill[step] - seconds:5.1f} s")
    parts = {
        "work": sum(work.values()),
        "kernel": sum(papermill.values()) - sum(work.values()),
        "Airflow": total - sum(papermill.values()),
    }
    for name, seconds in parts.items():
        console.print(f"{name:8} {seconds:5.1f} s  {seconds / total:4.0%}")
    console.print(f"a day: {total:.1f} s, {total / ALLOWED_SECONDS:.2f} of the {ALLOWED_SECONDS} s allowed")


def _papermill_seconds(run_id: str, step: str) -> float:
    executed = minio.client().get_object(minio.NOTEBOOKS, f"{DAG_ID}/{run_id}/{step}.ipynb")
    return float(json.loads(executed.data)["metadata"]["papermill"]["duration"])


if __name__ == "__main__":
    main()
