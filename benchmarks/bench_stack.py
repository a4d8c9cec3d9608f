"""The stack: from stopped to every ping answered, and what it takes at rest, against their targets."""

import time

from course.stack import stack
from course.stack.progress import console

UP_SECONDS = 60
REST_BYTES = 3 * 10**9
# Start-up work (DAG parsing, first scrapes) is over by then.
SETTLE_SECONDS = 60


def main() -> None:
    """Stops the stack, starts it, lets it come to rest, and prints both figures with their ratios."""
    stack.down()
    started = time.perf_counter()
    stack.up()
    seconds = time.perf_counter() - started
    time.sleep(SETTLE_SECONDS)
    rows = stack.status()
    for row in sorted(rows, key=lambda row: -row.memory):
        console.print(f"{row.memory / 10**6:8.0f} MB  {row.service.title}")
    memory = sum(row.memory for row in rows)
    share = seconds / UP_SECONDS
    console.print(f"up from stopped: {seconds:.1f} s, {share:.2f} of the {UP_SECONDS} s allowed")
    console.print(f"at rest: {memory / 10**9:.2f} GB, {memory / REST_BYTES:.2f} of the 3 GB allowed")


if __name__ == "__main__":
    main()
