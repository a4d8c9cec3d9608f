"""Readers of `mart` that never pause, and a warehouse of two releases in which a mixed read shows.

In every table of a release a text says its colour, so the row that a question brings back must hold
one colour, again and again. Used by the tests of releases and by benchmarks/bench_releases.py.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

import psycopg2
import psycopg2.extensions
from psycopg2.sql import SQL, Identifier

from course.services import postgres
from course.services.migrations import migrate
from course.settings import ROOT
from tests.stack.conftest import eventually

# The same question as every kind of reader asks it; a table in it twice is resolved twice.
_JOIN = """
    SELECT DISTINCT f.dest, a.name, o.name, p.model, w.origin, g.dest
    FROM mart.flight f, mart.airline a, mart.airport o, mart.plane p, mart.weather w, mart.flight g
"""
_APART = """
    WITH f AS (SELECT min(dest) AS dest FROM mart.flight)
    SELECT f.dest, (SELECT max(name) FROM mart.airline), (SELECT name FROM mart.airport LIMIT 1),
           (SELECT model FROM mart.plane LIMIT 1)
    FROM f WHERE EXISTS (SELECT FROM mart.weather AS w WHERE w.origin = f.dest)
"""
QUESTIONS = (
    _JOIN,
    _APART,
    "EXECUTE joined",
    "EXECUTE apart",
    "SELECT dest FROM mart.flight LIMIT 1",
)
_PREPARE = f"PREPARE joined AS {_JOIN}; PREPARE apart AS {_APART}"
# A question that takes its time, and only then looks at the last table.
_HELD = """
    SELECT f.dest, a.name, (SELECT min(p.model) FROM mart.plane p WHERE f.dest <> '' AND waited IS NOT NULL)
    FROM mart.flight f, mart.airline a, (SELECT pg_sleep(%s) AS waited OFFSET 0) AS wait
    LIMIT 1
"""
Connect = Callable[[postgres.Role], psycopg2.extensions.connection]


@dataclass
class Seen:
    """What readers saw. failed: PostgreSQL's words; mixed: rows of more than one colour; empty: no row."""

    reads: int = 0
    failed: list[str] = field(default_factory=list)
    mixed: list[tuple[str, ...]] = field(default_factory=list)
    empty: int = 0
    longest_seconds: float = 0.0
    colours: set[str] = field(default_factory=set)

    def add(self, rows: list[tuple[str, ...]], seconds: float) -> None:
        self.reads += 1
        self.empty += not rows
        colours = {value for row in rows for value in row}
        self.colours |= colours
        if len(colours) > 1:
            self.mixed.append(tuple(sorted(colours)))
        self.longest_seconds = max(self.longest_seconds, seconds)


@contextmanager
def reading(connect: Connect, readers: int, settings: str = "") -> Iterator[Seen]:
    """Has that many readers ask without pause as long as the block runs, each in a session of its own.

    settings: SQL that each session begins with.
    """
    seen, lock, stop = Seen(), threading.Lock(), threading.Event()
    ready = threading.Barrier(readers + 1)

    def ask(number: int) -> None:
        with closing(connect("analyst")) as session, session.cursor() as cursor:
            session.autocommit = True
            cursor.execute(settings + _PREPARE)
            ready.wait(60)
            for turn in range(number, 10**9):
                if stop.is_set():
                    return
                started = time.monotonic()
                try:
                    cursor.execute(QUESTIONS[turn % len(QUESTIONS)])
                    rows = cursor.fetchall()
                except psycopg2.Error as error:
                    with lock:
                        seen.failed.append(str(error))
                    continue
                with lock:
                    seen.add(rows, time.monotonic() - started)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    try:
        ready.wait(60)
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join(120)


@contextmanager
def holding(connect: Connect, seconds: float) -> Iterator[Seen]:
    """One reader whose single question takes that long; the block's end waits for its answer.

    The block begins once the question waits: it has looked at its first table by then.
    """
    seen = Seen()

    def ask() -> None:
        started = time.monotonic()
        try:
            cursor.execute(_HELD, (seconds,))
            seen.add(cursor.fetchall(), time.monotonic() - started)
        except psycopg2.Error as error:
            seen.failed.append(str(error))

    with closing(connect("analyst")) as session, session.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{seconds + 60}s'")
        thread = threading.Thread(target=ask)
        thread.start()
        try:
            eventually(lambda: _sleeps(session.info.backend_pid), "the question waits")
            yield seen
        finally:
            thread.join(seconds + 60)


def _sleeps(pid: int) -> bool:
    with closing(_session("postgres", "postgres")) as session, session.cursor() as cursor:
        cursor.execute("SELECT FROM pg_stat_activity WHERE pid = %s AND wait_event = 'PgSleep'", (pid,))
        return cursor.fetchone() is not None


@contextmanager
def scratch_warehouse() -> Iterator[Connect]:
    """An empty database made by the migrations, which the pipeline uses meanwhile; dropped at the end.

    Gives a way to open sessions in it.
    """
    name = f"releases_{secrets.token_hex(4)}"
    _database("CREATE DATABASE {}", name)
    connect = postgres.connect
    try:
        with connect("postgres", name) as connection:
            migrate(connection, ROOT / "infra/postgres/migrations")
        with patch.object(postgres, "connect", lambda role: connect(role, name)):
            yield lambda role: _session(role, name)
    finally:
        _database("DROP DATABASE {} WITH (FORCE)", name)


@contextmanager
def two_releases() -> Iterator[Connect]:
    """The same with a blue and a green release of a few rows, blue live, green ready."""
    with scratch_warehouse() as connect:
        with closing(connect("postgres")) as session, session, session.cursor() as cursor:
            for colour in ("blue", "green"):
                fill(cursor, f"mart_{colour}", colour)
            cursor.execute(
                """INSERT INTO ops.release (version, colour, built_at, switched_at, retired_at)
                   VALUES ('2', 'green', now(), now(), now())"""
            )
            cursor.execute(
                "ANALYZE"
            )  # without, the joins are thought huge, and compiling them takes a second
        yield connect


def fill(cursor: psycopg2.extensions.cursor, schema: str, colour: str) -> None:
    """A few rows in each of the schema's tables, with the colour in a text of each."""
    for statement in _FILL:
        cursor.execute(SQL(statement).format(Identifier(schema)), {"colour": colour})


_FILL = (
    "INSERT INTO {}.airline (carrier, name) VALUES ('AA', %(colour)s), ('UA', %(colour)s)",
    """INSERT INTO {}.airport (faa, name, latitude_deg, longitude_deg, altitude_ft)
       VALUES ('JFK', %(colour)s, 40, -73, 4), ('LGA', %(colour)s, 40, -73, 4)""",
    """INSERT INTO {}.plane (tailnum, type, manufacturer, model, engines, seats, engine)
       VALUES ('N1', 't', 'm', %(colour)s, 2, 100, 'e'), ('N2', 't', 'm', %(colour)s, 2, 100, 'e')""",
    """INSERT INTO {}.weather (weather_date, origin, observed_at)
       VALUES ('2020-01-01', %(colour)s, now()), ('2020-01-01', %(colour)s, now() + interval '1 hour')""",
    """INSERT INTO {}.flight (flight_date, carrier, flight, origin, dest, scheduled_departure,
                              scheduled_departure_local, departure_hour, distance_miles, cancelled)
       VALUES ('2020-01-01', 'AA', 1, 'JFK', %(colour)s, now(), now(), now(), 1, false),
              ('2020-01-01', 'AA', 2, 'JFK', %(colour)s, now(), now(), now(), 1, false)""",
)


def _session(role: postgres.Role, database: str) -> psycopg2.extensions.connection:
    session: psycopg2.extensions.connection = psycopg2.connect(postgres.url(role, database, "postgresql"))
    return session


def _database(statement: str, name: str) -> None:
    with closing(_session("postgres", "postgres")) as session, session.cursor() as cursor:
        session.autocommit = True  # neither statement can be part of a transaction
        cursor.execute(SQL(statement).format(Identifier(name)))
