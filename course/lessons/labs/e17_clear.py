"""A task of a run that is over, cleared and run again: the same run, one more try, the same rows."""

import datetime as dt
import random
from types import SimpleNamespace
from typing import Any

from course.errors import CourseError, Unavailable
from course.exercises import progress
from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_tried, not_yet, right
from course.i18n import _
from course.lessons.labs import runs
from course.pipeline import dag_run, prove
from course.pipeline.dag_run import Run, Task

_ID = "lab2.07-clear"
_TASK, _AFTER = "load", "quality"
_STARTER = """\
from course.notebook import scene
from course.pipeline import dag_run
from course.services.airflow import DAG_ID, api

s = scene("lab2.07-clear")
print(s.run_id)
"""
_CLEAR = 'api("POST", f"/dags/{DAG_ID}/clearTaskInstances", json=asked)\n'
_ASKED = """\
asked = {"dag_run_id": s.run_id, "task_ids": ["load"], "include_downstream": True}
asked |= {"only_failed": False, "dry_run": False}
"""
_FOLLOW = "run = dag_run.follow(s.run_id, lambda tasks: print([(t.task_id, t.state) for t in tasks]))\n"


def _scene() -> dict[str, Any]:
    """A run that ended well, with what its day holds and how often each task was tried."""
    if (before := progress.scene(_ID)) is not None:
        runs.end([run for run in runs.triggered_since(before["since"]) if str(run.day) == before["day"]])
    ended = [run for run in dag_run.latest(40) if run.state == "success" and run.day]
    busy = {run.day for run in dag_run.latest(40) if not run.finished}
    free = [run for run in ended if run.day not in busy]
    if not free:
        raise CourseError(
            _("Não há execução que tenha terminado bem."),
            _("Faça antes o exercício lab2.01, ou `make trigger-dag`."),
        )
    run = random.choice(free[:10])
    assert run.day  # noqa: S101  # for the type
    return {
        "run_id": run.run_id,
        "day": run.day.isoformat(),
        "tries": {task.task_id: task.try_number for task in dag_run.tasks(run.run_id)},
        "rows": prove.fingerprint(run.day),
        "since": runs.now(),
    }


def _where(scene: Any) -> str:
    if not isinstance(scene, SimpleNamespace):
        return _("Execute primeiro a célula: ela escolhe uma execução pronta e a guarda em `s.run_id`.")
    tries = ", ".join(
        f"{name} {scene.tries.get(name)} → {task.try_number}" for name, task in _tasks(scene).items()
    )
    return _("Tentativas de cada tarefa, no sorteio → agora: {tries}. É `load` que tem de aumentar.").format(
        tries=tries
    )


exercise = Exercise(
    id=_ID,
    title=_("Limpar e rodar de novo"),
    answer="",
    needs=("airflow", "postgres", "minio"),
    starter=_STARTER,
    solution=_STARTER + _ASKED + _CLEAR + _FOLLOW,
    explains=_(
        "*Clear* não apaga dados: devolve as tarefas ao começo **na mesma execução**, com mais uma tentativa."
        " As linhas não dobram porque `load` substitui o dia inteiro numa transação, e não porque o Airflow"
        " cuide disso. A API é cautelosa por padrão: só simula (`dry_run`) e só limpa o que falhou"
        " (`only_failed`). Na página do Airflow o botão ↻ da tarefa já vem com *Downstream* marcado."
    ),
    hints=(
        _where,
        _(
            "O corpo do pedido diz qual execução (`dag_run_id`), quais tarefas (`task_ids`, uma lista) e se"
            " vai junto o que vem depois (`include_downstream`). Dois padrões protegem quem clica sem pensar:"
            " `dry_run` só mostra o que seria limpo, e `only_failed` deixa de fora o que terminou bem. Aqui"
            " você quer mesmo limpar uma tarefa verde."
        ),
        _(
            "```python\n"
            'asked = {"dag_run_id": s.run_id, "task_ids": ["load"], "include_downstream": True}\n'
            'asked |= {"only_failed": False, ____: False}   # não é um ensaio\n'
            'api("POST", f"/dags/{DAG_ID}/clearTaskInstances", json=asked)\n'
            "dag_run.follow(s.run_id, print)                # até terminar de novo\n"
            "```"
        ),
    ),
    wrong={
        "only_failed": Wrong(
            _STARTER + 'asked = {"dag_run_id": s.run_id, "task_ids": ["load"], "dry_run": False}\n' + _CLEAR,
            _(
                "O Airflow registrou seu pedido de limpeza e não limpou nada: `load` segue na tentativa"
                " {tries}. Nesta execução nada falhou, e o pedido só vale para o que falhou, a menos que diga"
                " outra coisa."
            ),
        ),
        "new_run": Wrong(
            _STARTER + "import datetime as dt\n\ndag_run.trigger(dt.date.fromisoformat(s.day))\n",
            _(
                "Você disparou **outra** execução, `{run_id}`, para o mesmo dia; a do sorteio ficou como"
                " estava. No histórico o dia agora tem duas execuções, e quem procurar a tentativa que"
                " consertou a primeira não a encontra."
            ),
        ),
        "without_quality": Wrong(
            _STARTER
            + 'asked = {"dag_run_id": s.run_id, "task_ids": ["load"]}\n'
            + 'asked |= {"only_failed": False, "dry_run": False}\n'
            + _CLEAR
            + _FOLLOW,
            _(
                "`load` rodou de novo, mas `quality` ainda está na tentativa {tries}: a nota que se lê é a de"
                " **antes** desta carga. O que depende de uma tarefa refeita tem de ser refeito também."
            ),
        ),
        "not_ended": Wrong(
            _STARTER + _ASKED + _CLEAR,
            _(
                "A limpeza foi aceita e a execução está em `{state}`: comparar agora é comparar com o meio da"
                " carga. Espere no monitor e verifique de novo **sem** executar a célula outra vez."
            ),
        ),
    },
    scene=_scene,
)


@exercise.check
def check(scene: SimpleNamespace | None) -> Verdict:
    """The tries of the tasks, Airflow's audit log, the list of runs; then the rows, before and after."""
    if scene is None:
        return not_tried(_("Execute a célula: ela escolhe uma execução pronta e a guarda em `s.run_id`."))
    tasks = _tasks(scene)
    if not tasks:
        return not_tried(_("A execução sorteada já não existe no Airflow: execute a célula de novo."))
    run = dag_run.get(scene.run_id)
    if not run.finished or any(task.state not in dag_run.FINISHED for task in tasks.values()):
        return mistake("not_ended", state=run.state)
    again = [name for name, task in tasks.items() if task.try_number > scene.tries[name]]
    return _nothing_again(scene, tasks) if not again else _again(scene, run, tasks, again)


def _tasks(scene: SimpleNamespace) -> dict[str, Task]:
    """By name; empty when Airflow does not have the run any more."""
    try:
        return {task.task_id: task for task in dag_run.tasks(scene.run_id)}
    except Unavailable:
        raise
    except CourseError:
        return {}


def _nothing_again(scene: SimpleNamespace, tasks: dict[str, Task]) -> Verdict:
    if runs.actions_since(scene.since, "post_clear_task_instances"):
        return mistake("only_failed", tries=tasks[_TASK].try_number)
    others = [run for run in runs.triggered_since(scene.since) if str(run.day) == scene.day]
    if others:
        return mistake("new_run", run_id=others[0].run_id)
    return not_tried(
        _(
            "O Airflow não tem registro de limpeza nenhuma desde o sorteio de `{run_id}`. Um ensaio"
            " (`dry_run`) não deixa registro."
        ).format(run_id=scene.run_id)
    )


def _again(scene: SimpleNamespace, run: Run, tasks: dict[str, Task], again: list[str]) -> Verdict:
    if _TASK not in again:
        return not_yet(_("Rodou de novo: {names}. Falta `load`.").format(names=", ".join(again)))
    if run.state == "failed":
        log = dag_run.failed_task_log(run.run_id)
        return not_yet(_("A execução falhou. As últimas linhas do log:\n\n```\n{log}\n```").format(log=log))
    if _AFTER not in again:
        return mistake("without_quality", tries=tasks[_AFTER].try_number)
    before = {table: tuple(counted) for table, counted in scene.rows.items()}
    compared = prove.unchanged(before, prove.fingerprint(dt.date.fromisoformat(scene.day)))
    if not compared.passed:
        told = _("As linhas mudaram. Antes: {before}. Depois: {after}.")
        return not_yet(told.format(before=compared.expected, after=compared.found))
    return right(
        _(
            "`load` está na tentativa {tries} e nada dobrou: {n} voos de {day} antes e depois, mesma soma."
        ).format(tries=tasks[_TASK].try_number, n=before["mart.flight"][0], day=scene.day)
    )
