"""Where a person's data can be, and what has to be done there: found, exported, erased.

A place knows the person by their id.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from minio.datatypes import Object
from psycopg2.sql import SQL, Identifier

from course.evidence.passengers import FOLDER, Passenger
from course.pipeline import storage
from course.services import minio, postgres


@dataclass(frozen=True)
class Found:
    """What a place holds of somebody: one entry a row, or a version of an object."""

    where: str
    content: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class TablePlace:
    """A table of schema `privacy` with the column `passenger_id`."""

    table: str

    def find(self, who: Passenger) -> list[Found]:
        """Their rows."""
        with postgres.connect("etl") as connection, connection.cursor() as cursor:
            cursor.execute(self._sql("SELECT row_to_json(t) FROM {} AS t"), (who.passenger_id,))
            rows = [row for (row,) in cursor.fetchall()]
        return [Found(f"privacy.{self.table}", rows)] if rows else []

    def erase(self, who: Passenger) -> None:
        """Deletes them."""
        with postgres.connect("etl") as connection, connection.cursor() as cursor:
            cursor.execute(self._sql("DELETE FROM {}"), (who.passenger_id,))

    def _sql(self, text: str) -> Any:
        table = Identifier("privacy", self.table)
        return SQL(text + " WHERE passenger_id = %s").format(table)


@dataclass(frozen=True)
class ObjectPlace:
    """The objects below a folder of a bucket: JSON lists of people, in every version that is there."""

    bucket: str
    folder: str

    def find(self, who: Passenger) -> list[Found]:
        """Every version that names them, with what it says of them alone."""
        return [
            Found(f"s3://{self.bucket}/{one.object_name}?versionId={one.version_id}", about)
            for one in self._versions()
            if (about := [entry for entry in self._read(one) if _is(entry, who)])
        ]

    def erase(self, who: Passenger) -> None:
        """Writes the newest version anew without them, then deletes every version that names them."""
        versions = [(one, self._read(one)) for one in self._versions()]
        for one, people in versions:
            others = [entry for entry in people if not _is(entry, who)]
            if one.is_latest and others and len(others) < len(people):
                body = json.dumps(others, ensure_ascii=False, indent=1).encode()
                storage.put(self.bucket, str(one.object_name), body)
        for one, people in versions:
            if any(_is(entry, who) for entry in people):
                minio.client().remove_object(self.bucket, str(one.object_name), version_id=one.version_id)

    def _versions(self) -> list[Object]:
        listed = minio.client().list_objects(self.bucket, self.folder, recursive=True, include_version=True)
        return [one for one in listed if not one.is_delete_marker]

    def _read(self, one: Object) -> list[dict[str, Any]]:
        people: list[dict[str, Any]] = json.loads(
            minio.read(self.bucket, str(one.object_name), one.version_id)
        )
        return people


# The row that says who somebody is goes last: whatever stops an erasure, it can be taken up again.
PLACES: tuple[TablePlace | ObjectPlace, ...] = (
    ObjectPlace(minio.RAW, FOLDER),
    TablePlace("booking"),
    TablePlace("passenger"),
)


def _is(entry: dict[str, Any], who: Passenger) -> bool:
    return bool(entry["passenger_id"] == who.passenger_id)
