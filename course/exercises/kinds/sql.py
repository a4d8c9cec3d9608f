"""A SQL query, judged by its rows on data that differ each time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd
import psycopg
from tenacity import retry, retry_if_exception_type, stop_after_attempt

from course.errors import CourseError
from course.exercises.differences import difference
from course.exercises.exercise import Exercise
from course.exercises.verdict import Verdict, mistake, not_yet, raised, right
from course.i18n import _
from course.services import postgres

_WRAPPER = "SELECT * FROM (\n{sql}\n) AS answer LIMIT 20000"
_DRAWS = 3
Ask = Callable[[str], pd.DataFrame]


class QueryRefusedError(CourseError):
    """PostgreSQL does not take the query; the message says which line and why."""


@dataclass(frozen=True)
class Sql:
    """Right when its rows are those of the solution, on the warehouse as `disturbed` makes it.

    disturbed: SQL that changes rows of mart at random before the queries are asked, in a transaction that is
    always rolled back, so that no copied figure fits and quiet data hide no mistake. ordered: whether the
    order of the rows counts. The declared wrong answers are run beside the student's, to name the mistake.
    """

    disturbed: str
    ordered: bool = False
    showed: str = ""

    # A load that changes the same rows meanwhile makes PostgreSQL refuse the disturbance: it is made anew.
    @retry(
        retry=retry_if_exception_type(psycopg.errors.SerializationFailure),
        stop=stop_after_attempt(10),
        reraise=True,
    )
    def check(self, exercise: Exercise, answer: str) -> Verdict:
        """Raises `psycopg.OperationalError` when the warehouse does not answer."""
        if not isinstance(answer, str):
            return not_yet(_("A resposta é o texto da consulta, entre aspas."))
        with warehouse(self.disturbed) as ask:
            try:
                given = ask(answer)
            except QueryRefusedError as error:
                return raised(error.message)
            wanted = ask(exercise.literal(exercise.solution))
            found = difference(wanted, given, ordered=self.ordered)
            if found is None:
                return right(self.showed, rows=given.head())
            causes = self._causes(exercise, list(exercise.wrong), given, ask)
        if causes:
            cause = self._told_apart(exercise, causes, answer)
            return mistake(cause, rows=found.too_many, n=len(given), missing=found.missing)
        return not_yet(_what(wanted, given, found.missing, len(found.too_many)), rows=found.too_many)

    def _causes(self, exercise: Exercise, among: list[str], given: pd.DataFrame, ask: Ask) -> list[str]:
        """Those declared mistakes whose rows are the given ones."""
        rows = {cause: ask(exercise.literal(exercise.wrong[cause].code)) for cause in among}
        return [cause for cause in among if difference(rows[cause], given, ordered=self.ordered) is None]

    def _told_apart(self, exercise: Exercise, causes: list[str], answer: str) -> str:
        """The first cause that still holds on other data: two mistakes may give the same rows by chance."""
        for _draw in range(_DRAWS):
            if len(causes) == 1:
                break
            with warehouse(self.disturbed) as ask:
                causes = self._causes(exercise, causes, ask(answer), ask) or causes
        return causes[0]


@contextmanager
def warehouse(disturbed: str) -> Iterator[Ask]:
    """A way to ask queries, in a transaction that begins with `disturbed` and is rolled back.

    As the ETL, whose rights reach for `disturbed` and no further; from then on nothing can be written.
    """
    with (
        psycopg.connect(
            postgres.url("etl", driver="postgresql"),
            connect_timeout=3,
            application_name="course-exercise",
            options="-c timezone=UTC -c search_path=mart",
        ) as connection,
        connection.transaction(force_rollback=True),
    ):
        # One snapshot for all queries: a day that is loaded between two of them is in none.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute(disturbed)
        connection.execute("SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = '5s'")

        def ask(sql: str) -> pd.DataFrame:
            try:
                with connection.transaction(force_rollback=True):
                    # Prepared, a text is one statement: none that closes the wrapper gets out of it.
                    asked = connection.execute(_WRAPPER.format(sql=sql.rstrip().rstrip(";")), prepare=True)
                    columns = [column.name for column in asked.description or ()]
                    return pd.DataFrame.from_records(asked.fetchall(), columns=columns, coerce_float=True)
            except psycopg.Error as error:
                if connection.closed:  # the connection failed, not the query
                    raise
                raise QueryRefusedError(_refusal(error, sql)) from error

        yield ask


def _refusal(error: psycopg.Error, sql: str) -> str:
    why = error.diag.message_primary or str(error)
    position = int(error.diag.statement_position or 0) - _WRAPPER.index("{sql}")
    if position < 1:
        return _("O PostgreSQL recusou a consulta:\n\n`{why}`").format(why=why)
    before = sql[:position]
    line = sql.splitlines()[before.count("\n") :][:1]
    return _("O PostgreSQL recusou a consulta na linha {n}, `{line}`:\n\n`{why}`").format(
        n=before.count("\n") + 1, line=(line or [""])[0].strip(), why=why
    )


def _what(wanted: pd.DataFrame, given: pd.DataFrame, missing: int, too_many: int) -> str:
    """What is wrong with the rows, the coarsest first."""
    if given.shape[1] != wanted.shape[1]:
        return _("Sua consulta devolve {given} coluna(s); a pergunta pede {wanted}.").format(
            given=given.shape[1], wanted=wanted.shape[1]
        )
    if given.empty:
        return _("Sua consulta não devolve nenhuma linha.")
    if not too_many and not missing:
        return _("As linhas são as certas, a ordem ainda não.")
    if not too_many:
        return _("Faltam linhas: {n}.").format(n=missing)
    return _("Estas linhas da sua resposta não deviam estar aqui, ou têm outro valor; faltam {n}.").format(
        n=missing
    )
