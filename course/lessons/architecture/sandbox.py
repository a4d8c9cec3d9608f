"""Sessions as the student in the warehouse, where exercises try things out."""

from contextlib import closing
from pathlib import Path

import psycopg2
import psycopg2.extensions

from course.exercises.verdict import Verdict, raised
from course.i18n import _
from course.services import postgres
from course.sql_files import sql_in

_OPTIONS = "-c timezone=UTC -c lock_timeout=1s -c statement_timeout=5s"


def session() -> "closing[psycopg2.extensions.connection]":
    """A session as `student`, closed at the end of the block; what was not committed is then gone.

    Its time zone is UTC; a wait for a lock is given up after a second, a statement after five.
    Raises `psycopg2.OperationalError` when the server does not answer.
    """
    return closing(
        psycopg2.connect(postgres.url("student", driver="postgresql"), connect_timeout=3, options=_OPTIONS)
    )


# The text of course/lessons/architecture/sql/<name>.sql.
sql = sql_in(Path(__file__).parent / "sql")


def refused(error: psycopg2.Error) -> Verdict:
    """The student's own SQL was refused, in PostgreSQL's words; raises what the connection failed with."""
    if error.pgcode is None:
        raise error
    why = error.diag.message_primary or str(error).strip().partition("\n")[0]
    return raised(_("O PostgreSQL recusou o seu comando:\n\n`{why}`").format(why=why))
