"""The weekly restore drill: the newest backup into scratch databases, compared with its manifest, dropped."""

import pendulum
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, CronTriggerTimetable

from course.recovery import drill
from course.settings import settings

TIMEZONE = str(settings.course_timezone)

with DAG(
    dag_id="restore_drill",
    schedule=CronTriggerTimetable("0 7 * * SUN", timezone=TIMEZONE),
    # No start date: with one, a new platform would run at once for the hour that has passed last.
    catchup=False,
    max_active_runs=1,
    default_args={"execution_timeout": pendulum.duration(minutes=30)},
    tags=["course"],
    doc_md=__doc__,
):
    PythonOperator(task_id="restore_drill", python_callable=drill.run, do_xcom_push=False)
