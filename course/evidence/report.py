"""Running the controls, and the report of it."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable

from pydantic import BaseModel, ConfigDict
from urllib3.exceptions import MaxRetryError

from course.errors import CourseError
from course.evidence import checkout
from course.evidence.control import Control, Observation, Statement, Status, judge
from course.evidence.controls import control, controls
from course.i18n import _
from course.settings import settings

FORMAT = 1


class Result(Statement):
    """A control that was run. error: why it did not run to its end, else empty; seconds: how long it took."""

    status: Status
    observations: list[Observation]
    error: str
    seconds: float


class Report(BaseModel):
    """What was run and what came back. taken_at: UTC; commit: of the checkout, empty without one."""

    model_config = ConfigDict(frozen=True)

    format: int
    taken_at: dt.datetime
    language: str
    commit: str
    results: list[Result]

    def counts(self) -> dict[Status, int]:
        """How many controls have each status, those that none has included."""
        counted = Counter(result.status for result in self.results)
        return {status: counted[status] for status in Status}

    def json_bytes(self) -> bytes:
        """The report as it is signed and kept."""
        return self.model_dump_json(indent=1).encode()


def run(names: Iterable[str] = (), tell: Callable[[str], None] = lambda title: None) -> Report:
    """Runs the controls of those ids, or all, one after the other, calling `tell` with each title.

    A control that raises is reported as failed and the others are still run. Raises `UsageError` for an
    id that there is not.
    """
    wanted = [control(name) for name in names] or list(controls().values())
    results = []
    for one in wanted:
        tell(one.title)
        results.append(run_control(one))
    return Report(
        format=FORMAT,
        taken_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        language=settings.course_lang,
        commit=checkout.git("rev-parse", "HEAD") or "",
        results=results,
    )


def run_control(one: Control) -> Result:
    """Runs it and judges what came back."""
    observations: list[Observation] = []
    error, started = "", time.perf_counter()
    try:
        for seen in one.gather():
            observations.append(seen)  # one by one: what came before an error is kept
    except Exception as raised:  # whatever it is, the report has to say so
        error = _words(raised)
    return Result(
        **one.model_dump(),
        status=Status.FAILED if error else judge(observations),
        observations=observations,
        error=error,
        seconds=round(time.perf_counter() - started, 3),
    )


def _words(error: Exception) -> str:
    """What a reader is told: our own message, which service is away, or the error with its first line."""
    if isinstance(error, CourseError):
        return error.message
    if isinstance(error, MaxRetryError) and error.pool:
        return _("{host}:{port} não responde").format(host=error.pool.host, port=error.pool.port)
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"
