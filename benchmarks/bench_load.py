"""A year of flights into the warehouse's table: the pipeline's load, a bare COPY, and DataFrame.to_sql.

    python benchmarks/bench_load.py

All three fill a table with mart_blue.flight's own definition, in a schema that is made for it and dropped.
The rows are those of 2013, as transform leaves them, in memory before the clock starts.

- load: course.pipeline.bulk.replace, a transaction a day under its lock, by one connection, by two (as
  many as Airflow runs of the DAG at once) and by four, which hides that each waits for its answers.
- bare COPY: the very same bytes in one statement, encoded before the clock starts.
- to_sql: pandas' defaults, one call for the year.

COPY and load are run five times in turn and the median is taken; to_sql, which takes half a minute, once.
"""

import datetime as dt
import io
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

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
ROUNDS = 5
CONNECTIONS = (1, 2, 4)
Days = dict[dt.date, pa.Table]


def main() -> None:
    """Prints the times and, for each, both ratios."""
    print("Transforming the 365 days of 2013 (about 40 s)...", flush=True)
    days = {day: flights_of(day, time_zones()) for day in YEAR}
    year = pa.concat_tables(days.values())
    with _scratch_schema() as schema:
        encoded, frame = bulk.encode(year), year.to_pandas()
        ways: dict[str, Callable[[], None]] = {"bare COPY": lambda: _bare_copy(schema, encoded)}
        for count in CONNECTIONS:
            ways[f"load, connections: {count}"] = partial(_load, schema, days, count)
        rounds = [{name: _timed(schema, year, way) for name, way in ways.items()} for _ in range(ROUNDS)]
        to_sql = _timed(schema, year, lambda: _to_sql(schema, frame))
    seconds = {name: statistics.median(found[name] for found in rounds) for name in ways}
    print(f"{year.num_rows} rows, {len(encoded) / 2**20:.0f} MiB as COPY sends them")
    print(f"{'':22}{'seconds':>10}{'to_sql takes':>15}{'of a bare COPY':>17}")
    for name, taken in {"to_sql": to_sql, **seconds}.items():
        print(f"{name:22}{taken:10.2f}{to_sql / taken:13.1f} x{taken / seconds['bare COPY']:15.2f} x")


def time_zones() -> pd.Series:
    """Of each airport, by its code."""
    schema = schemas.airports()
    return (
        shapes.airports(Sieve(_rows("airports", None), schemas.types(schema)))
        .set_index("faa")["time_zone"]
        .dropna()
    )


def flights_of(day: dt.date, zones: pd.Series) -> pa.Table:
    """The day's flights as transform leaves them."""
    sieve = Sieve(_rows("flights", day), schemas.types(schemas.flights(day, zones.index)))
    frame = shapes.flights(sieve, day, zones).sort_values(list(FLIGHT.key))
    return pa.Table.from_pandas(frame, schema=FLIGHT.columns, preserve_index=False).replace_schema_metadata(
        None
    )


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


def _timed(schema: str, year: pa.Table, fill: Callable[[], None]) -> float:
    """Seconds that it takes to fill the emptied table; it must then hold the year."""
    target = SQL("{}.flight").format(Identifier(schema))
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(SQL("TRUNCATE {}").format(target))
    started = time.perf_counter()
    fill()
    seconds = time.perf_counter() - started
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(SQL("SELECT count(*) FROM {}").format(target))
        assert cursor.fetchone() == (year.num_rows,)
    return seconds


def _bare_copy(schema: str, encoded: bytes) -> None:
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        target = SQL("COPY {}.flight ({}) FROM STDIN (FORMAT BINARY)").format(
            Identifier(schema), SQL(", ").join(map(Identifier, FLIGHT.columns.names))
        )
        cursor.copy_expert(target, io.BytesIO(encoded), size=2**20)


def _load(schema: str, days: Days, connections: int) -> None:
    def load(mine: list[dt.date]) -> None:
        with postgres.connect("etl") as connection, connection.cursor() as cursor:
            for day in mine:
                lock(cursor, day.toordinal())
                bulk.replace(cursor, schema, FLIGHT, days[day], day)
                connection.commit()

    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(load, [YEAR[first::connections] for first in range(connections)]))


def _to_sql(schema: str, frame: pd.DataFrame) -> None:
    engine = create_engine(postgres.url("etl"))
    frame.to_sql(FLIGHT.name, engine, schema=schema, if_exists="append", index=False)


if __name__ == "__main__":
    main()
