"""What a backup says of itself; written last, so that a backup without it is not finished."""

import datetime as dt

from pydantic import BaseModel, ConfigDict

from course.services.minio import DUMPS


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Table(_Frozen):
    """name: `schema.table`; rows: how many; checksum: over all rows, in whatever order they come."""

    name: str
    rows: int
    checksum: str


class File(_Frozen):
    """An object of the backup. size: bytes; sha256: of its content, in hexadecimal."""

    object: str
    size: int
    sha256: str


class Grant(_Frozen):
    """A right on the database itself. role: empty for PUBLIC; privilege: CONNECT, TEMPORARY or CREATE."""

    role: str
    privilege: str


class Setting(_Frozen):
    """What ALTER ROLE … IN DATABASE … SET has set; role: empty when for every role."""

    role: str
    name: str
    value: str


class Database(_Frozen):
    """A database as it was in the snapshot that was dumped. newest_day: of its flights, if it has any."""

    name: str
    owner: str
    dump: File
    tables: tuple[Table, ...]
    grants: tuple[Grant, ...]
    settings: tuple[Setting, ...]
    newest_day: dt.date | None

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(table.rows for table in self.tables)


class Listing(_Frozen):
    """The list of every object version in the store. objects: how many lines it has."""

    file: File
    objects: int


class Manifest(_Frozen):
    """name: when the backup was made, in UTC; taken_at: what changed after that moment is not in it."""

    name: str
    taken_at: dt.datetime
    server_version: str
    client_version: str
    databases: dict[str, Database]
    listing: Listing | None

    @property
    def size(self) -> int:
        """Of all its objects, in bytes."""
        files = [database.dump for database in self.databases.values()]
        return sum(file.size for file in [*files, *([self.listing.file] if self.listing else [])])


def object_name(backup: str, file: str) -> str:
    """Where a file of the backup is, in the bucket `backups`."""
    return f"{DUMPS}/{backup}/{file}"


def manifest_name(backup: str) -> str:
    """Where its manifest is."""
    return object_name(backup, "manifest.json")
