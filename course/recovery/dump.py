"""A database to a file and back, by PostgreSQL's own programs."""

import os
import subprocess
from pathlib import Path

import psycopg2.extensions
from psycopg2.sql import SQL, Identifier

from course.errors import CourseError
from course.i18n import _
from course.recovery import inventory, vault
from course.recovery.manifest import Database, object_name
from course.services import postgres, tls
from course.services.programs import find
from course.settings import settings


def take(backup: str, name: str, folder: Path, port: int = 0) -> Database:
    """Dumps the database into the vault, with what the manifest says of the very same snapshot.

    `port`: of another server on this machine. Raises `CourseError`.
    """
    file = folder / f"{name}.dump"
    with postgres.connect("postgres", name, port) as connection:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_export_snapshot(), pg_get_userbyid(datdba) "
                "FROM pg_database WHERE datname = current_database()"
            )
            [(snapshot, owner)] = cursor.fetchall()
            _client("pg_dump", name, "--format=custom", f"--snapshot={snapshot}", output=file, port=port)
            return Database(
                name=name,
                owner=owner,
                dump=vault.put(object_name(backup, file.name), file),
                tables=inventory.tables(cursor),
                grants=inventory.grants(cursor),
                settings=inventory.settings(cursor),
                newest_day=inventory.newest_day(cursor),
            )


def rebuild(database: Database, target: str, folder: Path) -> None:
    """Makes the database `target` from the dump, which must be what the manifest says, and compares.

    Every table has the rows and the checksum of the manifest, or `CourseError` is raised and `target` is
    dropped. Nobody but superusers can enter it before `open_up`.
    """
    file = folder / f"{database.name}.dump"
    vault.fetch(database.dump, file)
    with postgres.administer() as cursor:
        drop(cursor, target)
        cursor.execute(
            SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                Identifier(target), Identifier(database.owner)
            )
        )
        cursor.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(Identifier(target)))
    try:
        _client("pg_restore", target, "--exit-on-error", stdin=file)
        with postgres.connect("postgres", target) as connection, connection.cursor() as cursor:
            wrong = inventory.differences(database.tables, inventory.tables(cursor))
        if wrong:
            raise CourseError(
                _("O que foi restaurado difere do manifesto:\n{tables}").format(tables="\n".join(wrong)),
                _("Nada foi trocado. `make backups` mostra os outros."),
            )
    except BaseException:
        with postgres.administer() as cursor:
            drop(cursor, target)
        raise


def open_up(cursor: psycopg2.extensions.cursor, database: Database, target: str) -> None:
    """Gives `target` the rights and the settings that hang on the database itself and not on what is in it.

    The cursor must be in a transaction, whose own settings it changes.
    """
    for grant in database.grants:
        who = Identifier(grant.role) if grant.role else SQL("PUBLIC")
        cursor.execute(
            SQL("GRANT {} ON DATABASE {} TO {}").format(SQL(grant.privilege), Identifier(target), who)
        )
    for setting in database.settings:
        role = Identifier(setting.role) if setting.role else SQL("ALL")
        # A value as it is stored is a list's text for search_path: only set_config takes it as it is.
        cursor.execute("SELECT set_config(%s, %s, true)", (setting.name, setting.value))
        cursor.execute(
            SQL("ALTER ROLE {} IN DATABASE {} SET {} FROM CURRENT").format(
                role, Identifier(target), Identifier(setting.name)
            )
        )


def drop(cursor: psycopg2.extensions.cursor, name: str) -> None:
    """Drops the database, whoever is in it, if there is one."""
    cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def exists(cursor: psycopg2.extensions.cursor, name: str) -> bool:
    """Whether there is a database of that name."""
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
    return cursor.fetchone() is not None


def _client(
    program: str,
    database: str,
    *arguments: str,
    output: Path | None = None,
    stdin: Path | None = None,
    port: int = 0,
) -> None:
    """Runs a PostgreSQL client program as the superuser; raises `CourseError` with its words."""
    command = [
        *(str(find(program)), *arguments, f"--dbname={database}", "--username=postgres"),
        *(f"--host={settings.postgres_host}", f"--port={port or settings.postgres_port}"),
    ]
    environment = {
        **os.environ,
        "PGPASSWORD": postgres.password("postgres"),
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": str(tls.CA_FILE),
    }
    with (stdin or Path(os.devnull)).open("rb") as source, (output or Path(os.devnull)).open("wb") as target:
        done = subprocess.run(
            command, stdin=source, stdout=target, stderr=subprocess.PIPE, env=environment, check=False
        )
    if done.returncode:
        raise CourseError(
            _("{program} falhou: {why}").format(
                program=program, why=done.stderr.decode(errors="replace").strip()
            ),
            _("Veja `make status`: o PostgreSQL está no ar?"),
        )


def client_version() -> str:
    """The version of pg_dump, which must not be older than the server."""
    done = subprocess.run([str(find("pg_dump")), "--version"], capture_output=True, text=True, check=True)
    return done.stdout.strip()
