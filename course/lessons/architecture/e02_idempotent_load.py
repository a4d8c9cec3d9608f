"""A load that may run again: the day is replaced as a whole, or nothing happens."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg2
import psycopg2.extensions

from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.lessons.architecture.sandbox import session, sql

Rows = list[tuple[int, int]]
Load = Callable[[psycopg2.extensions.connection, dt.date, list[tuple[int, Any]]], None]


def _load(delete: str = "", conflict: str = "") -> str:
    first = f"        {delete}\n" if delete else ""
    return f"""\
def load(connection, day, rows):
    with connection, connection.cursor() as cursor:
{first}        values = [(day, *row) for row in rows]
        cursor.executemany("INSERT INTO departure VALUES (%s, %s, %s){conflict}", values)
"""  # noqa: S608  # an answer's text, not our query


exercise = Exercise(
    id="02.02-idempotent-load",
    title=_("Uma carga que pode repetir"),
    answer="load",
    needs=("postgres",),
    starter='''\
def load(connection, day, rows):
    """Makes `departure` hold exactly `rows`, (flight, delay_min) each, for `day`: all or nothing."""
    ...
''',
    solution=_load('cursor.execute("DELETE FROM departure WHERE day = %s", (day,))'),
    explains=_(
        "Apagar a fatia e gravá-la de novo, **na mesma transação**: quantas vezes rodar, o dia é o que a"
        " fonte diz agora, e quem lê nunca vê o meio. A fatia vem do parâmetro, não do relógio, por isso o"
        " mesmo código serve para hoje e para refazer março. É o que as [boas práticas do"
        " Airflow](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html) pedem de uma"
        " tarefa, e o que `course.pipeline.load` faz, com COPY no lugar de INSERT."
    ),
    hints=(
        _(
            "Imagine a segunda execução do mesmo dia. O que a primeira deixou na tabela, e o que tem de"
            " acontecer com isso antes de gravar? Lembre que a fonte pode ter corrigido um voo e retirado"
            " outro."
        ),
        _(
            "São dois comandos numa transação só. Primeiro sai da tabela o que havia daquele dia, e só"
            " daquele dia; depois entra o que veio agora. O bloco `with connection, connection.cursor() as"
            " cursor:` é a transação: commit no fim, rollback se algo falhar lá dentro. Deixe o erro sair: é"
            " por ele que o Airflow sabe que deve tentar de novo."
        ),
        _(
            "```python\n"
            "with connection, connection.cursor() as cursor:   # uma transação\n"
            '    cursor.execute("____ FROM departure WHERE day = %s", (day,))\n'
            "    values = [(day, *row) for row in rows]        # o dia é o da execução\n"
            '    cursor.executemany("INSERT INTO departure VALUES (%s, %s, %s)", values)\n'
            "```"
        ),
    ),
    wrong={
        "insert_only": Wrong(
            _load(),
            _(
                "Rodei o mesmo dia duas vezes e a segunda parou: `{why}`. A chave primária impediu {n} linhas"
                " dobradas; sem ela, elas estariam lá. E nenhuma nova tentativa vai passar."
            ),
        ),
        "do_nothing": Wrong(
            _load(conflict=" ON CONFLICT DO NOTHING"),
            _(
                "Repetir não deu erro, mas a fonte corrigiu {n} voos do dia e a tabela ficou com os valores"
                " velhos. Idempotente não é «a segunda vez não reclama»: é terminar no estado certo."
            ),
        ),
        "upsert": Wrong(
            _load(conflict=" ON CONFLICT (day, flight) DO UPDATE SET delay_min = excluded.delay_min"),
            _(
                "As correções chegaram, mas a fonte retirou {n} voos do dia e eles continuam na tabela: o"
                " total do dia está alto demais, e nada nele parece errado."
            ),
        ),
        "today": Wrong(
            """\
from datetime import date

def load(connection, day, rows):
    with connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM departure WHERE day = %s", (date.today(),))
        values = [(date.today(), *row) for row in rows]
        cursor.executemany("INSERT INTO departure VALUES (%s, %s, %s)", values)
""",
            _(
                "Pedi dois dias do passado e a tabela ficou com {given}. Sua função olha o relógio: um"
                " backfill de um mês carregaria o mesmo dia trinta vezes."
            ),
        ),
        "other_days": Wrong(
            _load('cursor.execute("DELETE FROM departure")'),
            _(
                "Carreguei {first}, depois {second}: as {n} linhas de {first} sumiram. A fatia é maior que"
                " o dia."
            ),
        ),
        "two_transactions": Wrong(
            """\
def load(connection, day, rows):
    with connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM departure WHERE day = %s", (day,))
    with connection, connection.cursor() as cursor:
        values = [(day, *row) for row in rows]
        cursor.executemany("INSERT INTO departure VALUES (%s, %s, %s)", values)
""",
            _(
                "A última linha de uma carga foi recusada no meio: antes o dia tinha {before} linhas,"
                " depois ficou com {after}. O relatório das 8h leria isso."
            ),
        ),
        "swallows": Wrong(
            """\
def load(connection, day, rows):
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("DELETE FROM departure WHERE day = %s", (day,))
            values = [(day, *row) for row in rows]
            cursor.executemany("INSERT INTO departure VALUES (%s, %s, %s)", values)
    except Exception as error:
        print(error)
""",
            _(
                "O PostgreSQL recusou uma carga e sua função não levantou erro: a tarefa ficaria verde no"
                " Airflow, sem nova tentativa, com os dados de antes."
            ),
        ),
    },
)


@dataclass(frozen=True)
class _Trial:
    """A table of this session alone, gone with it, and two days that are to be loaded into it."""

    connection: psycopg2.extensions.connection
    load: Load
    wanted: dict[dt.date, Rows]

    def put(self, day: dt.date, rows: Rows) -> None:
        """Loads, and forgets what was not committed."""
        self.wanted[day] = rows
        try:
            self.load(self.connection, day, list(rows))
        finally:
            if not self.connection.closed:
                self.connection.rollback()

    def held(self) -> dict[dt.date, Rows]:
        """What the table holds, by day."""
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute("SELECT day, flight, delay_min FROM departure ORDER BY flight")
            found: dict[dt.date, Rows] = {}
            for day, *row in cursor.fetchall():
                found.setdefault(day, []).append((row[0], row[1]))
        return found


@exercise.check
def check(load: Load) -> Verdict:
    """On two days drawn anew; one of them again, and corrected; the other with a row that is refused."""
    if not callable(load):
        return not_yet(_("A resposta não é uma função, é {kind}.").format(kind=type(load).__name__))
    with session() as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql("departure"))
        first = dt.date(2013, 1, 1) + dt.timedelta(days=random.randrange(4000))
        days = (first, first + dt.timedelta(days=random.randint(1, 20)))
        trial = _Trial(connection, load, {day: _flights() for day in days})
        for look in (_both_days, _again, _corrected, _refused):
            if verdict := look(trial, *days):
                return verdict
        rows = sum(map(len, trial.held().values()))
    return right(
        _(
            "Cinco cargas, entre elas uma repetida, uma corrigida e uma recusada no meio: ficaram as {n}"
            " linhas que a fonte diz, nem uma a mais."
        ).format(n=rows)
    )


def _flights() -> Rows:
    return [(flight, random.randint(-10, 90)) for flight in sorted(random.sample(range(1, 6000), 12))]


def _both_days(trial: _Trial, first: dt.date, second: dt.date) -> Verdict | None:
    for day, rows in list(trial.wanted.items()):
        trial.put(day, rows)
        if trial.connection.closed:
            return not_yet(_("Sua função fechou a conexão, que não é dela: quem a abriu ainda vai usá-la."))
    held = trial.held()
    if not held:
        return not_yet(_("Depois de duas cargas a tabela está vazia: nada foi confirmado com COMMIT."))
    if others := held.keys() - trial.wanted.keys():
        return mistake("today", given=", ".join(map(str, sorted(others))))
    if first not in held:
        return mistake("other_days", first=first, second=second, n=len(trial.wanted[first]))
    return _differs(trial, held)


def _again(trial: _Trial, first: dt.date, _second: dt.date) -> Verdict | None:
    try:
        trial.put(first, trial.wanted[first])
    except psycopg2.errors.UniqueViolation as error:
        return mistake("insert_only", why=error.diag.message_primary, n=len(trial.wanted[first]))
    return _differs(trial, trial.held())


def _corrected(trial: _Trial, first: dt.date, _second: dt.date) -> Verdict | None:
    """The source has corrected three flights, withdrawn two, and added one."""
    before = trial.wanted[first]
    corrected = [(flight, delay + 100) for flight, delay in before[:3]]
    trial.put(first, [*corrected, *before[3:-2], (random.randint(7000, 8000), 5)])
    held = trial.held()
    if old := set(held.get(first, [])) & set(before[:3]):
        return mistake("do_nothing", n=len(old))
    if withdrawn := set(held.get(first, [])) & set(before[-2:]):
        return mistake("upsert", n=len(withdrawn))
    return _differs(trial, held)


def _refused(trial: _Trial, _first: dt.date, second: dt.date) -> Verdict | None:
    """The last row has no delay: PostgreSQL refuses it, and the day has to stay as it was."""
    before = trial.held()
    try:
        trial.load(trial.connection, second, [*_flights(), (9000, None)])
    except Exception:  # the refusal, or what the student makes of it
        refused = True
    else:
        refused = False
    trial.connection.rollback()
    if (held := trial.held()) != before:
        return mistake("two_transactions", before=len(before[second]), after=len(held.get(second, [])))
    return None if refused else mistake("swallows")


def _differs(trial: _Trial, held: dict[dt.date, Rows]) -> Verdict | None:
    wanted = {day: sorted(rows) for day, rows in trial.wanted.items()}
    if held == wanted:
        return None
    counts = {str(day): len(held.get(day, [])) for day in wanted}
    return not_yet(
        _("As linhas não são as que mandei. Mandei {wanted} por dia; a tabela tem {counts}.").format(
            wanted={str(day): len(rows) for day, rows in wanted.items()}, counts=counts
        )
    )
