"""The daily pipeline: four notebooks in a row, for one day of flights.

Airflow gives a bare cron a zero-width interval that starts before the day has happened; the
timetable here declares it. The run at 06:00 covers the day that began at 06:00 the day before,
and `course.pipeline.days.resolve_day` says which calendar day that is.
"""

import pendulum
from airflow.sdk import DAG, CronDataIntervalTimetable, Param, chain

from course.pipeline.days import RUNS_AT
from course.pipeline.flow import STEPS
from course.pipeline.operators import NotebookOperator
from course.settings import settings

TIMEZONE = str(settings.course_timezone)

with DAG(
    dag_id="etl_pipeline",
    schedule=CronDataIntervalTimetable(f"{RUNS_AT.minute} {RUNS_AT.hour} * * *", timezone=TIMEZONE),
    start_date=pendulum.datetime(2013, 1, 1, tz=TIMEZONE),
    catchup=False,
    max_active_runs=2,
    params={"day": Param(None, type=["null", "string"], format="date", description="AAAA-MM-DD")},
    default_args={
        "retries": 3,
        "retry_delay": pendulum.duration(seconds=5),
        "retry_exponential_backoff": True,
        "execution_timeout": pendulum.duration(minutes=10),
    },
    tags=["course"],
    doc_md=__doc__,
):
    chain(*(NotebookOperator(task_id=step, notebook=step) for step in STEPS))
