"""A day's rows counted in Adminer, and the result kept where a student may write."""

import datetime as dt
import random
import secrets
from types import SimpleNamespace
from typing import Any

import pandas as pd
import psycopg2.errors
from psycopg2.sql import SQL, Identifier

from course.errors import CourseError
from course.exercises.differences import difference
from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_tried, not_yet, right
from course.i18n import _
from course.pipeline.warehouse import read
from course.services import postgres

_SCHEMA, _PREFIX = "sandbox", "count_"
_STARTER = """\
from course.notebook import scene
from course.services import postgres

s = scene("lab2.04-adminer")
print(s.day, s.table)
"""
# How a count may go wrong; the day is the same in all.
_COUNTS = {
    "right": "flight_date = %(day)s",
    "utc_day": "(scheduled_departure AT TIME ZONE 'UTC')::date = %(day)s",
    "departed_only": "flight_date = %(day)s AND NOT cancelled",
    "every_day": "%(day)s IS NOT NULL",
}


def _scene() -> dict[str, Any]:
    """The tables of earlier scenes go; a day that is loaded, with flights that did not leave."""
    with postgres.connect("student") as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s AND starts_with(tablename, %s)",
            (_SCHEMA, _PREFIX),
        )
        for (table,) in cursor.fetchall():
            cursor.execute(SQL("DROP TABLE {}").format(Identifier(_SCHEMA, table)))
    days = read(
        "SELECT flight_date, bool_or(cancelled) AS cancelled FROM mart.flight GROUP BY flight_date", ttl=0
    )
    if days.empty:
        raise CourseError(
            _("O warehouse ainda não tem dia nenhum."), _("Rode `make trigger-dag` no terminal.")
        )
    day: dt.date = random.choice(
        list(days.loc[days["cancelled"], "flight_date"]) or list(days["flight_date"])
    )
    return {"table": f"{_SCHEMA}.{_PREFIX}{secrets.token_hex(3)}", "day": day.isoformat()}


def _where(scene: Any) -> str:
    if not isinstance(scene, SimpleNamespace):
        return _("Execute primeiro a célula: ela sorteia o dia e o nome da tabela, em `s.day` e `s.table`.")
    given = _given(scene)
    if given is None:
        return _(
            "A tabela `{table}` ainda não existe. No Adminer, entre como `student` (a senha está em `.env`) e"
            " abra *SQL command*."
        ).format(table=scene.table)
    return _(
        "A tabela `{table}` tem {n} linhas e as colunas {columns}. De Nova York saem voos de 3 aeroportos."
    ).format(table=scene.table, n=len(given), columns=", ".join(given.columns))


def _creating(condition: str) -> str:
    return f'''{_STARTER}with postgres.connect("student") as connection, connection.cursor() as cursor:
    cursor.execute(f"""CREATE TABLE {{s.table}} AS
        SELECT origin, count(*) AS flights FROM mart.flight
        {condition}
        GROUP BY origin""")
'''  # noqa: S608  # the student's own code


exercise = Exercise(
    id="lab2.04-adminer",
    title=_("Conferir no Adminer"),
    answer="",
    needs=("postgres", "adminer"),
    starter=_STARTER,
    solution=_creating("WHERE flight_date = '{s.day}'"),
    explains=_(
        "`flight_date` é o dia **local do aeroporto**, e é por ele que a carga substitui o dia inteiro."
        " Contar por ele é contar o que a carga gravou. O papel `student` lê `mart` e só escreve em"
        " `sandbox`: quem confere não consegue estragar o que confere. No Adminer o mesmo SQL vai em *SQL"
        " command*, sem o `f` e com o dia escrito."
    ),
    hints=(
        _where,
        _(
            "`CREATE TABLE nome AS SELECT …` guarda o resultado de uma consulta. A consulta conta as linhas"
            " de `mart.flight` de um só dia, um grupo por aeroporto de origem. Veja no Adminer o comentário"
            " de cada coluna: qual delas diz o dia do voo no relógio do aeroporto?"
        ),
        _(
            "```sql\n"
            "CREATE TABLE sandbox.count_xxxxxx AS   -- o nome em s.table\n"
            "SELECT origin, count(*) AS flights\n"
            "FROM mart.flight\n"
            "WHERE ____ = 'YYYY-MM-DD'              -- o dia em s.day\n"
            "GROUP BY origin\n"
            "```"
        ),
    ),
    wrong={
        "utc_day": Wrong(
            _creating("WHERE (scheduled_departure AT TIME ZONE 'UTC')::date = '{s.day}'"),
            _(
                "Você contou {given} voos; são os do dia **em UTC**. Em Nova York a noite de {day} já é o dia"
                " seguinte em UTC, e esses voos ficaram de fora. A coluna do instante serve para durações,"
                " não para o dia."
            ),
        ),
        "departed_only": Wrong(
            _creating("WHERE flight_date = '{s.day}' AND NOT cancelled"),
            _(
                "Você contou {given} voos: faltam os **cancelados**. Estavam programados, a fonte os mandou e"
                " a carga os gravou; quem confere uma carga conta todas as linhas, agradem ou não."
            ),
        ),
        "every_day": Wrong(
            _creating(""),
            _("Você contou {given} voos: são os de **todos** os dias carregados, não os de {day}."),
        ),
    },
    scene=_scene,
)


@exercise.check
def check(scene: SimpleNamespace | None) -> Verdict:
    """The rows of the table, beside those of the right count and of the known wrong ones."""
    if scene is None:
        return not_tried(_("Execute a célula: ela sorteia um dia e o nome de uma tabela."))
    given = _given(scene)
    if given is None:
        return not_tried(_("A tabela `{table}` ainda não existe.").format(table=scene.table))
    if given.shape[1] != 2:
        told = _("`{table}` tem as colunas {columns}; o pedido são duas: a origem e quantos voos.")
        return not_yet(told.format(table=scene.table, columns=", ".join(given.columns)))
    found = difference(_counted("right", scene.day), given)
    if found is None:
        return right(_("As linhas de `{table}` são as do dia {day}.").format(**vars(scene)), rows=given)
    for cause in exercise.wrong:
        if difference(_counted(cause, scene.day), given) is None:
            return mistake(cause, rows=given, given=int(given.iloc[:, 1].sum()), day=scene.day)
    return not_yet(
        _("Estas linhas de `{table}` não são as do dia {day}; faltam {n}.").format(
            n=found.missing, **vars(scene)
        ),
        rows=found.too_many,
    )


def _counted(cause: str, day: str) -> pd.DataFrame:
    sql = f"SELECT origin, count(*) AS flights FROM mart.flight WHERE {_COUNTS[cause]} GROUP BY origin"  # noqa: S608
    return read(sql, {"day": day}, ttl=0)


def _given(scene: SimpleNamespace) -> pd.DataFrame | None:
    """What the student's table holds; None while there is no such table."""
    with postgres.connect("student") as connection, connection.cursor() as cursor:
        try:
            cursor.execute(SQL("SELECT * FROM {} LIMIT 1000").format(Identifier(*scene.table.split("."))))
        except psycopg2.errors.UndefinedTable:
            return None
        return pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description or ()])
