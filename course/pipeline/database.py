"""The pipeline's sessions with the warehouse, and its SQL files."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg2
import psycopg2.extensions

from course.errors import Unavailable
from course.i18n import _
from course.services import postgres


@contextmanager
def transaction(role: postgres.Role = "etl") -> Iterator[psycopg2.extensions.cursor]:
    """A cursor in a transaction of its own: committed at the end of the block, rolled back when it raises.

    Raises `Unavailable` when the server is not there, goes away, or a lock is not had in time.
    """
    try:
        with postgres.connect(role) as connection, connection.cursor() as cursor:
            yield cursor
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise Unavailable(
            _("O PostgreSQL não fez o que foi pedido: {why}.").format(
                why=str(error).strip().partition("\n")[0]
            ),
            _("A transação foi desfeita. Rode `make check-health`; com o banco de pé, repita a etapa."),
        ) from error


@cache
def sql(name: str) -> str:
    """The text of course/pipeline/sql/<name>.sql."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
