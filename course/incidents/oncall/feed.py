"""The recorded alerts as an onlooker reads them."""

import datetime as dt
from dataclasses import dataclass

from course.i18n import _
from course.incidents.oncall.warehouse import sql
from course.pipeline.reading import reading

# When somebody has to act.
SEVERITIES = {"page": _("agora"), "ticket": _("no horário de trabalho")}


@dataclass(frozen=True)
class Entry:
    """A notification. status: firing or resolved; figure: the description; moments are UTC.

    over: whether the alert has ended since; so has every resolved one.
    """

    name: str
    severity: str
    service: str
    status: str
    figure: str
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    received_at: dt.datetime
    over: bool


def latest(limit: int = 20) -> list[Entry]:
    """The notifications that came last, the newest first, without the heartbeat. Raises `Unavailable`."""
    with reading("etl") as cursor:
        cursor.execute(sql("latest"), {"limit": limit})
        return [Entry(*row) for row in cursor.fetchall()]
