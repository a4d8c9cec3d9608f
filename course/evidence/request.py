"""A data-subject request: what we hold of somebody, handed over, then erased, and the erasure proven.

LGPD (Lei 13.709/2018), art. 18, II and VI; GDPR, art. 15 and 17.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict

from minio.error import S3Error
from psycopg2.sql import SQL, Identifier

from course.errors import UsageError
from course.evidence.assets import retention_days
from course.evidence.database import note, sql
from course.evidence.passengers import Passenger
from course.evidence.places import PLACES, Found
from course.i18n import _
from course.pipeline.catalog import schemas
from course.services import minio, postgres


def identify(email: str) -> Passenger:
    """Whom the request is about; raises `UsageError` when nobody has that e-mail."""
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(sql("passenger_by_email"), {"email": email})
        row = cursor.fetchone()
    if row is None:
        raise UsageError(_("Ninguém aqui tem esse e-mail."), _("Confira-o com quem pediu."))
    return Passenger(*row)


def find(who: Passenger) -> list[Found]:
    """All that is held of them, place by place."""
    return [found for place in PLACES for found in place.find(who)]


def export(found: list[Found]) -> bytes:
    """It as JSON, to be handed over."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1).encode()


def erase(who: Passenger) -> None:
    """Erases it in every place, and notes the request in the audit trail by the id, which then says nothing.

    After a restore of an older backup the ids in the trail tell whom to erase again.
    """
    remove(who)
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        note(cursor, "privacy.erased", who.passenger_id)


def remove(who: Passenger) -> None:
    """The same without a note: for who was made up and is no longer needed."""
    for place in PLACES:
        place.erase(who)


def expire() -> int:
    """Removes whoever is kept for longer than the catalogue says, and returns how many they were."""
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(sql("expired_passengers"), {"days": retention_days("privacy.passenger")})
        expired = [Passenger(*row) for row in cursor.fetchall()]
    for who in expired:
        remove(who)
    return len(expired)


def traces(who: Passenger, since: dt.datetime) -> list[str]:
    """Where a text that names them still stands: in any table, or any object version written `since` (UTC).

    Other than `find` this knows nothing of the places: it reads everything there is. What is
    compressed, as a backup, cannot be searched so.
    """
    marks = [who.name, who.email, who.document]
    return [*_in_tables(marks), *_in_objects([mark.encode() for mark in marks], since)]


def _in_tables(marks: list[str]) -> Iterator[str]:
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        for schema in schemas("postgres").values():
            for table in schema.tables.values():
                name = Identifier(schema.name.strip('"'), table.name.strip('"'))
                patterns = [f"%{mark}%" for mark in marks]
                query = SQL("SELECT count(*) FROM {} AS t WHERE t::text LIKE ANY (%s)").format(name)
                cursor.execute(query, (patterns,))
                if cursor.fetchone() != (0,):
                    yield f"{schema.name}.{table.name}"


def _in_objects(marks: list[bytes], since: dt.datetime) -> Iterator[str]:
    for bucket in minio.client().list_buckets():
        for one in minio.client().list_objects(bucket.name, recursive=True, include_version=True):
            if one.is_delete_marker or (one.last_modified and one.last_modified < since):
                continue
            body = _read(bucket.name, str(one.object_name), one.version_id)
            if any(mark in body for mark in marks):
                yield f"s3://{bucket.name}/{one.object_name}?versionId={one.version_id}"


def _read(bucket: str, name: str, version: str | None) -> bytes:
    """Its content; nothing of one that has gone since it was listed, such as the pings of health checks."""
    try:
        return minio.read(bucket, name, version)
    except S3Error as error:
        if error.code not in ("NoSuchKey", "NoSuchVersion"):
            raise
        return b""
