"""A year of flights into the warehouse's table: the pipeline's load, a bare COPY, and DataFrame.to_sql.

    python benchmarks/bench_load.py

All three fill a table with mart_blue.flight's own definition, in a schema that is made for it and dropped.
The rows are those of 2013, as transform leaves them, in memory before the clock starts.

- load: course.pipeline.bulk.replace, a transaction a day under its lock, by one process, by two (as many as
  Airflow runs of the DAG at once) and by four, each with its connection, started before the clock.
- bare COPY: the very same bytes in one statement, encoded before the clock starts.
- to_sql: pandas' defaults, one call for the year.

COPY and load are run nine times in turn and the median is taken; to_sql, which takes half a minute, once.
Each starts when the WAL of the one before is archived, and so pays for its own alone.
"""

import datetime as dt
import io
import multiprocessing
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial

import pandas as pd
import pyarrow as pa
from psycopg2.sql import SQL, Identifier
from sqlalchemy import create_engine

from course.pipeline import bulk, schemas, shapes
from course.pipeline.load import lock
from course.pipeline.rejects import Sieve
from course.pipeline.tables import FLIGHT
from course.services import postgres
from course.source.catalog import catalog
from course.source.contract import DATASETS

YEAR = [dt.date(2013, 1, 1) + dt.timedelta(days=n) for n in range(365)]
ROUNDS = 9
PROCESSES = (1, 2, 4)


def main() -> None:
    """Prints the times and, for each, both ratios."""
    year = pa.concat_tables(days().values())
    with _scratch_schema() as schema, ExitStack() as pools:
        encoded, frame = bulk.encode(year), year.to_pandas()
        ways: dict[str, Callable[[], object]] = {"bare COPY": lambda: _bare_copy(schema, encoded)}
        for count in PROCESSES:
            # Forked, its processes have the days already.
            pool = pools.enter_context(multiprocessing.get_context("fork").Pool(count))
            shares = [YEAR[first::count] for first in range(count)]
            ways[f"load, processes: {count}"] = partial(pool.map, partial(_load, schema), shares, chunksize=1)
        rounds = [{name: _timed(schema, year, way) for name, way in ways.items()} for _ in range(ROUNDS)]
        to_sql = _timed(schema, year, lambda: _to_sql(schema, frame))
    seconds = {name: statistics.median(found[name] for found in rounds) for name in ways}
    print(f"{year.num_rows} rows, {len(encoded) / 2**20:.0f} MiB as COPY sends them")
    print(f"{'':22}{'seconds':>10}{'to_sql takes':>15}{'of a bare COPY':>17}")
    for name, taken in {"to_sql": to_sql, **seconds}.items():
        print(f"{name:22}{taken:10.2f}{to_sql / taken:13.1f} x{taken / seconds['bare COPY']:15.2f} x")


@cache
def days() -> dict[dt.date, pa.Table]:
    """The flights of each day of 2013, as transform leaves them."""
    print("Transforming the 365 days of 2013 (about 40 s)...", flush=True)
    schema = schemas.airports()
    airports = shapes.airports(Sieve(_rows("airports", None), schemas.types(schema)))
    zones = airports.set_index("faa")["time_zone"].dropna()
    return {day: _flights(day, zones) for day in YEAR}


def _flights(day: dt.date, zones: pd.Series) -> pa.Table:
    sieve = Sieve(_rows("flights", day), schemas.types(schemas.flights(day, zones.index)))
    frame = shapes.flights(sieve, day, zones).sort_values(list(FLIGHT.key))
    table = pa.Table.from_pandas(frame, schema=FLIGHT.columns, preserve_index=False)
    return table.replace_schema_metadata(None)


def _rows(name: str, day: dt.date | None) -> list[dict[str, object]]:
    dataset = next(dataset for dataset in DATASETS if dataset.name == name)
    pages = -(-catalog().total(dataset, day) // dataset.page_size)
    return [row for page in range(1, pages + 1) for row in catalog().rows(dataset, day, page)]


@contextmanager
def _scratch_schema() -> Iterator[str]:
    """A schema with an empty flight, as a release has it, writable by etl, dropped at the end."""
    name = f"bench_{secrets.token_hex(4)}"
    schema, table = Identifier(name), SQL("{}.flight").format(Identifier(name))
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute(SQL("CREATE SCHEMA {}").format(schema))
        cursor.execute(SQL("CREATE TABLE {} (LIKE mart_blue.flight INCLUDING ALL)").format(table))
        cursor.execute(SQL("GRANT USAGE ON SCHEMA {} TO etl").format(schema))
        cursor.execute(SQL("GRANT SELECT, INSERT, DELETE, TRUNCATE ON {} TO etl").format(table))
    try:
        yield name
    finally:
        with postgres.connect("postgres") as connection, connection.cursor() as cursor:
            cursor.execute(SQL("DROP SCHEMA {} CASCADE").format(schema))


def _timed(schema: str, year: pa.Table, fill: Callable[[], object]) -> float:
    """Seconds that it takes to fill the emptied table; it must then hold the year."""
    target = SQL("{}.flight").format(Identifier(schema))
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(SQL("TRUNCATE {}").format(target))
    _archived()
    started = time.perf_counter()
    fill()
    seconds = time.perf_counter() - started
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(SQL("SELECT count(*) FROM {}").format(target))
        assert cursor.fetchone() == (year.num_rows,)
    return seconds


def _archived() -> None:
    """Returns when no full segment of the WAL waits for its archive any more."""
    with postgres.administer() as cursor:
        for _second in range(60):
            cursor.execute("SELECT FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'")
            if cursor.fetchone() is None:
                return
            time.sleep(1)
    raise TimeoutError("the WAL is not archived within a minute: does MinIO answer?")


def _bare_copy(schema: str, encoded: bytes) -> None:
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        target = SQL("COPY {}.flight ({}) FROM STDIN (FORMAT BINARY)").format(
            Identifier(schema), SQL(", ").join(map(Identifier, FLIGHT.columns.names))
        )
        cursor.copy_expert(target, io.BytesIO(encoded), size=2**20)


def _load(schema: str, share: list[dt.date]) -> None:
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        for day in share:
            lock(cursor, day.toordinal())
            bulk.replace(cursor, schema, FLIGHT, days()[day], day)
            connection.commit()


def _to_sql(schema: str, frame: pd.DataFrame) -> None:
    engine = create_engine(postgres.url("etl"))
    frame.to_sql(FLIGHT.name, engine, schema=schema, if_exists="append", index=False)


if __name__ == "__main__":
    main()
