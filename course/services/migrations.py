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
        for name, digest in digests(folder).items():
            if known.get(name, digest) != digest:
                raise CourseError(
                    _("A migração {name} mudou depois de aplicada.").format(name=name),
                    _("Desfaça a mudança e escreva uma migração nova."),
                )
            if name not in known:
                cursor.execute((folder / name).read_text(encoding="utf-8"))
                cursor.execute("INSERT INTO ops.migration (name, sha256) VALUES (%s, %s)", (name, digest))
                applied.append(name)
    return applied


def digests(folder: Path) -> dict[str, str]:
    """The sha256 of each file by its name, in the order in which they are run."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.glob("*.sql"))}
