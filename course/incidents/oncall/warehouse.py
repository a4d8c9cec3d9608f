"""The program's one connection to the warehouse, kept open: alerts matter most when no other is to be had."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import (
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    TimeoutError,  # noqa: A004  # SQLAlchemy's own
)

from course.errors import Unavailable
from course.i18n import _
from course.incidents.oncall.notification import Received
from course.services import postgres
from course.sql_files import sql_in

# No statement keeps the one connection from the others for longer.
_LONGEST_SECONDS = 10


@cache
def _engine() -> Engine:
    """A pool of one, which finds out before each use whether its connection is still there."""
    options = {
        "connect_timeout": 3,
        "tcp_user_timeout": _LONGEST_SECONDS * 1000,
        "application_name": "course-oncall",
        "options": f"-c timezone=UTC -c statement_timeout={_LONGEST_SECONDS}s",
    }
    return create_engine(
        postgres.url("etl"),
        pool_size=1,
        max_overflow=0,
        pool_timeout=3,
        pool_pre_ping=True,
        connect_args=options,
    )


def rows(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """What the statement gives, in a transaction of its own; parameters stand in it as `:name`.

    Raises `Unavailable` when the warehouse does not answer.
    """
    try:
        with _engine().begin() as connection:
            return [tuple(row) for row in connection.execute(text(statement), parameters)]
    except (OperationalError, InterfaceError, TimeoutError) as error:
        raise _away(error) from error


def record(received: Received) -> None:
    """Writes the notification to ops.alert; delivered again, it changes nothing.

    Raises `Unavailable` when the table cannot be written: it is away, read-only or closed to the program.
    """
    lines = [
        {
            "fingerprint": alert.fingerprint,
            "starts_at": alert.startsAt,
            "status": alert.status,
            "alertname": alert.name,
            "severity": alert.labels.get("severity", ""),
            "service": alert.labels.get("service", ""),
            "labels": json.dumps(alert.labels),
            "annotations": json.dumps(alert.annotations),
            "ends_at": alert.ends_at,
            "received_at": received.received_at,
        }
        for alert in received.alerts
    ]
    try:
        with _engine().begin() as connection:
            connection.execute(text(sql("record")), lines)
    except (OperationalError, InterfaceError, InternalError, ProgrammingError, TimeoutError) as error:
        raise _away(error) from error


# The text of course/incidents/oncall/sql/<name>.sql.
sql = sql_in(Path(__file__).parent / "sql")


def _away(error: Exception) -> Unavailable:
    return Unavailable(
        _("O warehouse não responde: {why}.").format(why=str(error).partition("\n")[0]),
        _("O que chega espera em disco; `make status` diz o que parou."),
    )
