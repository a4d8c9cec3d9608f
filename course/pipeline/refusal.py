"""Why PostgreSQL refused a query, for its reader: its own words first, then the reason and what now."""

import re

import psycopg

from course.errors import CourseError
from course.i18n import _
from course.pipeline.database import sql
from course.pipeline.reading import READERS, reading
from course.services import postgres

_DENIED = re.compile(r"permission denied for (schema|table|view) (\S+)")


class Refused(CourseError):  # noqa: N818  # what the reader is told, not how it is caught
    """PostgreSQL did not carry out a query. message: its own words; next_step: why, and what now.

    position: the character of the query, from 1, at which it stumbled; None where it names none.
    """

    def __init__(self, error: psycopg.Error, role: postgres.Role) -> None:
        super().__init__(words(error), _why(error, role))
        position = error.diag.statement_position
        self.position = int(position) if position else None


def words(error: psycopg.Error) -> str:
    """The server's message, or the driver's where the server said nothing; a line."""
    return error.diag.message_primary or str(error).strip().partition("\n")[0]


def _why(error: psycopg.Error, role: postgres.Role) -> str:
    if denied := _DENIED.match(words(error)):
        return _why_denied(role, *denied.groups())
    if isinstance(error, psycopg.errors.QueryCanceled):
        if "timeout" in words(error):
            return _("Passou do tempo que uma consulta tem aqui: agregue ou peça menos linhas.")
        return _("A consulta foi cancelada a pedido.")
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return _("Daqui só se lê: cada consulta é uma transação READ ONLY, qualquer que seja o papel.")
    if error.sqlstate is None:  # the driver's own: no rows came back
        return _("Só se pede aqui o que devolve linhas: SELECT, WITH, VALUES, EXPLAIN, SHOW.")
    return error.diag.message_hint or _("Confira o SQL com os nomes das tabelas e das colunas.")


def _why_denied(role: postgres.Role, kind: str, name: str) -> str:
    with reading(role) as cursor:
        cursor.execute(sql("granted"), {"roles": list(READERS), "kind": kind, "name": name})
        granted = "; ".join(f"{other}: {privileges}" for other, privileges in cursor.fetchall())
    return _(
        "O papel {role} não recebeu (GRANT) este acesso a {name}; quem recebeu algum: {granted}."
        " É o menor privilégio: cada papel só pode o que o seu trabalho pede."
    ).format(role=role, name=name, granted=granted or "—")
