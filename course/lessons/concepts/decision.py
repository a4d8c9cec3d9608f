"""A decision that rests on one figure, and the same figure after two faults that no run reports.

The prices are invented for the lesson; the flights are those of the newest day.
"""

import pandas as pd

from course.lessons.concepts.questions import sql
from course.pipeline.warehouse import read

FLIGHTS_PER_CREW = 5
CREW_COST = 1700  # R$ a crew and day
UNATTENDED_COST = 800  # R$ a late flight without a crew


def figures() -> pd.DataFrame:
    """By airport (`origin`): `late`, how many flights left 15 minutes late or more; `seen`, what is reported.

    In what is reported, EWR was loaded twice and every second page of LGA is missing. Raises `Unavailable`
    without the warehouse.
    """
    return read(sql("late_flights"), ttl=0)
