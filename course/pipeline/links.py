"""Where people look at a run: its tasks in Airflow, and the notebooks that they executed."""

from urllib.parse import quote

from course.services import airflow, minio


def dag_page() -> str:
    """The pipeline's page in Airflow."""
    return f"{airflow.service.page}/dags/{airflow.DAG_ID}"


def run_page(run_id: str) -> str:
    """The page of a run in Airflow."""
    return f"{dag_page()}/runs/{quote(run_id, safe='')}"


def task_page(run_id: str, task_id: str) -> str:
    """The page of a task of a run in Airflow."""
    return f"{run_page(run_id)}/tasks/{task_id}"


def notebook_page(run_id: str, task_id: str) -> str:
    """The page, in the object store's console, of the notebook that the task executed.

    A task is called as its notebook; the object is there as soon as the task has begun, and stays
    when it fails.
    """
    return minio.object_page(minio.NOTEBOOKS, executed_notebook(airflow.DAG_ID, run_id, task_id))


def executed_notebook(dag_id: str, run_id: str, notebook: str) -> str:
    """The name of the object, in the bucket `notebooks`, of a notebook that the run executed."""
    return f"{dag_id}/{run_id}/{notebook}.ipynb"
