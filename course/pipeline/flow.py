"""The data flow of the class plan, as the run that was at work last has left it."""

import datetime as dt
from dataclasses import dataclass

from course.i18n import _
from course.pipeline.database import sql
from course.pipeline.reading import reading

STEPS = ("extract", "transform", "load", "quality")


@dataclass(frozen=True)
class Place:
    """Where data rest, and the services that have to answer for them to be had."""

    title: str
    services: tuple[str, ...]


# Between each two of them, one step of STEPS.
PLACES = (
    Place(_("fonte"), ("source",)),
    Place("raw", ("minio",)),
    Place("curated", ("minio",)),
    Place("warehouse", ("postgres",)),
    Place(_("análises"), ("jupyter", "grafana")),
)
RUNS_STEPS = "airflow"
MONITORS = "prometheus"


@dataclass(frozen=True)
class Passage:
    """The last attempt of a step. outcome: waiting (there was none yet), running, success or failed.

    Moments are UTC; rows are those of the day's own data sets, known when the step has ended.
    """

    outcome: str = "waiting"
    started_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    rows_in: int | None = None
    rows_out: int | None = None


@dataclass(frozen=True)
class Flow:
    """A run's passages, by step and in order, and what quality found.

    rules: how many were measured; score: the lowest of the data sets', 0 to 1, None before it is known.
    """

    day: dt.date
    run_id: str
    passages: dict[str, Passage]
    rules: int
    score: float | None


def latest() -> Flow | None:
    """The run that was at work last, ended or not; None before the first. Raises `Unavailable`."""
    with reading("etl") as cursor:
        cursor.execute(sql("flow_steps"))
        attempts = cursor.fetchall()
        if not attempts:
            return None
        run_id, day, *_rest = attempts[0]
        of_run = {"run_id": run_id, "day": day}
        cursor.execute(sql("flow_quality"), of_run)
        [quality] = cursor.fetchall()
    tried = {step: Passage(*figures) for _run, _day, step, *figures in attempts}
    return Flow(day, run_id, in_order(tried), *quality)


def in_order(tried: dict[str, Passage]) -> dict[str, Passage]:
    """A run that is repeated from some step on waits again at those after it."""
    passages, since = {}, dt.datetime.min.replace(tzinfo=dt.UTC)
    for step in STEPS:
        passage = tried.get(step, Passage())
        if passage.started_at is None or passage.started_at < since:
            passage = Passage()
        since = passage.started_at or dt.datetime.max.replace(tzinfo=dt.UTC)
        passages[step] = passage
    return passages
