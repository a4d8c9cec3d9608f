"""Least privilege: one role reads one table, and nobody can do anything else with it."""

import random

import pandas as pd
import psycopg2
import psycopg2.extensions
from psycopg2.sql import SQL, Composed, Identifier, Literal

from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.lessons.architecture.sandbox import refused, session, sql

_READER, _PUBLIC = "analyst", "public"
_OTHERS = ("etl", "auditor", "monitor")
_READS_AND_GRANTS = "SELECT WITH GRANT OPTION"
_WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
_ON_TABLE = ["SELECT", _READS_AND_GRANTS, *_WRITES]
_ON_SCHEMA = ["USAGE", "CREATE"]

_REVOKE = "REVOKE ALL ON delay_report FROM PUBLIC, analyst, etl, auditor, monitor;\n"
_SELECT = "GRANT SELECT ON delay_report TO analyst;\n"
_USAGE = "GRANT USAGE ON SCHEMA sandbox TO analyst;\n"


def _answer(*lines: str) -> str:
    return f'grants = """\n{"".join(lines)}"""\n'


exercise = Exercise(
    id="02.06-least-privilege",
    title=_("Menor privilégio"),
    answer="grants",
    needs=("postgres",),
    starter='grants = """\n"""\n',
    solution=_answer(_REVOKE, _SELECT, _USAGE),
    explains=_(
        "Primeiro tira-se tudo de todos, inclusive de `PUBLIC`, que são **todos os papéis, os de hoje e os"
        " que ainda vão ser criados**; depois dá-se só o que o trabalho pede, nos dois níveis: entrar no"
        " esquema (`USAGE`) e ler a tabela (`SELECT`) ([PostgreSQL:"
        " privilégios](https://www.postgresql.org/docs/current/ddl-priv.html)). Assim a lista do que foi"
        " dado é a lista do que se pode, e um auditor a lê em um minuto."
    ),
    hints=(
        _(
            "Olhe a tabela do veredito: que papel ainda tem o que não devia? E leia de novo quem recebeu o"
            " quê no enunciado: um dos nomes não é o de um papel, é o de todos."
        ),
        _(
            "`GRANT` só acrescenta: dar menos a quem já tem mais não tira nada. Comece do zero, com um"
            " `REVOKE ALL` de todos os citados, e só então dê. Para ler uma tabela um papel precisa de duas"
            " chaves: a do esquema em que ela está e a da própria tabela."
        ),
        _(
            "```sql\n"
            "-- ninguém, nem quem vier depois\n"
            "REVOKE ALL ON delay_report FROM ____, analyst, etl, auditor, monitor;\n"
            "GRANT SELECT ON delay_report TO analyst;       -- a tabela\n"
            "GRANT USAGE ON SCHEMA sandbox TO analyst;      -- o esquema em que ela está\n"
            "```"
        ),
    ),
    wrong={
        "still_writes": Wrong(
            _answer("REVOKE ALL ON delay_report FROM PUBLIC, analyst;\n", _SELECT, _USAGE),
            _(
                "Ainda podem escrever na tabela: {writers}. Quem só devia ler um relatório consegue"
                " mudá-lo, e ninguém saberia dizer quem mudou."
            ),
        ),
        "public": Wrong(
            _answer(_REVOKE.replace("PUBLIC, ", ""), _SELECT, _USAGE),
            _(
                "Nenhum papel tem a mais em seu nome, e mesmo assim {readers} leem: têm o que `PUBLIC` tem."
                " Um papel criado amanhã também teria."
            ),
        ),
        "locked_out": Wrong(
            _answer(_REVOKE, _USAGE),
            _("Ninguém tem a mais, mas `analyst` não lê a tabela: o relatório das 8h não sai."),
        ),
        "no_usage": Wrong(
            _answer(_REVOKE, _SELECT),
            _(
                "`analyst` tem `SELECT` na tabela e continua recebendo *permission denied for schema"
                " sandbox*: falta-lhe a porta da sala onde a tabela está."
            ),
        ),
        "passes_on": Wrong(
            _answer(_REVOKE, _SELECT.replace(";", " WITH GRANT OPTION;"), _USAGE),
            _("`analyst` lê, e pode dar a leitura a quem quiser: a lista de quem lê deixou de ser sua."),
        ),
    },
)


@exercise.check
def check(grants: str) -> Verdict:
    """The student's SQL on a table that others were granted too much of, at random; nothing of it stays."""
    if not isinstance(grants, str):
        return not_yet(_("A resposta é o texto dos comandos, entre aspas."))
    with session() as connection, connection.cursor() as cursor:
        cursor.execute(sql("delay_report"))
        for role in _OTHERS:
            given = SQL(", ").join(map(SQL, random.sample(_WRITES, 2)))
            grant = SQL("GRANT {} ON sandbox.delay_report TO {}")
            cursor.execute(grant.format(given, Identifier(role)))
        try:
            cursor.execute(_in_this_transaction(connection, grants))
        except psycopg2.Error as error:
            return refused(error)
        return _judged(cursor)


def _in_this_transaction(connection: psycopg2.extensions.connection, text: str) -> Composed:
    """The commands inside a block, where PostgreSQL refuses a COMMIT."""
    block = SQL("BEGIN EXECUTE {}; END").format(Literal(text)).as_string(connection)
    return SQL("DO LANGUAGE plpgsql {}").format(Literal(block))


def _judged(cursor: psycopg2.extensions.cursor) -> Verdict:
    asked = {"on_table": _ON_TABLE, "on_schema": _ON_SCHEMA, "roles": [_READER, *_OTHERS, _PUBLIC]}
    cursor.execute(sql("delay_report_access"), asked)
    access = cursor.fetchall()
    rows = pd.DataFrame(
        [
            (role, ", ".join(on_table) or "–", ", ".join(on_schema) or "–")
            for role, on_table, on_schema in access
        ],
        columns=[_("papel"), _("na tabela"), _("no esquema")],
    )
    on_table = {role: set(privileges) for role, privileges, _schema in access}
    on_schema = {role: set(privileges) for role, _table, privileges in access}
    if "SELECT" not in on_table[_READER]:
        return mistake("locked_out", rows=rows)
    if "USAGE" not in on_schema[_READER]:
        return mistake("no_usage", rows=rows)
    if writers := [role for role in on_table if on_table[role] & set(_WRITES)]:
        return mistake("still_writes", rows=rows, writers=", ".join(f"`{role}`" for role in writers))
    if _READS_AND_GRANTS in on_table[_READER]:
        return mistake("passes_on", rows=rows)
    if on_table[_PUBLIC]:
        return mistake("public", rows=rows, readers=", ".join(f"`{role}`" for role in _OTHERS))
    if any(on_table[role] or on_schema[role] for role in _OTHERS) or "CREATE" in on_schema[_READER]:
        return not_yet(_("Ninguém mais escreve, mas ainda sobra acesso que ninguém pediu."), rows=rows)
    return right(_("`analyst` lê a tabela; os outros, e quem vier depois, nada."), rows=rows)
