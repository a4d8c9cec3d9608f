"""The SQL files of the evidence, and notes in the audit trail."""

import json
from pathlib import Path

import psycopg2.extensions

from course.sql_files import sql_in

# The text of course/evidence/sql/<name>.sql.
sql = sql_in(Path(__file__).parent / "sql")


def note(cursor: psycopg2.extensions.cursor, action: str, what: str, **detail: object) -> None:
    """Adds a row to the audit trail, in the transaction of what it tells of; never with personal data."""
    cursor.execute(sql("note_event"), {"action": action, "object": what, "detail": json.dumps(detail)})


def exists(cursor: psycopg2.extensions.cursor, table: str) -> bool:
    """Whether there is a table of that name, with its schema."""
    cursor.execute("SELECT to_regclass(%s)", (table,))
    return cursor.fetchone() != (None,)
