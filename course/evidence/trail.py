"""The audit trail, copied to where nobody can change it, and compared with what the database has now.

A trigger keeps everybody from changing `audit.event`, its owner included; but who owns a table can drop
its trigger. The copies under lock tell then what was there.
"""

import json

from course.evidence import archive
from course.evidence.database import note, sql
from course.services import minio, postgres

_PREFIX = "trail/"


def keep() -> str:
    """Puts under lock what is new in the trail, one JSON a line, and returns the object's name.

    That it was kept is an event itself, so there is always something new.
    """
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        note(cursor, "trail.keep", f"s3://{minio.AUDIT}/{_PREFIX}")
    kept = _kept()
    new = {number: line for number, line in _now().items() if number not in kept}
    name = f"{_PREFIX}{min(new):012}-{max(new):012}.jsonl"
    archive.put(name, "".join(f"{line}\n" for line in new.values()).encode(), "application/jsonl")
    return name


def differences() -> tuple[int, list[int]]:
    """How many events are kept, and the ids of those that the database no longer has as they were."""
    now, kept = _now(), _kept()
    return len(kept), sorted(number for number, line in kept.items() if now.get(number) != line)


def _now() -> dict[int, str]:
    with postgres.connect("auditor") as connection, connection.cursor() as cursor:
        cursor.execute(sql("trail"))
        return dict(cursor.fetchall())


def _kept() -> dict[int, str]:
    lines = (
        line
        for one in archive.names(_PREFIX)
        for line in archive.read(str(one.object_name)).decode().splitlines()
    )
    return {int(json.loads(line)["id"]): line for line in lines}
