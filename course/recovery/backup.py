"""A backup: databases and the list of the store's objects to the vault, and a base backup of the cluster."""

import datetime as dt
import tempfile
from collections.abc import Iterable
from pathlib import Path

from course.recovery import catalog, dump, record, vault
from course.recovery.manifest import Listing, Manifest, manifest_name, object_name
from course.services import pgbackrest, postgres
from course.settings import settings


def create() -> Manifest:
    """Takes a backup of everything and records it; returns its manifest.

    The dumps restore one database by name, whatever happened to its server; the base backup with the WAL
    after it restores the cluster to any moment. Raises `CourseError` when any part fails: what was
    finished before stays, and is recorded.
    """
    manifest = take((postgres.WAREHOUSE, postgres.AIRFLOW))
    for database in manifest.databases.values():
        record.backup(
            database.name, manifest.name, manifest.taken_at, database.dump.size, database.newest_day
        )
    if manifest.listing:
        record.backup("objects", manifest.name, manifest.taken_at, manifest.listing.file.size)
    started = dt.datetime.now(dt.UTC)
    with postgres.connect("postgres") as connection:
        base = pgbackrest.backup(connection)
    record.backup("base", base.label, started, base.size_bytes)
    return manifest


def take(
    databases: Iterable[str], *, listing: bool = True, port: int = 0, as_of: dt.datetime | None = None
) -> Manifest:
    """The named databases into the vault, and the list of objects; the manifest comes last.

    `port`: of another server on this machine, recovered to the moment `as_of`. Raises `CourseError`.
    """
    vault.check_lock()
    now = dt.datetime.now(dt.UTC)
    name = catalog.new_name(now)
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.state_dir) as folder:
        manifest = Manifest(
            name=name,
            taken_at=as_of or now,
            server_version=_server_version(port),
            client_version=dump.client_version(),
            databases={one: dump.take(name, one, Path(folder), port) for one in databases},
            listing=_listing(name, Path(folder)) if listing else None,
        )
    vault.put_bytes(manifest_name(name), manifest.model_dump_json(indent=1).encode())
    return manifest


def _server_version(port: int) -> str:
    with postgres.connect("postgres", "postgres", port) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        [(version,)] = cursor.fetchall()
        return str(version)


def _listing(backup: str, folder: Path) -> Listing:
    file = folder / "objects.jsonl"
    count = vault.list_store(file)
    return Listing(file=vault.put(object_name(backup, file.name), file), objects=count)
