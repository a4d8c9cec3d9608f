"""The daily backup: warehouse, Airflow's metadata, the list of the store's objects, and a base backup.

It begins after the day's load. What it makes is locked in the bucket `backups`.
"""

import pendulum
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, CronTriggerTimetable

from course.recovery import backup
from course.settings import settings

TIMEZONE = str(settings.course_timezone)

with DAG(
    dag_id="backup",
    schedule=CronTriggerTimetable("30 6 * * *", timezone=TIMEZONE),
    # No start date: with one, a new platform would run at once for the hour that has passed last.
    catchup=False,
    max_active_runs=1,
    default_args={
        "retries": 3,
        "retry_delay": pendulum.duration(minutes=1),
        "execution_timeout": pendulum.duration(minutes=30),
    },
    tags=["course"],
    doc_md=__doc__,
):
    PythonOperator(task_id="backup", python_callable=backup.create, do_xcom_push=False)
