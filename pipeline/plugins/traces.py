"""Has Airflow tell course.pipeline.listener when a run or a task ends."""

from airflow.plugins_manager import AirflowPlugin

from course.pipeline import listener


class Traces(AirflowPlugin):
    """Loaded by each of Airflow's processes."""

    name = "course_traces"
    listeners = [listener]  # noqa: RUF012  # Airflow's own way to write it
