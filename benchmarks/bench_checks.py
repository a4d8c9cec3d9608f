"""How long a student waits for a verdict, on the live stack.

- The first: from the start of a kernel through module 01, as handed out, to its first check.
- All others: every exercise with each of its answers, in a warm kernel, timed as a student waits:
  the call, the services' answers, the verdict's way back from the kernel.
"""

import statistics
import tempfile
import time
from pathlib import Path

from course.editions import notebooks
from course.grading.kernel import kernel
from course.grading.proof import prove
from course.lessons import exercises
from course.settings import ROOT

SLOWEST = 5


def main() -> None:
    """Prints the first verdict's time; then median, 95th percentile and the slowest checks."""
    print(f"first verdict of module 01: {_first_verdict():.1f} s")
    with tempfile.TemporaryDirectory() as folder, kernel(Path(folder) / "progress.sqlite") as running:
        running.run("from course.notebook import check")
        cases = [
            (exercise.id, case) for exercise in exercises().values() for case in prove(exercise, running)
        ]
    seconds = sorted(case.seconds for _id, case in cases)
    cuts = statistics.quantiles(seconds, n=20)
    print(f"checks: {len(seconds)}   median {statistics.median(seconds):.2f} s   p95 {cuts[18]:.2f} s")
    for exercise_id, case in sorted(cases, key=lambda pair: -pair[1].seconds)[:SLOWEST]:
        print(f"  {case.seconds:5.2f} s  {exercise_id}  {case.name}")


def _first_verdict() -> float:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, kernel(Path(folder) / "progress.sqlite") as running:
        for cell in notebooks.read(ROOT / "modules/01_concepts/01_concepts.ipynb").cells:
            if cell.cell_type == "code":
                running.run(cell.source)
            if notebooks.tagged(cell, notebooks.CHECK):
                break
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
