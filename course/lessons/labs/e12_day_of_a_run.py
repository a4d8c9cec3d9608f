"""For which day a run was, as its log says it; not when it ran, nor what its name looks like."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from course.errors import CourseError
from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.lessons.labs import runs
from course.pipeline import dag_run
from course.pipeline.dag_run import Run

_RUNS = 3

exercise = Exercise(
    id="lab2.02-day-of-a-run",
    title=_("De que dia é esta execução?"),
    answer="day_of",
    needs=("airflow",),
    starter='''\
import re

from course.pipeline import dag_run


def day_of(run_id):
    """The day that the run is for, as text: YYYY-MM-DD, read from the log of its first task."""
    ...
''',
    solution="""\
import re

from course.pipeline import dag_run


def day_of(run_id):
    first = dag_run.tasks(run_id)[0]
    return re.search(r"Day (\\S+), notebook", dag_run.log(run_id, first))[1]
""",
    explains=_(
        "Há três datas numa execução: **quando rodou** (o relógio), **como se chama** (o `run_id`, um rótulo)"
        " e **de que dia são os dados**. Só a terceira interessa a quem lê os dados, e nesta DAG cada tarefa"
        " a escreve na primeira linha do log, em `course/pipeline/operators.py`. A [documentação do"
        " Airflow](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dag-run.html) chama"
        " de *data interval* o período dos dados."
    ),
    hints=(
        _(
            "Leia um log inteiro antes de programar, o da `run` da célula acima:"
            " `print(dag_run.log(run.run_id, dag_run.tasks(run.run_id)[0]))`. Em que linha aparece um dia, e"
            " com que palavra ela começa?"
        ),
        _(
            "São dois passos. `dag_run.tasks(run_id)` devolve as tarefas na ordem em que começaram; o log da"
            " primeira vem de `dag_run.log(run_id, task)`, como um texto só. Nele, o dia está entre a palavra"
            " que abre a linha e a vírgula; uma expressão regular o recorta."
        ),
        _(
            "```python\n"
            "def day_of(run_id):\n"
            "    first = dag_run.tasks(run_id)[0]\n"
            "    text = dag_run.log(run_id, first)          # o log inteiro, num texto só\n"
            '    return re.search(r"____ (\\S+), notebook", text)[1]\n'
            "```"
        ),
    ),
    wrong={
        "when_it_started": Wrong(
            """\
from course.pipeline import dag_run


def day_of(run_id):
    return str(dag_run.get(run_id).started_at.date())
""",
            _(
                "Para `{run_id}` sua função diz {given}: é **quando rodou**. Os dados são de outro dia:"
                " rodada amanhã de novo, a mesma execução teria “mudado de dia” sem que um voo mudasse."
            ),
        ),
        "its_name": Wrong(
            """\
def day_of(run_id):
    return run_id.split("__")[1][:10]
""",
            _(
                "Para `{run_id}` sua função diz {given}: é o que está no **nome**. O nome de uma execução"
                " manual traz o relógio, e o de uma agendada ou de um backfill, o **fim** do intervalo: um"
                " dia depois dos dados."
            ),
        ),
        "logical_date": Wrong(
            """\
from urllib.parse import quote

from course.services.airflow import DAG_ID, api


def day_of(run_id):
    run = api("GET", f"/dags/{DAG_ID}/dagRuns/{quote(run_id, safe='')}")
    return str(run["logical_date"])[:10]
""",
            _(
                "Para `{run_id}` sua função diz `{given}`: leu *logical date*. Uma execução disparada com o"
                " dia em `conf` não tem nenhuma, e nem por isso deixa de ser de um dia."
            ),
        ),
    },
)


@exercise.check
def check(day_of: Callable[[str], Any]) -> Verdict:
    """On runs of the live list: the newest that was started by hand, and others."""
    if not callable(day_of):
        return not_yet(_("A resposta não é uma função, é {kind}.").format(kind=type(day_of).__name__))
    drawn = _drawn()
    for run in drawn:
        given = day_of(run.run_id)
        if str(given) != str(run.day):
            return _wrong(day_of, run, str(given))
    shown = "; ".join(f"{run.run_id} → {run.day}" for run in drawn)
    return right(_("Conferi com o Airflow: {shown}.").format(shown=shown))


def _drawn() -> list[Run]:
    """The newest by hand first: it is the one that every other date gets wrong."""
    ended = [run for run in dag_run.latest(60) if run.state == "success" and run.day]
    by_hand = [run for run in ended if run.run_id.startswith("manual__")]
    if not by_hand:
        raise CourseError(
            _("Ainda não há execução manual que tenha terminado bem."), _("Faça antes o exercício lab2.01.")
        )
    others = [run for run in ended if run not in by_hand]
    return [by_hand[0], *others[:1], *by_hand[1:_RUNS]][:_RUNS]


def _wrong(day_of: Callable[[str], Any], run: Run, given: str) -> Verdict:
    figures: dict[str, Any] = {"run_id": run.run_id, "given": given}
    if _only_reads_the_name(day_of):
        return mistake("its_name", **figures)
    if run.started_at and given == str(run.started_at.date()):
        return mistake("when_it_started", **figures)
    logical_date, _conf = runs.asked_for(run)
    if given == str(logical_date)[:10]:
        return mistake("logical_date", **figures)
    return not_yet(_("Para `{run_id}` sua função diz `{given}`.").format(**figures))


def _only_reads_the_name(day_of: Callable[[str], Any]) -> bool:
    """Whether it knows a day for a run that Airflow does not have."""
    with suppress(CourseError):
        return str(day_of("manual__2001-02-03T04:05:06+00:00")) == "2001-02-03"
    return False
