"""Plain versioned SQL: the files of a folder, each run once, in the order of their names."""

import hashlib
from pathlib import Path

import psycopg2.extensions

from course.errors import CourseError
from course.i18n import _

# Any number of our own: two set-ups at the same time take turns on it.
_LOCK = 7_301_001

_LEDGER = """
CREATE SCHEMA IF NOT EXISTS ops;
CREATE TABLE IF NOT EXISTS ops.migration (
    name       text PRIMARY KEY,
    sha256     text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
"""


def migrate(connection: psycopg2.extensions.connection, folder: Path) -> list[str]:
    """Runs what is new in `folder`, all in the connection's transaction; returns its names.

    Raises `CourseError` when a file that was run before has changed since.
    """
    applied = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        cursor.execute(_LEDGER)
        cursor.execute("SELECT name, sha256 FROM ops.migration")
        known = dict(cursor.fetchall())
        for file in sorted(folder.glob("*.sql")):
            script = file.read_text(encoding="utf-8")
            digest = hashlib.sha256(script.encode()).hexdigest()
            if known.get(file.name, digest) != digest:
                raise CourseError(
                    _("A migração {name} mudou depois de aplicada.").format(name=file.name),
                    _("Desfaça a mudança e escreva uma migração nova."),
                )
            if file.name not in known:
                cursor.execute(script)
                cursor.execute(
                    "INSERT INTO ops.migration (name, sha256) VALUES (%s, %s)", (file.name, digest)
                )
                applied.append(file.name)
    return applied
