"""What Airflow makes of a cron expression: `python -m course.lessons.architecture.timetables`.

A program of its own, and its imports are late: Airflow takes seconds to load and sets up logging for the
whole process. Prints JSON: by timetable, the first run's moments in ISO 8601.
"""

import json

from course.pipeline.days import yesterday
from course.settings import settings

CRON = "@daily"


def first_runs() -> dict[str, dict[str, str]]:
    """The first run that each timetable makes from yesterday's midnight on, in the course's time zone."""
    import pendulum
    from airflow.timetables.base import TimeRestriction
    from airflow.timetables.interval import CronDataIntervalTimetable
    from airflow.timetables.trigger import CronTriggerTimetable

    zone = str(settings.course_timezone)
    earliest = pendulum.datetime(*yesterday().timetuple()[:3], tz=zone)
    restriction = TimeRestriction(earliest=earliest, latest=None, catchup=True)
    runs = {}
    for timetable in (CronDataIntervalTimetable(CRON, zone), CronTriggerTimetable(CRON, timezone=zone)):
        run = timetable.next_dagrun_info(last_automated_data_interval=None, restriction=restriction)
        moments = {
            "logical_date": run.logical_date,
            "data_interval_start": run.data_interval.start,
            "data_interval_end": run.data_interval.end,
            "run_after": run.run_after,
        }
        runs[type(timetable).__name__] = {name: moment.isoformat() for name, moment in moments.items()}
    return runs


if __name__ == "__main__":
    print(json.dumps(first_runs()))
