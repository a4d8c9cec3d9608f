"""Rules that look further than at one row: each gives how many rows were checked and how many failed."""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg2.extensions

from course.pipeline.database import sql
from course.pipeline.datasets import DATASETS
from course.pipeline.raw import RawManifest
from course.pipeline.reconcile import reconcile

# The same word as in course.pipeline.rejects, which brings pandas with it.
_DUPLICATE = "duplicate_key"
# Month and day of which 2013, and so the source, has no weather at all.
_NO_WEATHER = (12, 31)


@dataclass(frozen=True)
class Subject:
    """What is measured: a data set of the day that the manifest of the extract is of."""

    cursor: psycopg2.extensions.cursor
    dataset: str
    raw: RawManifest

    @property
    def rows(self) -> int:
        """How many rows the source gave."""
        return self.raw.datasets[self.dataset].rows

    def ask(self, name: str, **params: object) -> tuple[int, int]:
        """The two numbers that the SQL file of that name gives."""
        day = self.raw.day
        self.cursor.execute(sql(name), {"day": day, "dataset": self.dataset, **params})
        first, second = self.cursor.fetchone() or (0, 0)
        return int(first), int(second)


Measure = Callable[[Subject], tuple[int, int]]


def duplicates(subject: Subject) -> tuple[int, int]:
    """Of the source's rows: those whose key had been seen before."""
    return subject.rows, subject.ask("rejected", duplicate=_DUPLICATE)[0]


def other_rejects(subject: Subject) -> tuple[int, int]:
    """Of the source's rows: those that were set aside for another reason."""
    return subject.rows, subject.ask("rejected", duplicate=_DUPLICATE)[1]


def newest_extract(subject: Subject) -> tuple[int, int]:
    """Of the one load: whether what it loaded is not of the source's version extracted last."""
    part = str(subject.raw.day) if DATASETS[subject.dataset].daily else "all"
    return subject.ask("not_newest", part=part, source_version=subject.raw.source_version)


def same_keys(subject: Subject) -> tuple[int, int]:
    """Of the keys on either side: those that the source has and the warehouse lacks, or the reverse."""
    dataset = DATASETS[subject.dataset]
    source_rows = (row for page in subject.raw.pages(dataset) for row in page.rows)
    found = reconcile(subject.cursor, dataset, subject.raw.day, source_rows)
    failed = found.missing.total() + found.extra.total()
    return max(len(found.expected), found.keys.total(), failed), failed


def missing_hours(subject: Subject) -> tuple[int, int]:
    """Of the hours of the day at the three airports: those without an observation.

    On 31 December none is due. On any other day this alone, no gate, tells of weather that did not come.
    """
    due = (subject.raw.day.month, subject.raw.day.day) != _NO_WEATHER
    return subject.ask("missing_hours") if due else (0, 0)
