"""What readers see of a load: nothing of its middle, nothing of one that failed, all of one that ended."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import psycopg2
import psycopg2.extensions
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ
from psycopg2.sql import SQL, Composable, Identifier, Literal

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.choice import Prediction
from course.i18n import _
from course.lessons.architecture.sandbox import session

# What the load does before each of the reader's counts.
_ACTS = {
    _("nada ainda"): "",
    _("apagou o dia, inseriu metade; sem COMMIT"): (
        "DELETE FROM {table}; INSERT INTO {table} SELECT generate_series(1, {half})"
    ),
    _("a linha seguinte foi recusada: ROLLBACK"): "INSERT INTO {table} VALUES (NULL)",
    _("rodou de novo, inteira: COMMIT"): (
        "DELETE FROM {table}; INSERT INTO {table} SELECT generate_series(1, {new}); COMMIT"
    ),
}
# What the reader counts at these moments, and the letter that predicts it.
_LETTER_OF: dict[tuple[str, ...], str] = {
    ("old", "old", "old", "old"): "a",
    ("old", "half", "old", "new"): "b",
    ("old", "old", "old", "new"): "c",
    ("old", "old", "half", "new"): "d",
}
_WAITED = "e"


def demonstrate() -> tuple[str, pd.DataFrame]:
    """Three real sessions on a table made for it: a load, and readers at two isolation levels.

    The letter says what the reader at the default level saw; the rows are its counts beside the other's.
    """
    sizes = dict(zip(("old", "half", "new"), random.sample(range(20, 90), 3), strict=True))
    with _table(**sizes) as table, session() as loader, session() as reader, session() as steady:
        steady.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ)
        counts = []
        for act in _ACTS.values():
            _run(loader, act, table=table, **{name: Literal(size) for name, size in sizes.items()})
            counts.append((_count(reader, table), _count(steady, table)))
    word_of = {size: word for word, size in sizes.items()}
    seen = [count for count, _steady in counts]
    letter = _WAITED if None in seen else _LETTER_OF[tuple(word_of[count] for count in seen if count)]
    rows = pd.DataFrame(counts, columns=["Read Committed", "Repeatable Read"])
    rows.insert(0, _("a carga"), list(_ACTS))
    return letter, rows


@contextmanager
def _table(old: int, **_others: int) -> Iterator[Identifier]:
    """A table in the sandbox with so many flights, dropped afterwards."""
    name = f"load_{secrets.token_hex(6)}"
    made = (
        "CREATE TABLE {table} (flight integer NOT NULL); INSERT INTO {table} SELECT generate_series(1, {old})"
    )
    with session() as owner:
        owner.autocommit = True
        table = Identifier("sandbox", name)
        _run(owner, made, table=table, old=Literal(old))
        try:
            yield table
        finally:
            _run(owner, "DROP TABLE {table}", table=table)


def _run(connection: psycopg2.extensions.connection, statements: str, **parts: Composable) -> None:
    if not statements:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(SQL(statements).format(**parts))
    except psycopg2.errors.NotNullViolation:  # the refusal that the load is to run into
        connection.rollback()


def _count(reader: psycopg2.extensions.connection, table: Identifier) -> int | None:
    """In the transaction that the reader's first count began; None when it would have had to wait."""
    try:
        with reader.cursor() as cursor:
            cursor.execute(SQL("SELECT count(*) FROM {table}").format(table=table))
            [(count,)] = cursor.fetchall()
            return int(count)
    except psycopg2.errors.LockNotAvailable:
        reader.rollback()
        return None


exercise = Exercise(
    id="02.04-read-committed",
    title=_("O que o leitor vê durante a carga"),
    answer="reader_sees",
    needs=("postgres",),
    kind=Prediction(
        demonstrate,
        showed=_(
            "O meio da carga não existe para ninguém, e a que falhou não deixou nada. Mas **a mesma"
            " transação viu dois números**: em Read Committed, o padrão, cada comando tem a sua fotografia."
            " Quem precisa de uma só para o relatório inteiro pede Repeatable Read."
        ),
    ),
    starter='reader_sees = ""\n',
    solution='reader_sees = "c"\n',
    explains=_(
        "Cada comando vê o que estava confirmado quando **ele** começou: nunca o que outra transação"
        " deixou pela metade, nunca o que foi desfeito, e já o que outro confirmou entre um comando e o"
        " seguinte ([PostgreSQL: Read"
        " Committed](https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED))."
        " Leitores não esperam por quem grava: o PostgreSQL guarda as versões antigas das linhas (MVCC). Um"
        " relatório de várias consultas que tem de fechar roda em Repeatable Read."
    ),
    hints=(
        _(
            "Rode `postgres_demos.isolation()`: em que nível estão as suas transações quando ninguém diz"
            " nada? O nome dele diz o que um comando pode ler."
        ),
        _(
            "Separe duas perguntas. O leitor vê o que ainda **não** foi confirmado? E cada `SELECT` dele"
            " usa a fotografia do começo da transação, ou uma nova? Em Read Committed as respostas são"
            " *não* e *uma nova a cada comando*. Depois percorra os quatro momentos e pergunte, em cada um:"
            " o que está confirmado agora?"
        ),
        _(
            "```python\n"
            "# ① confirmado: o dia velho    ② ainda o dia velho (não houve COMMIT)\n"
            "# ③ ROLLBACK: ____             ④ COMMIT: o dia novo, e o SELECT seguinte o vê\n"
            "```"
        ),
    ),
    wrong={
        "a": Wrong(
            'reader_sees = "a"\n',
            _(
                "Uma fotografia só, do começo ao fim da transação: é o que faz Repeatable Read, a coluna da"
                " direita. Não é o padrão do PostgreSQL; olhe o último número da coluna do meio."
            ),
        ),
        "b": Wrong(
            'reader_sees = "b"\n',
            _(
                "Ver metade, sem COMMIT, seria uma leitura suja. No PostgreSQL ela não existe: mesmo Read"
                " Uncommitted se comporta como Read Committed."
            ),
        ),
        "d": Wrong(
            'reader_sees = "d"\n',
            _(
                "Metade ficaria se cada INSERT valesse por si. A carga é **uma** transação: recusada uma"
                " linha, o ROLLBACK desfez também o DELETE, e o dia antigo nunca deixou de estar lá."
            ),
        ),
        "e": Wrong(
            'reader_sees = "e"\n',
            _(
                "Ninguém esperou: os quatro números da tabela saíram na hora, o segundo enquanto a carga"
                " estava aberta. Uma leitura não pede a trava que quem grava segura."
            ),
        ),
    },
)
