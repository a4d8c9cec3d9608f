"""The record of a drill: a row of ops.incident, written as the drill goes on."""

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path

from course.pipeline.database import transaction
from course.sql_files import sql_in

CONTROL = "none"
# The text of course/incidents/sql/<name>.sql.
_sql = sql_in(Path(__file__).parent / "sql")


@dataclass
class Record:
    """The columns of ops.incident; moments are UTC, None before they have come."""

    fault: str
    injected_at: dt.datetime
    day: dt.date
    run_id: str | None = None
    alert: str = ""
    detected_at: dt.datetime | None = None
    cause: str = ""
    evidence: str = ""
    attempts: int = 0
    diagnosed_at: dt.datetime | None = None
    fixed_at: dt.datetime | None = None
    recovered_at: dt.datetime | None = None
    outcome: str = "open"
    id: int | None = None

    @property
    def seconds_to_detect(self) -> float | None:
        """From the failure to the alert."""
        return _between(self.injected_at, self.detected_at)

    @property
    def seconds_to_diagnose(self) -> float | None:
        """From the alert to the right diagnosis."""
        return _between(self.detected_at, self.diagnosed_at)

    @property
    def seconds_to_recover(self) -> float | None:
        """From the failure to the end of the incident: what MTTR is the mean of."""
        return _between(self.injected_at, self.recovered_at)

    def save(self) -> None:
        """Writes the row. Raises `Unavailable` without the warehouse."""
        name = "open_incident" if self.id is None else "save_incident"
        with transaction() as cursor:
            cursor.execute(_sql(name), asdict(self))
            [self.id] = cursor.fetchone() or (self.id,)


def abandon_open() -> int:
    """Ends the records that a drill has left open, as abandoned; returns how many. Raises `Unavailable`."""
    with transaction() as cursor:
        cursor.execute(_sql("abandon_open"))
        return int(cursor.rowcount)


def _between(start: dt.datetime | None, end: dt.datetime | None) -> float | None:
    return (end - start).total_seconds() if start and end else None
