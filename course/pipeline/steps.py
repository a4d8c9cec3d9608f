"""What a run did, step by step, as a newcomer wants to see it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from course.pipeline.database import sql, transaction


@dataclass(frozen=True)
class StepSummary:
    """The last attempt of a step. seconds: None while it runs. datasets: by data set, its figures,

    of which rows_in, rows_out and rows_rejected are numbers of rows. pipeline_version: of the code that
    ran, as course.pipeline.revision has it; None for an attempt from before it was recorded.
    """

    step: str
    outcome: str
    attempts: int
    seconds: float | None
    datasets: dict[str, dict[str, Any]]
    pipeline_version: str | None = None


@dataclass(frozen=True)
class Rejects:
    """How many rows of a data set are set aside for a reason."""

    dataset: str
    reason: str
    rows: int


@dataclass(frozen=True)
class Shortfall:
    """A rule that fewer rows keep than its threshold asks; both are shares, 0 to 1."""

    dataset: str
    rule: str
    ratio: float
    threshold: float


@dataclass(frozen=True)
class Summary:
    """A run of a day: its steps in order, the day's rejects, and what quality measured.

    scores: by data set, 0 to 1; empty when the quality step did not run.
    """

    day: dt.date
    run_id: str
    steps: list[StepSummary] = field(default_factory=list)
    rejects: list[Rejects] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=dict)
    shortfalls: list[Shortfall] = field(default_factory=list)


def summary(day: dt.date, run_id: str) -> Summary:
    """What is recorded of the run; raises `Unavailable` without the warehouse."""
    wanted = {"day": day, "run_id": run_id}
    with transaction() as cursor:

        def ask(name: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql(name), wanted)
            return cursor.fetchall()

        return Summary(
            day,
            run_id,
            steps=[StepSummary(*row) for row in ask("summary_steps")],
            rejects=[Rejects(*row) for row in ask("summary_rejects")],
            scores=dict(ask("summary_scores")),
            shortfalls=[Shortfall(*row) for row in ask("summary_shortfalls")],
        )
