"""pgBackRest: base backups of the cluster and the archive of its WAL, in the object store.

It has to run where the server runs and as the server's own user. So the server itself is asked to
start it, by COPY ... FROM PROGRAM, which only a superuser may: that works in containers as well.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.extensions

from course.errors import CourseError
from course.i18n import _
from course.services import minio, minio_tls
from course.settings import settings

STANZA = "course"
# What it exits with when the archive belongs to another cluster: the one before this one was lost.
_OTHER_CLUSTER = 28


@dataclass(frozen=True)
class BaseBackup:
    """label: pgBackRest's name for it; start, stop: Unix seconds; size_bytes: as stored."""

    label: str
    start: float
    stop: float
    size_bytes: int


def environment(home: Path) -> dict[str, str]:
    """What pgBackRest is told, below the server's own folder `home`: what is not the same in both modes."""
    return {
        "PGBACKREST_STANZA": STANZA,
        "PGBACKREST_CONFIG": str(home / "pgbackrest.conf"),
        # The package's own places are closed to whoever is not the package's user.
        "PGBACKREST_LOCK_PATH": str(home / "lock"),
        "PGBACKREST_SPOOL_PATH": str(home / "spool"),
        "PGBACKREST_PG1_PATH": str(home / "data"),
        "PGBACKREST_PG1_PORT": str(settings.postgres_port),
        "PGBACKREST_REPO1_S3_ENDPOINT": minio_tls.endpoint(),
        "PGBACKREST_REPO1_S3_KEY": settings.minio_root_user,
        "PGBACKREST_REPO1_S3_KEY_SECRET": settings.minio_root_password.get_secret_value(),
        "PGBACKREST_REPO1_STORAGE_CA_FILE": str(home / "ca.crt"),
        "PGBACKREST_REPO1_RETENTION_FULL": str(minio.BACKUP_DAYS),
    }


def setup(connection: psycopg2.extensions.connection) -> None:
    """The archive for this cluster; can be repeated. Raises `CourseError` with pgBackRest's words."""
    code, said = _run(connection, "stanza-create")
    if code == _OTHER_CLUSTER:
        code, said = _run(connection, "stanza-upgrade")
    _check(code, said)
    with connection.cursor() as cursor:
        # The archiver has met an archive that was not there yet, and would wait a minute: this wakes it.
        cursor.execute("SELECT pg_reload_conf()")


def backup(connection: psycopg2.extensions.connection) -> BaseBackup:
    """A full base backup with the WAL that it needs; old ones expire. Raises `CourseError`."""
    _check(*_run(connection, "backup --type=full"))
    return base_backups(connection)[-1]


def base_backups(connection: psycopg2.extensions.connection) -> list[BaseBackup]:
    """Those there are, the oldest first."""
    code, said = _run(connection, "info --output=json --log-level-console=off")
    _check(code, said)
    return parse(said)


def parse(info: str) -> list[BaseBackup]:
    """The base backups in what `pgbackrest info --output=json` prints."""
    stanzas: list[dict[str, Any]] = json.loads(info)
    return [
        BaseBackup(
            one["label"],
            one["timestamp"]["start"],
            one["timestamp"]["stop"],
            one["info"]["repository"]["delta"],
        )
        for stanza in stanzas
        for one in stanza["backup"]
    ]


def _run(connection: psycopg2.extensions.connection, command: str) -> tuple[int, str]:
    """Its exit code and what it printed."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE said (id serial, line text) ON COMMIT DROP")
        # No line has these two characters: each arrives as it is.
        cursor.execute(
            "COPY said (line) FROM PROGRAM %s WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')",
            (f"pgbackrest {command} 2>&1; code=$?; echo; echo $code",),
        )
        cursor.execute("SELECT coalesce(line, '') FROM said ORDER BY id")
        lines = [line for (line,) in cursor.fetchall()]
        cursor.execute("DROP TABLE said")
    return int(lines[-1]), "\n".join(lines[:-1]).strip()


def _check(code: int, said: str) -> None:
    if code:
        raise CourseError(
            _("O pgBackRest falhou: {why}").format(why=said[-2000:]),
            _("`make check-health` diz se o MinIO responde por TLS."),
        )
