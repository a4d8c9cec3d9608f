"""A report opens connections and never closes one, until PostgreSQL has hardly any left."""

import re

import psycopg2
import psycopg2.extensions

from course.i18n import _
from course.incidents.fault import SRE, Fault, Kind
from course.services import postgres

LEAK = "relatorio-bi"
# Of max_connections; beyond it, who is on call could not log in to look either.
_SHARE = 0.94
# FATAL:  sorry, too many clients already; remaining connection slots are reserved for …
_NONE_LEFT = re.compile("too many clients|connection slots are reserved")
# The connections must stay open: what Python has let go of it closes.
_held: list[psycopg2.extensions.connection] = []


def _leak() -> None:
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_connections')::int * %s - count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend'",
            (_SHARE,),
        )
        [wanted] = cursor.fetchone() or (0,)
    for _number in range(int(wanted)):
        try:
            opened = postgres.log_in("analyst", postgres.password("analyst"), application_name=LEAK)
        except psycopg2.OperationalError as error:
            if not _NONE_LEFT.search(str(error)):
                raise
            break  # others have taken the rest meanwhile
        _held.append(opened)


def _end() -> None:
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", (LEAK,)
        )
    for connection in _held:
        connection.close()
    _held.clear()


fault = Fault(
    name="connections_exhausted",
    title=_("Um programa abre conexões no PostgreSQL e não as fecha"),
    kinds=(Kind(SRE, _("recurso esgotado")),),
    alert="WarehouseConnectionsExhausted",
    seen=_("pg_stat_activity por application_name: dezenas de conexões idle do mesmo programa."),
    asks=_("Que application_name tem quase todas as conexões?"),
    evidence=LEAK,
    inject=_leak,
    clear=_end,
)
