"""What a day's run did, in one row a data set: the figures that lab 2's report is about."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from course.errors import CourseError
from course.i18n import _
from course.lessons.labs import runs
from course.pipeline import steps
from course.pipeline.database import transaction

_COLUMNS = ["dataset", "rows_in", "rows_rejected", "rows_loaded", "score"]
_DAILY = ("flights", "weather")


@dataclass(frozen=True)
class DayReport:
    """A run of a day. rejected: rows by reason; score: of the flights, 0 to 1.

    datasets: the day's data sets with dataset, rows_in (from the source), rows_rejected, rows_loaded, score.
    """

    day: dt.date
    run_id: str
    datasets: pd.DataFrame
    rejected: dict[str, int]
    score: float

    def rows_in(self, dataset: str) -> int:
        """How many rows of a data set the source gave."""
        return int(self.datasets.set_index("dataset")["rows_in"][dataset])


def latest() -> DayReport:
    """The last run that was measured, one of a day with rejected rows if there is any.

    Raises `CourseError` while there is none, `Unavailable` without the warehouse.
    """
    with transaction() as cursor:
        cursor.execute(runs.sql("last_measured"))
        row = cursor.fetchone()
    if row is None:
        raise CourseError(_("Nenhuma execução foi medida ainda."), _("Faça antes o exercício lab2.01."))
    day, run_id = row
    summary = steps.summary(day, run_id)
    did = {step.step: step.datasets for step in summary.steps}
    rows = [
        (
            *(name, did["transform"][name]["rows_in"], did["transform"][name]["rows_rejected"]),
            *(did["load"][name]["rows_out"], summary.scores[name]),
        )
        for name in _DAILY
    ]
    rejected = {reject.reason: reject.rows for reject in summary.rejects}
    return DayReport(day, run_id, pd.DataFrame(rows, columns=_COLUMNS), rejected, summary.scores["flights"])
