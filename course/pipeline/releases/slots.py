"""Where releases stand: blue and green, one of them live, and a third place for what a canary tries.

Loads write to every standing release in one transaction, so that none lacks what another has. They
share a lock that `take` and `discard` want alone: no load is under way while the set changes.
"""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import psycopg2.extensions

from course.errors import CourseError
from course.i18n import _
from course.pipeline.database import sql, transaction

CANARY = "canary"
COLOURS = ("blue", "green")
# Any numbers of our own for advisory locks: on the set of releases, and on making a new one.
_SET = 7_301_003
_MAKING = 7_301_004


class Slot(NamedTuple):
    """A place for a release, and the version of the transformation that fills it."""

    colour: str
    version: str


@dataclass(frozen=True)
class Release:
    """A row of ops.release; `days` is what it holds now, or held when it was built; moments are UTC."""

    id: int
    version: str
    colour: str | None
    built_at: dt.datetime | None
    switched_at: dt.datetime | None
    retired_at: dt.datetime | None
    days: int | None
    verdict: dict[str, Any]
    live: bool


def schema(colour: str) -> str:
    """The schema of that place."""
    return f"mart_{colour}"


def releases() -> list[Release]:
    """All there ever were, the oldest first; refused candidates among them."""
    with transaction() as cursor:
        cursor.execute(sql("releases"))
        return [Release(*row) for row in cursor.fetchall()]


def live() -> Release:
    """The one that readers see."""
    return next(release for release in releases() if release.live)


def standing(cursor: psycopg2.extensions.cursor) -> list[Slot]:
    """The places with a release, the live one first; they stay these until the transaction ends."""
    cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", (_SET,))
    cursor.execute("SELECT colour, version FROM ops.release WHERE colour IS NOT NULL ORDER BY live DESC")
    return [Slot(*row) for row in cursor.fetchall()]


@contextmanager
def making() -> Iterator[None]:
    """For the block, no other canary or release is made; raises `CourseError` when one is."""
    with transaction() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", (_MAKING,))
        if cursor.fetchone() != (True,):
            raise CourseError(
                _("Já há um canário ou uma release em andamento."), _("Espere que termine e repita.")
            )
        cursor.connection.commit()  # the lock is the session's: it waits without a transaction
        yield


def note(version: str, verdict: dict[str, Any]) -> int:
    """Records a candidate with what the canary found; returns its id."""
    with transaction() as cursor:
        cursor.execute(
            "INSERT INTO ops.release (version, verdict) VALUES (%s, %s) RETURNING id",
            (version, json.dumps(verdict)),
        )
        [(noted,)] = cursor.fetchall()
        return int(noted)


def take(release_id: int) -> Slot:
    """Gives the candidate the place that is not live, emptied; from now on loads fill it as well."""
    with transaction() as cursor:
        colour = _free(cursor)
        cursor.execute(
            "UPDATE ops.release SET colour = %s WHERE id = %s RETURNING colour, version", (colour, release_id)
        )
        return Slot(*(cursor.fetchone() or ()))


def give_back(release_id: int) -> None:
    """Empties the candidate's place, unless it went live, so that no load depends on a version given up."""
    with transaction() as cursor:
        cursor.execute(
            "SELECT FROM ops.release WHERE id = %s AND colour IS NOT NULL AND NOT live", (release_id,)
        )
        if cursor.rowcount:
            _free(cursor)


def discard() -> None:
    """Empties the place that is not live: loads no longer fill it, and there is no way back to it."""
    with transaction() as cursor:
        _free(cursor)


def clear(cursor: psycopg2.extensions.cursor, colour: str) -> None:
    """Deletes all that is there. Readers go on meanwhile: TRUNCATE would wait for them."""
    cursor.execute(sql("clear_slot"), {"colour": colour})


def loaded_days() -> list[dt.date]:
    """The days that the live release holds."""
    with transaction() as cursor:
        cursor.execute("SELECT part::date FROM ops.loaded WHERE dataset = 'flights' ORDER BY 1")
        return [day for (day,) in cursor.fetchall()]


def missing(cursor: psycopg2.extensions.cursor, colour: str) -> list[dt.date]:
    """Days of the live release that this one lacks, or has from another version of the source.

    In the order of their last load, in which a build repeats them: the last one's reference data stay.
    """
    cursor.execute(sql("missing_days"), {"colour": colour})
    return [day for (day,) in cursor.fetchall()]


def _free(cursor: psycopg2.extensions.cursor) -> str:
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_SET,))
    cursor.execute("UPDATE ops.release SET colour = NULL WHERE NOT live AND colour IS NOT NULL")
    cursor.execute("SELECT colour FROM ops.release WHERE live")
    [(used,)] = cursor.fetchall()
    [colour] = set(COLOURS) - {used}
    clear(cursor, colour)
    return colour
