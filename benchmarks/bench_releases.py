"""Three ways to switch readers from one release to another, under readers that never pause.

    python benchmarks/bench_releases.py

- rename: a schema for each release; three ALTER SCHEMA ... RENAME in one transaction.
- replace: views in `mart` over the schemas; CREATE OR REPLACE VIEW for each table, in one transaction.
- pointer: what the course does (infra/postgres/migrations/006_releases.sql): the views ask a row which
  release is live; the switch is an UPDATE.

Each gets READERS readers and SWITCHES switches, one after the other, in a database of its own, while one
reader holds a question for HELD_SECONDS. Then what the pointer costs a reader who is alone, and how long
a rollback takes, the opening of its session included.
"""

import statistics
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg2.extensions

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from course.pipeline.releases import switch
from tests.stack.release_readers import holding, reading, two_releases

READERS = 20
SWITCHES = 50
HELD_SECONDS = 10
TABLES = ("flight", "weather", "airline", "airport", "plane")
ROUNDS = 2000
Cursor = psycopg2.extensions.cursor

_PLAIN = """
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['flight', 'weather', 'airline', 'airport', 'plane'] LOOP
        EXECUTE format('ALTER TABLE mart_all.%1$I DETACH PARTITION mart_blue.%1$I', t);
        EXECUTE format('ALTER TABLE mart_all.%1$I DETACH PARTITION mart_green.%1$I', t);
        EXECUTE format('DROP VIEW mart.%I', t);
    END LOOP;
END
$$;
GRANT USAGE ON SCHEMA mart_blue, mart_green TO analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA mart_blue, mart_green TO analyst;
"""


def main() -> None:
    """Prints what readers saw under each way, and the price of the pointer."""
    print(f"{READERS} readers, {SWITCHES} switches, a reader of {HELD_SECONDS} s")
    titles = {
        "reads": 9,
        "failed": 8,
        "mixed": 7,
        "longest read": 14,
        "median switch": 15,
        "longest switch": 16,
    }
    print(" " * 10 + "".join(title.rjust(width) for title, width in titles.items()))
    for name, (prepare, change) in WAYS.items():
        _measure(name, prepare, change)
    _price()


def _rename(cursor: Cursor, old: str, new: str) -> None:
    cursor.execute(f"ALTER SCHEMA mart RENAME TO mart_{old}; ALTER SCHEMA mart_{new} RENAME TO mart")


def _prepare_rename(cursor: Cursor) -> None:
    cursor.execute(_PLAIN)
    cursor.execute("ALTER SCHEMA mart RENAME TO mart_views; ALTER SCHEMA mart_blue RENAME TO mart")


def _replace(cursor: Cursor, _old: str, new: str) -> None:
    for table in TABLES:
        source = f"SELECT * FROM mart_{new}.{table}"  # noqa: S608  # our own names
        cursor.execute(f"CREATE OR REPLACE VIEW mart.{table} AS {source}")


def _prepare_replace(cursor: Cursor) -> None:
    cursor.execute(_PLAIN)
    _replace(cursor, "", "blue")


def _point(cursor: Cursor, _old: str, new: str) -> None:
    switch.point(cursor, new)


Way = tuple[Callable[[Cursor], None], Callable[[Cursor, str, str], None]]
WAYS: dict[str, Way] = {
    "rename": (_prepare_rename, _rename),
    "replace": (_prepare_replace, _replace),
    "pointer": (lambda cursor: None, _point),
}


def _measure(
    name: str, prepare: Callable[[Cursor], None], change: Callable[[Cursor, str, str], None]
) -> None:
    took, colours = [], ["blue", "green"]
    with two_releases() as connect, closing(connect("postgres")) as session, session.cursor() as cursor:
        prepare(cursor)
        session.commit()
        with reading(connect, READERS) as seen, holding(connect, HELD_SECONDS) as held:
            for _number in range(SWITCHES):
                threading.Event().wait(HELD_SECONDS / SWITCHES)
                started = time.monotonic()
                change(cursor, *colours)
                session.commit()
                took.append(time.monotonic() - started)
                colours.reverse()
    failed, mixed = seen.failed + held.failed, seen.mixed + held.mixed
    print(
        f"{name:10}{seen.reads:9}{len(failed):8}{len(mixed):7}{seen.longest_seconds:12.2f} s"
        f"{statistics.median(took) * 1000:12.1f} ms{max(took) * 1000:13.1f} ms",
        flush=True,
    )
    for why in dict.fromkeys(failed):
        print(f"           {why.strip().splitlines()[0]}")


_ALONE = {
    "one flight by its key": """
        SELECT * FROM {}.flight WHERE flight_date = '2020-01-01' AND carrier = 'AA' AND flight = 1""",
    "three tables joined": """
        SELECT a.name, o.name, count(*) FROM {0}.flight f JOIN {0}.airline a USING (carrier)
        JOIN {0}.airport o ON o.faa = f.origin GROUP BY 1, 2""",
}


def _price() -> None:
    """Time of a question, planning included, of a table and of the view over it, in turn."""
    with two_releases() as connect, closing(connect("postgres")) as session, session.cursor() as cursor:
        for title, question in _ALONE.items():
            times: dict[str, list[float]] = {"mart_blue": [], "mart": []}
            for _round in range(ROUNDS):
                for schema, taken in times.items():
                    started = time.perf_counter()
                    cursor.execute(question.format(schema))
                    cursor.fetchall()
                    taken.append(time.perf_counter() - started)
            table, view = (statistics.median(taken) * 1e6 for taken in times.values())
            print(f"{title}: a table {table:.0f} µs, the view {view:.0f} µs, {view / table:.2f} x")
        took = [switch.rollback().seconds * 1000 for _turn in range(SWITCHES)]
        print(f"a rollback: {statistics.median(took):.0f} ms, {max(took):.0f} ms at most")


if __name__ == "__main__":
    main()
