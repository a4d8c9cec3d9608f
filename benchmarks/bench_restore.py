"""Backup and restore of a full year: 336,776 flights, as transform leaves them.

    python benchmarks/bench_restore.py

The year is loaded into a database of its own with the warehouse's migrations, backed up into the bucket
(where it stays locked for as long as any backup), restored into another, compared table by table, and
both are dropped. It must take less than two minutes; the ratio is how often it would fit into them.
"""

import secrets
import time

from bench_load import days
from psycopg2.sql import SQL, Identifier

from course.pipeline import bulk
from course.pipeline.releases import slots
from course.pipeline.tables import FLIGHT
from course.recovery import backup, dump
from course.recovery.restore import restore
from course.services import postgres
from course.services.migrations import migrate

LIMIT_SECONDS = 120
# Where a new warehouse keeps what readers see.
LIVE = slots.schema(slots.COLOURS[0])


def main() -> None:
    """Prints the seconds of each part, and how often the restore fits into the limit."""
    name = f"bench_{secrets.token_hex(4)}"
    target = f"{name}_restored"
    try:
        with postgres.administer() as cursor:
            cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        with postgres.connect("postgres", name) as connection, connection.cursor() as cursor:
            migrate(connection, postgres.MIGRATIONS)
            for day, rows in days().items():
                bulk.replace(cursor, LIVE, FLIGHT, rows, day)
        started = time.perf_counter()
        taken = backup.take((name,), listing=False)
        backed_up = time.perf_counter() - started
        done = restore(taken.name, name, into=target)
    finally:
        with postgres.administer() as cursor:
            dump.drop(cursor, name)
            dump.drop(cursor, target)
    flights = next(table for table in done.database.tables if table.name == f"{LIVE}.flight")
    assert flights.rows == sum(rows.num_rows for rows in days().values())
    print(f"{flights.rows} flights, {done.database.rows} rows in all, {taken.size / 2**20:.1f} MiB as a dump")
    print(f"{'backup, uploaded and read back':34}{backed_up:8.1f} s")
    print(f"{'restore, every table compared':34}{done.seconds:8.1f} s")
    print(f"{'of the two minutes':34}{LIMIT_SECONDS / done.seconds:8.1f} x")


if __name__ == "__main__":
    main()
