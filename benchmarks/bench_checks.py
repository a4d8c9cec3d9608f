"""How long a check takes, over every exercise and each of its answers, on the live stack with a warm kernel.

The class plan's bound is 2 s at the 95th percentile. Each check is timed from outside, as a student waits:
the call, the services' answers, the verdict's way back from the kernel.
"""

import statistics
import tempfile
from pathlib import Path

from course.grading.kernel import kernel
from course.grading.proof import prove
from course.lessons import exercises

SLOWEST = 5


def main() -> None:
    """Prints median, 95th percentile and the slowest checks."""
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


if __name__ == "__main__":
    main()
