"""The audit trail, copied to where nobody can change it, and compared with what the database has now.

A trigger keeps everybody from changing `audit.event`, its owner included; but who owns a table can drop
its trigger. The copies under lock tell then what was there. An event is its whole line: after a restore
the database gives the same ids again, to other events.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from course.evidence import archive
from course.evidence.database import note, sql
from course.services import minio, postgres

_PREFIX = "trail/"


@dataclass(frozen=True)
class Compared:
    """The copies against the database. kept: how many events are copied.

    undone: ids of those that a restore on record took back; changed: of all others that the database no
    longer has as they were.
    """

    kept: int
    undone: list[int]
    changed: list[int]


def keep() -> str:
    """Puts under lock what is new in the trail, one JSON a line, and returns the newest copy's name.

    That it was kept is an event itself, so there is something new, unless another `keep` has just copied it.
    """
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        note(cursor, "trail.keep", f"s3://{minio.AUDIT}/{_PREFIX}")
    copies = _copies()
    kept = {line for lines in copies.values() for line in lines}
    new = [line for line in _now() if line not in kept]
    if not new:
        return max(copies)
    # By the moment, which no other copy has: what is written under a name that is taken does not count.
    name = f"{_PREFIX}{dt.datetime.now(dt.UTC):%Y-%m-%dT%H%M%S.%fZ}.jsonl"
    archive.put(name, "".join(f"{line}\n" for line in new).encode(), "application/jsonl")
    return name


def differences() -> Compared:
    """What is kept, held against what the database has now."""
    copies = _copies()  # first: what is copied meanwhile is in the database too
    return compare((line for lines in copies.values() for line in lines), _now())


def compare(kept: Iterable[str], now: Iterable[str]) -> Compared:
    """Of lines of JSON. A restore took back what happened between the backup's moment and its own."""
    kept, now = set(kept), set(now)
    spans = [
        (dt.datetime.fromisoformat(event["detail"]["taken_at"]), _moment(event))
        for event in map(json.loads, kept | now)
        if event["action"] == "restore"
    ]
    undone, changed = list[int](), list[int]()
    for event in map(json.loads, kept - now):
        explained = any(since <= _moment(event) <= until for since, until in spans)
        (undone if explained else changed).append(event["id"])
    return Compared(len(kept), sorted(undone), sorted(changed))


def _moment(event: dict[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat(event["happened_at"])


def _now() -> list[str]:
    with postgres.connect("auditor") as connection, connection.cursor() as cursor:
        cursor.execute(sql("trail"))
        return [line for (line,) in cursor.fetchall()]


def _copies() -> dict[str, list[str]]:
    """The lines of each copy as they were first written, by its name."""
    return {
        name: [line.decode() for line in archive.read(name, version).splitlines()]
        for name, version in archive.first_versions(_PREFIX).items()
    }
