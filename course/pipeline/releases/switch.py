"""Which release readers see: one UPDATE, which waits for no reader."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg2.extensions

from course.errors import CourseError
from course.i18n import _
from course.pipeline.database import sql, transaction
from course.pipeline.releases import slots


@dataclass(frozen=True)
class Switched:
    """The release that is live now; seconds: that the transaction took, to its commit."""

    version: str
    colour: str
    seconds: float


def switch(colour: str) -> Switched:
    """From the commit on, every statement sees the release of that colour.

    Raises `CourseError` when there is no built release, or it lacks a day that the live one has; nothing
    changes then.
    """
    return _switch(lambda cursor: colour)


def rollback() -> Switched:
    """Back to the release that was live before. Raises `CourseError` without one, and as `switch` does."""
    return _switch(_previous)


def _previous(cursor: psycopg2.extensions.cursor) -> str:
    cursor.execute("SELECT colour FROM ops.release WHERE colour IS NOT NULL AND retired_at IS NOT NULL")
    if (found := cursor.fetchone()) is None:
        raise CourseError(
            _("Não há release anterior para a qual voltar."),
            _("`make releases` mostra as que houve; `make release VERSION=…` constrói uma de novo."),
        )
    return str(found[0])


def _switch(which: Callable[[psycopg2.extensions.cursor], str]) -> Switched:
    started = time.perf_counter()
    with transaction() as cursor:
        # Whoever else switches waits here, and then sees what was done.
        cursor.execute("SELECT FROM ops.release WHERE colour IS NOT NULL ORDER BY id FOR UPDATE")
        colour = which(cursor)
        version = point(cursor, colour)
    switched = Switched(version, colour, time.perf_counter() - started)
    from course.pipeline import cache  # late: no reader need wait for the import of Redis's client

    cache.invalidate()
    return switched


def point(cursor: psycopg2.extensions.cursor, colour: str) -> str:
    """What `switch` does, in a transaction of the caller's; returns the version."""
    cursor.execute("SELECT version, colour FROM ops.release WHERE live")
    [(old, serving)] = cursor.fetchall()
    cursor.execute("SELECT version FROM ops.release WHERE colour = %s AND built_at IS NOT NULL", (colour,))
    if (new := cursor.fetchone()) is None or colour == serving:
        raise CourseError(
            _("Não há em {colour} uma release pronta para entrar no ar.").format(colour=colour),
            _("Veja `make releases`."),
        )
    if lacking := slots.missing(cursor, colour):
        raise CourseError(
            _("A release {version} não tem {days}, que estão no ar; nada mudou.").format(
                version=new[0], days=", ".join(map(str, lacking))
            ),
            _("Construa-a de novo: `make release VERSION={version}`.").format(version=new[0]),
        )
    cursor.execute("UPDATE ops.release SET retired_at = clock_timestamp() WHERE live")
    cursor.execute(
        "UPDATE ops.release SET switched_at = clock_timestamp(), retired_at = NULL WHERE colour = %s",
        (colour,),
    )
    cursor.execute(sql("note_switch"), {"old": old, "new": new[0]})
    return str(new[0])
