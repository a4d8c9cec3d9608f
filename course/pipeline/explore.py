"""One query at a time in the warehouse, as any of its readers: what the explorer asks.

Unlike `warehouse.read` it fetches no more rows than a person reads, tells a refusal in PostgreSQL's
own words and with the reason, and another thread can cancel what takes too long.
"""

import time
from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import psycopg
from psycopg.adapt import AdaptersMap
from psycopg.types.string import TextLoader

from course.errors import Unavailable, UsageError
from course.i18n import _
from course.pipeline.reading import BRING_UP
from course.pipeline.refusal import Refused, words
from course.services import postgres

MAX_ROWS = 1000
MAX_CHARACTERS = 1_000_000
TIMEOUT_SECONDS = 20

_NUMBERS = {"int2", "int4", "int8", "float4", "float8", "numeric"}


@dataclass(frozen=True)
class Column:
    """A column of a result; type: PostgreSQL's name; number: whether its values can be drawn to scale."""

    name: str
    type: str
    number: bool


@dataclass(frozen=True)
class Result:
    """The first rows of a query. rows: values as PostgreSQL writes them (moments in UTC), None for null.

    columns: empty when there are no rows. complete: whether these are all of them. seconds: from the
    question to the last row fetched.
    """

    columns: list[Column]
    rows: list[tuple[str | None, ...]]
    complete: bool
    seconds: float


class Query:
    """A query as a role: `run` it in one thread, `cancel` it from another."""

    def __init__(self, text: str, role: postgres.Role) -> None:
        self._text = text
        self._role = role
        self._connection: psycopg.Connection[Any] | None = None

    def run(self) -> Result:
        """Its rows, up to MAX_ROWS or MAX_CHARACTERS, from a transaction that cannot write.

        Raises `Refused` when PostgreSQL refuses, when it was cancelled or took TIMEOUT_SECONDS,
        `Unavailable` when PostgreSQL does not answer, `UsageError` for an empty query.
        """
        if not self._text.strip():
            raise UsageError(
                _("A consulta está vazia."), _("Escreva uma, por exemplo: SELECT * FROM mart.airline")
            )
        try:
            with closing(_connect(self._role)) as self._connection:  # nothing to commit
                return _fetch(self._connection, self._text)
        except psycopg.errors.QueryCanceled as error:
            raise Refused(error, self._role) from error
        except psycopg.OperationalError as error:
            why = _("O PostgreSQL não respondeu: {why}.").format(why=words(error))
            raise Unavailable(why, BRING_UP) from error
        except psycopg.Error as error:
            raise Refused(error, self._role) from error

    def cancel(self) -> None:
        """Ends it; what has ended already is left alone."""
        if self._connection is not None and not self._connection.closed:
            with suppress(psycopg.Error):  # who cannot be told to stop is not there: `run` finds out too
                self._connection.cancel_safe(timeout=3)


def _connect(role: postgres.Role) -> psycopg.Connection[Any]:
    # The values stay text: what is shown is what psql and Adminer show, and no digit is lost to a float.
    adapters = AdaptersMap(psycopg.adapters)
    for info in adapters.types:
        adapters.register_loader(info.oid, TextLoader)
        adapters.register_loader(info.array_oid, TextLoader)
    connection = psycopg.connect(
        postgres.url(role, driver="postgresql"),
        connect_timeout=3,
        application_name="course-explorer",
        options=f"-c timezone=UTC -c statement_timeout={TIMEOUT_SECONDS}s",
        context=SimpleNamespace(adapters=adapters, connection=None),
    )
    connection.read_only = True
    return connection


def _fetch(connection: psycopg.Connection[Any], text: str) -> Result:
    started = time.perf_counter()
    rows: list[tuple[str | None, ...]] = []
    room, complete = MAX_CHARACTERS, True
    with (
        connection.cursor() as cursor,
        closing(cast(Generator[Any, None, None], cursor.stream(text))) as stream,
    ):
        for row in stream:
            if len(rows) == MAX_ROWS or room <= 0:
                complete = False  # closing the stream cancels the rest
                break
            rows.append(row)
            room -= sum(len(value) for value in row if value is not None)
        described = [(column.name, column.type_display) for column in cursor.description or ()]
    columns = [Column(name, kind, kind in _NUMBERS) for name, kind in described]
    return Result(columns, rows, complete, time.perf_counter() - started)
