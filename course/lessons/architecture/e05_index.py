"""An index that the planner takes: the plan before and after, on a table of this session alone."""

import datetime as dt
import random
import re
from typing import Any

import psycopg2
import psycopg2.extensions

from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.lessons.architecture import plans
from course.lessons.architecture.sandbox import refused, session, sql

_PLANES, _ROWS = 1500, 40_000
# An answer that reads more than this share of the blocks that reading everything takes is none.
_SHARE = 0.2
_QUERY = "SELECT flight_date, origin, delay_min FROM trip WHERE tailnum = %s AND flight_date >= %s ORDER BY 1"


def _where_to_look(answer: object) -> str:
    """About the first column of the student's own index, when there is one."""
    lead = re.search(r"\(\s*([^,)]+)", answer) if isinstance(answer, str) else None
    begun = _("Seu índice começa por `{lead}`.").format(lead=lead[1].strip()) if lead else ""
    asked = _(
        "Leia o `WHERE`: qual das duas condições deixa menos linhas, uma matrícula entre mil e quinhentas"
        " ou uma data de início no começo do ano?"
    )
    return f"{begun} {asked}".strip()


exercise = Exercise(
    id="02.05-index",
    title=_("Um índice que o plano usa"),
    answer="index_sql",
    needs=("postgres",),
    starter='index_sql = ""\n',
    solution='index_sql = "CREATE INDEX ON trip (tailnum, flight_date)"\n',
    explains=_(
        "Um índice B-tree é uma lista ordenada: serve a quem sabe a **primeira** coluna. Igualdade na"
        " frente, faixa depois; assim as entradas do avião estão juntas, e dentro dele por data ([PostgreSQL:"
        " índices de várias colunas](https://www.postgresql.org/docs/current/indexes-multicolumn.html)). Só"
        " `tailnum` também serve aqui. E um índice se paga a cada carga: `mart.flight` tem um só, o da"
        " chave primária, medido em um terço do tempo da carga."
    ),
    hints=(
        _where_to_look,
        _(
            "Pense numa lista telefônica: está ordenada por sobrenome e depois por nome. Saber só o nome"
            " não ajuda. A primeira coluna do índice tem de ser a que a consulta compara com **um** valor"
            " (`=`); a da faixa (`>=`), que também é a da ordem, vem depois. O índice guarda os valores da"
            " coluna como são, e o planejador só o usa se a consulta falar deles do mesmo jeito."
        ),
        _(
            "```sql\n"
            "-- primeiro a coluna comparada com =, depois a da faixa e da ordem\n"
            "CREATE INDEX ON trip (____, flight_date)\n"
            "```"
        ),
    ),
    wrong={
        "wrong_lead": Wrong(
            'index_sql = "CREATE INDEX ON trip (flight_date, tailnum)"\n',
            _(
                "O índice começa por `{lead}`. A consulta aceita quase todos os valores dessa coluna, e o"
                " avião está espalhado entre eles: {blocks} blocos pedidos para {found} linhas; sem índice"
                " eram {before}."
            ),
        ),
        "expression": Wrong(
            'index_sql = "CREATE INDEX ON trip (lower(tailnum), flight_date)"\n',
            _(
                "O índice guarda `{lead}`; a consulta compara outra coisa. Para o planejador são valores"
                " diferentes: ele leu as {read} linhas, como antes."
            ),
        ),
        "partial": Wrong(
            'index_sql = "CREATE INDEX ON trip (tailnum) WHERE delay_min > 15"\n',
            _(
                "O índice só tem parte das linhas, e a consulta pede também as outras: o planejador não"
                " pode usá-lo e leu as {read}. Um índice parcial serve à consulta que repete a condição"
                " dele."
            ),
        ),
        "no_index": Wrong(
            'index_sql = "SET enable_seqscan = off"\n',
            _(
                "Nenhum índice foi criado; o plano continua `{steps}`. `SET enable_seqscan` só encarece"
                " essa escolha aos olhos do planejador: sem outro caminho, ele lê tudo do mesmo jeito."
            ),
        ),
    },
)


@exercise.check
def check(index_sql: str) -> Verdict:
    """The plan of a query before and after the student's SQL, on rows drawn anew."""
    if not isinstance(index_sql, str):
        return not_yet(_("A resposta é o texto do comando, entre aspas."))
    asked = (f"N{10000 + random.randrange(_PLANES)}", dt.date(2025, 1, random.randint(10, 31)))
    with session() as connection, connection.cursor() as cursor:
        connection.autocommit = True  # the table is the session's own and ends with it
        cursor.execute(sql("trip"), {"planes": _PLANES, "rows": _ROWS})
        before = plans.explain(cursor, _QUERY, asked)
        try:
            cursor.execute(index_sql)
            after = plans.explain(cursor, _QUERY, asked)
        except psycopg2.Error as error:
            return refused(error)
        cursor.execute(sql("trip_indexes"))
        return _judged(before, after, cursor.fetchall())


def _judged(before: plans.Plan, after: plans.Plan, indexes: list[tuple[Any, ...]]) -> Verdict:
    rows = plans.table({_("antes"): before, _("depois"): after})
    if after.rows != before.rows:
        return not_yet(
            _(
                "A consulta devolvia {before} linhas e agora devolve {after}: um índice não muda a resposta."
            ).format(before=before.rows, after=after.rows),
            rows=rows,
        )
    if indexes and after.blocks <= _SHARE * before.blocks:
        return right(
            _("De {before} blocos para {after}, com as mesmas {rows} linhas.").format(
                before=before.blocks, after=after.blocks, rows=after.rows
            ),
            rows=rows,
        )
    if not indexes:
        return mistake("no_index", rows=rows, steps=" ← ".join(after.steps))
    lead, expression, partial = indexes[-1]
    if lead == "tailnum" and not partial:
        return not_yet(
            _("O índice começa pela coluna certa, e mesmo assim o plano `{steps}` pediu {n} blocos.").format(
                steps=" ← ".join(after.steps), n=after.blocks
            ),
            rows=rows,
        )
    cause = "expression" if expression else "partial" if partial else "wrong_lead"
    return mistake(
        cause,
        rows=rows,
        lead=lead,
        read=after.read,
        blocks=after.blocks,
        found=after.rows,
        before=before.blocks,
    )
