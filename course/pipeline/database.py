"""The pipeline's sessions with the warehouse, and its SQL files."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.extensions
from psycopg2.sql import Composable

from course.errors import Unavailable
from course.i18n import _
from course.services import postgres
from course.sql_files import sql_in
from course.telemetry.traces import span

# Of a statement in a span; the quality rules of a data set are one statement of some 3,000 characters.
_LONGEST_TEXT = 1000


@contextmanager
def transaction(role: postgres.Role = "etl") -> Iterator[psycopg2.extensions.cursor]:
    """A cursor in a transaction of its own: committed at the end of the block, rolled back when it raises.

    Raises `Unavailable` when the server is not there, goes away, or a lock is not had in time.
    """
    try:
        with ExitStack() as stack:
            with span("connect", "postgres"):
                connection = stack.enter_context(postgres.connect(role))
            yield stack.enter_context(connection.cursor(cursor_factory=_Cursor))
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise Unavailable(
            _("O PostgreSQL não fez o que foi pedido: {why}.").format(
                why=str(error).strip().partition("\n")[0]
            ),
            _("A transação foi desfeita. Rode `make check-health`; com o banco de pé, repita a etapa."),
        ) from error


class _Cursor(psycopg2.extensions.cursor):
    """Every statement is a span, with its text and without its values."""

    def execute(self, query: str | bytes | Composable, vars: Any = None) -> None:  # noqa: A002  # psycopg2's word
        with self._span(query):
            super().execute(query, vars)

    def copy_expert(self, sql: str | bytes | Composable, file: Any, size: int = 8192) -> None:
        with self._span(sql):
            super().copy_expert(sql, file, size)

    def _span(self, query: str | bytes | Composable) -> AbstractContextManager[object]:
        text = query.as_string(self) if isinstance(query, Composable) else str(query)
        statement = re.sub(r"^(--.*\n)+", "", text)
        operation = statement.split(maxsplit=1)[0]
        return span(operation, "postgres", **{"db.query.text": statement[:_LONGEST_TEXT]})


# The text of course/pipeline/sql/<name>.sql.
sql = sql_in(Path(__file__).parent / "sql")
