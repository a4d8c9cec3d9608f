"""A database back from a backup: built and compared beside the live one, then put in its place."""

import datetime as dt
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg2.extensions
from psycopg2.sql import SQL, Identifier

from course.errors import UsageError
from course.i18n import _
from course.pipeline import cache, load
from course.recovery import catalog, dump
from course.recovery.alone import alone
from course.recovery.manifest import Database, Manifest
from course.services import postgres
from course.services.migrations import migrate
from course.settings import settings
from course.telemetry import metrics

# Any number of our own, as in course.services.migrations: one restore at a time.
_LOCK = 7_301_007
_END_SESSIONS_MS = 5_000


@dataclass(frozen=True)
class Restored:
    """What was restored. into: the database that now holds it; aside: where the one before it is, if it was
    there; seconds: from the start until it was in use; taken_at: changes after that moment are not in it."""

    backup: str
    database: Database
    into: str
    aside: str
    seconds: float
    taken_at: dt.datetime


def restore(backup: str, database: str = postgres.WAREHOUSE, into: str = "") -> Restored:
    """Restores `database` of the backup into a new database `into`, or, without one, in its own place.

    Every table is compared with the manifest before anything is touched. The database that was there is
    kept as `<name>_before_restore`, closed, until the next restore. Raises `UsageError` for an unknown backup
    or a name that is taken, `CourseError` for a backup that is unfinished or altered.
    """
    manifest = catalog.find(backup)
    if database not in manifest.databases:
        raise UsageError(
            _("O backup {name} não tem o banco {database!r}.").format(name=backup, database=database),
            _("Ele tem: {names}.").format(names=", ".join(manifest.databases)),
        )
    started = time.monotonic()
    busy = _("Outra restauração está em andamento.")
    with alone(_LOCK, busy), tempfile.TemporaryDirectory(dir=settings.state_dir) as folder:
        if into:
            _refuse_taken(into)
        told = manifest.databases[database]
        scratch = into or f"{database}_restoring"
        dump.rebuild(told, scratch, Path(folder))
        aside = ""
        if not into:
            _bring_up_to_date(told, scratch)
            aside = _swap(told, scratch)
            _tell(manifest, told)
        return Restored(backup, told, into or database, aside, time.monotonic() - started, manifest.taken_at)


def _refuse_taken(name: str) -> None:
    with postgres.administer() as cursor:
        if dump.exists(cursor, name):
            raise UsageError(
                _("Já há um banco {name!r}.").format(name=name),
                _("Escolha outro nome em INTO, ou nenhum para restaurar no lugar."),
            )


def _bring_up_to_date(database: Database, scratch: str) -> None:
    """An older backup of the warehouse gets the migrations that have come since."""
    if database.name == postgres.WAREHOUSE:
        with postgres.connect("postgres", scratch) as connection:
            migrate(connection, postgres.MIGRATIONS)


def _swap(database: Database, scratch: str) -> str:
    """Puts `scratch` in the database's place, in one transaction; returns the name of what was there."""
    aside = f"{database.name}_before_restore"
    with postgres.administer() as cursor:
        live = dump.exists(cursor, database.name)
        if live:
            dump.drop(cursor, aside)
            _close(cursor, database.name, closed=True)
        try:
            for name in (database.name, scratch):
                cursor.execute(
                    "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity WHERE datname = %s",
                    (_END_SESSIONS_MS, name),
                )
            with postgres.connect("postgres", "postgres") as connection, connection.cursor() as renaming:
                if live:
                    _rename(renaming, database.name, aside)
                _rename(renaming, scratch, database.name)
                dump.open_up(renaming, database, database.name)
        except BaseException:
            if live:
                _close(cursor, database.name, closed=False)
            raise
    return aside if live else ""


def _close(cursor: psycopg2.extensions.cursor, name: str, *, closed: bool) -> None:
    allow = SQL("false" if closed else "true")
    cursor.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(Identifier(name), allow))


def _rename(cursor: psycopg2.extensions.cursor, old: str, new: str) -> None:
    cursor.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(old), Identifier(new)))


def _tell(manifest: Manifest, database: Database) -> None:
    """What was known of the data before is void: cached answers, freshness; the audit keeps who did it."""
    if database.name != postgres.WAREHOUSE:
        return
    detail = {"backup": manifest.name, "taken_at": manifest.taken_at.isoformat(), "rows": database.rows}
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit.event (action, object, detail) VALUES ('restore', %s, %s)",
            (database.name, json.dumps(detail)),
        )
        newest = load.newest_days(cursor)
    cache.invalidate()
    metrics.push_freshness(newest)
