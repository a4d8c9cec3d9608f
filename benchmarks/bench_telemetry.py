"""What telemetry costs: a day through the four notebooks, with and without its logs and traces.

A job logs and traces when it is given a traceparent. Both kinds take turns, and the medians are compared:
of the seconds, and of the processor's seconds, which a busy machine disturbs less. Kernels are started as
papermill does it under Airflow; what Airflow itself takes is left out, so that the ratio is the worse one.
"""

import datetime as dt
import resource
import tempfile
import time
from pathlib import Path
from statistics import median

import papermill

from course.pipeline.flow import STEPS
from course.settings import ROOT
from course.telemetry.traces import traceparent

TURNS = 5
FIRST = dt.date(2014, 3, 1)


def day_through(day: dt.date, parent: str) -> tuple[float, float]:
    """Seconds, and the processor's seconds of its kernels."""
    before, begun = _processor(), time.perf_counter()
    parameters = {"day": str(day), "run_id": f"bench-{day}", "traceparent": parent}
    with tempfile.TemporaryDirectory() as folder:
        for step in STEPS:
            notebook = str(ROOT / "pipeline/notebooks" / f"{step}.ipynb")
            executed = str(Path(folder) / f"{step}.ipynb")
            papermill.execute_notebook(notebook, executed, parameters, progress_bar=False)
    return time.perf_counter() - begun, _processor() - before


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Prints both medians and their ratio; the aim is under 5% more."""
    day_through(FIRST, "")  # reference data, and what the machine has to read from disk
    plain: list[tuple[float, float]] = []
    told: list[tuple[float, float]] = []
    for turn in range(1, TURNS + 1):
        day = FIRST + dt.timedelta(days=turn)  # each kind takes the day first every other time
        for kind in (plain, told) if turn % 2 else (told, plain):
            kind.append(day_through(day, traceparent(f"bench-{day}") if kind is told else ""))
    for place, what in enumerate(("seconds", "processor seconds")):
        without, with_it = (median(times[place] for times in kind) for kind in (plain, told))
        print(f"a day, {what}: without {without:.2f}, with {with_it:.2f}, ratio {with_it / without:.3f}")


if __name__ == "__main__":
    main()
