"""MTTR and MTBF, of the failures that are on record.

MTTR here is the mean time from a failure to the end of its incident ("mean time to restoration", IEC
60050-192:2015, 192-07-23). It is not DORA's measure, which since 2023 is the recovery from a failed
deployment alone; DORA counts five since 2024 (change lead time, deployment frequency, failed deployment
recovery time, change fail rate, deployment rework rate): https://dora.dev/guides/dora-metrics

Two definitions of MTBF are in use. Taken here: mean operating time between failures (IEC 60050-192:2015,
192-05-13), the time that the platform was up, divided by the number of failures. The other (ISO 14224's mean
elapsed time between failures) counts from the beginning of one failure to that of the next, and so contains
the repair: it is this one plus MTTR.
"""

from dataclasses import dataclass

from course.business.sql import sql
from course.pipeline.reading import reading

SQL = sql("failures")


@dataclass(frozen=True)
class Failures:
    """failures: how many; open: those not over; recovered: those whose service was restored.

    up: seconds since the pipeline's first step in which no incident was open. Means in seconds, None while
    there is nothing to average.
    """

    failures: int
    open: int
    recovered: int
    up: float
    to_detect: float | None
    to_diagnose: float | None
    to_recover: float | None

    @property
    def between_failures(self) -> float | None:
        """MTBF in seconds; None without a failure."""
        return self.up / self.failures if self.failures else None


def read() -> Failures:
    """What ops.incident gives now. Raises `Unavailable` without the warehouse."""
    with reading("etl") as cursor:
        cursor.execute(SQL)
        [row] = cursor.fetchall()
    return Failures(*row)
