"""Which task is to blame: the failed one that began first, whatever the run and the others say."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pandas as pd

from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.pipeline.dag_run import Task

Answer = Callable[[list[Task]], Any]

# The states of a run's tasks in the order in which they began; those after a bar never began.
_RUNS = (
    "success success success success",
    "success failed | upstream_failed upstream_failed",
    "success failed success success",  # the last one runs whatever happened: the run is green
    "success failed failed | upstream_failed",
    "success up_for_retry | none none",
    "failed success failed success",
)


def culprit(tasks: list[Task]) -> str | None:
    """The failed task that began first, None when none has failed."""
    failed = [task for task in tasks if task.state == "failed" and task.started_at]
    return min(failed, key=lambda task: str(task.started_at)).task_id if failed else None


def _not_success(tasks: list[Task]) -> str | None:
    return next((task.task_id for task in tasks if task.state != "success"), None)


def _as_listed(tasks: list[Task]) -> str | None:
    return next((task.task_id for task in tasks if task.state == "failed"), None)


def _by_the_leaf(tasks: list[Task]) -> str | None:
    last = max((task for task in tasks if task.started_at), key=lambda task: str(task.started_at))
    return None if last.state == "success" else culprit(tasks)


_MISTAKES: dict[str, Answer] = {
    "not_success": _not_success,
    "as_listed": _as_listed,
    "by_the_leaf": _by_the_leaf,
}

exercise = Exercise(
    id="lab2.03-root-cause",
    title=_("A primeira que falhou"),
    answer="culprit",
    starter='''\
def culprit(tasks):
    """The task_id of the failed task that began first, None if none has failed; tasks in any order."""
    ...
''',
    solution="""\
def culprit(tasks):
    failed = [task for task in tasks if task.state == "failed"]
    failed.sort(key=lambda task: task.started_at)
    return failed[0].task_id if failed else None
""",
    explains=_(
        "O estado da execução vem só das tarefas **finais** ([DAG run"
        " status](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dag-run.html#dag-run-status)):"
        " uma tarefa final que roda aconteça o que acontecer deixa verde uma execução em que outra falhou."
        " `upstream_failed` é consequência, `up_for_retry` ainda não é falha, e entre as que falharam é a que"
        " começou antes que tem o log que explica as outras."
    ),
    hints=(
        _(
            "Chame sua função com uma execução de verdade:"
            " `culprit(dag_run.tasks(dag_run.latest()[0].run_id))`. Que campos tem cada tarefa? Veja"
            " `vars(dag_run.tasks(dag_run.latest()[0].run_id)[0])`."
        ),
        _(
            "Fique só com as tarefas cujo estado é `failed`: as que esperam nova tentativa e as que nem"
            " rodaram têm outros estados. Das que ficam, a causa é a que **começou** antes, e a lista pode"
            " vir em qualquer ordem. Se não fica nenhuma, a resposta é `None`."
        ),
        _(
            "```python\n"
            "def culprit(tasks):\n"
            '    failed = [task for task in tasks if task.state == "failed"]\n'
            "    failed.sort(key=lambda task: ____)         # a mais antiga primeiro\n"
            "    return failed[0].task_id if failed else None\n"
            "```"
        ),
    ),
    wrong={
        "not_success": Wrong(
            """\
def culprit(tasks):
    for task in tasks:
        if task.state != "success":
            return task.task_id
""",
            _(
                "Nesta execução sua função acusa `{given}`, em estado `{state}`. Só `failed` é falha: uma"
                " tarefa que nem começou é vítima, e a que espera nova tentativa ainda pode dar certo. No log"
                " dela não há causa alguma."
            ),
        ),
        "as_listed": Wrong(
            """\
def culprit(tasks):
    for task in tasks:
        if task.state == "failed":
            return task.task_id
""",
            _(
                "Nesta execução falharam várias tarefas, e sua função acusa `{given}`: a que vem antes **na"
                " lista**, não a que começou antes. O Airflow não promete ordem nenhuma a quem pede as"
                " tarefas."
            ),
        ),
        "by_the_leaf": Wrong(
            """\
def culprit(tasks):
    began = sorted((t for t in tasks if t.started_at), key=lambda t: t.started_at)
    failed = [t.task_id for t in began if t.state == "failed"]
    return failed[0] if failed and began[-1].state != "success" else None
""",
            _(
                "Nesta execução sua função diz `{given}`: a última tarefa terminou bem, e a execução ficou"
                " **verde**. Mas uma tarefa do meio falhou. Verde não quer dizer que todas deram certo."
            ),
        ),
    },
)


@exercise.check
def check(culprit_: Answer) -> Verdict:
    """On one run of each kind, its tasks shuffled."""
    if not callable(culprit_):
        return not_yet(_("A resposta não é uma função, é {kind}.").format(kind=type(culprit_).__name__))
    drawn = [_drawn(states) for states in _RUNS for _twice in range(2)]
    answers = [culprit_(list(tasks)) for tasks in drawn]
    for tasks, given in zip(drawn, answers, strict=True):
        if given != culprit(tasks):
            return _wrong(drawn, answers, tasks, given)
    return right(
        _("Em {n} execuções sorteadas sua função achou a causa, ou disse que não há.").format(n=len(drawn))
    )


def _drawn(states: str) -> list[Task]:
    names = random.sample(["extract", "transform", "load", "quality", "publish", "notify"], k=4)
    start, minute = dt.datetime(2026, 1, random.randint(1, 28), 6, tzinfo=dt.UTC), dt.timedelta(minutes=1)
    began, _bar, never = states.partition(" | ")
    tasks = [Task(names.pop(), s, 1, start + n * minute, None) for n, s in enumerate(began.split())]
    tasks += [Task(names.pop(), s, 0, None, None) for s in never.split()]
    failed = [task for task in tasks if task.state == "failed"]
    random.shuffle(tasks)
    if len(failed) > 1:  # the list has the later one first, or its order would not matter
        at = sorted(tasks.index(task) for task in failed)
        for place, task in zip(at, reversed(failed), strict=True):
            tasks[place] = task
    return tasks


def _wrong(drawn: list[list[Task]], answers: list[Any], tasks: list[Task], given: Any) -> Verdict:
    rows = pd.DataFrame(
        [(t.task_id, t.state, t.started_at) for t in tasks], columns=["task", "state", "started_at"]
    )
    state = next((task.state for task in tasks if task.task_id == given), "—")
    for cause, function in _MISTAKES.items():
        if answers == [function(each) for each in drawn]:
            return mistake(cause, rows=rows, given=given, state=state)
    return not_yet(_("Nesta execução sua função devolve `{given}`.").format(given=given), rows=rows)
