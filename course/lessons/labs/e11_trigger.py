"""A day through the pipeline by hand: the right day, to its end, and its rows in the warehouse."""

import datetime as dt
import random
from types import SimpleNamespace
from typing import Any

from course.exercises import progress
from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_tried, not_yet, right
from course.i18n import _
from course.lessons.labs import runs
from course.pipeline import dag_run, steps
from course.pipeline.dag_run import Run
from course.pipeline.flow import STEPS

_ID = "lab2.01-trigger"
_STARTER = """\
import datetime as dt

from course.notebook import scene
from course.pipeline import dag_run

s = scene("lab2.01-trigger")
print(s.day)
"""


def _scene() -> dict[str, Any]:
    """A day whose data has something to reject, if there is one that has not been loaded."""
    if (before := progress.scene(_ID)) is not None:
        runs.end(_at_work(before))
    days = runs.changeovers()
    have = runs.loaded(days[0], days[-1])
    day = random.choice([day for day in days if day not in have] or days)
    return {"day": day.isoformat(), "since": runs.now()}


def _at_work(before: dict[str, Any]) -> list[Run]:
    """What was tried for an earlier scene and still runs: for its day, or for none that anybody named."""
    tried = [run for run in runs.triggered_since(before["since"]) if not run.finished]
    return [run for run in tried if str(run.day) == before["day"] or not runs.asked_for(run)[1].get("day")]


def _where(scene: Any) -> str:
    if not isinstance(scene, SimpleNamespace):
        return _("Execute primeiro a célula: ela sorteia um dia e o guarda em `s.day`.")
    found = runs.triggered_since(scene.since)
    if not found:
        return _(
            "O Airflow ainda não tem execução sua para {day}. Veja `s.day`, e o que `dag_run.trigger` espera:"
            " `help(dag_run.trigger)`."
        ).format(day=scene.day)
    return _("Sua última execução é {run_id}: dia {day}, estado {state}. O pedido é o dia {wanted}.").format(
        run_id=found[0].run_id, day=found[0].day or "—", state=found[0].state, wanted=scene.day
    )


exercise = Exercise(
    id=_ID,
    title=_("Um dia pelo pipeline"),
    answer="",
    needs=("airflow", "postgres", "minio", "source"),
    starter=_STARTER,
    solution=_STARTER
    + """\
run = dag_run.trigger(dt.date.fromisoformat(s.day))
run = dag_run.follow(run.run_id, lambda tasks: print([(t.task_id, t.state) for t in tasks]))
""",
    explains=_(
        "O dia é um **parâmetro** da execução (`conf`), não o relógio: por isso se pode pedir qualquer dia, e"
        " pedir de novo. `follow` só espera e conta; quem trabalha é o worker. A mesma coisa se faz na página"
        " do Airflow, com o botão *Trigger* e o campo `day`, e no terminal com `make trigger-dag DAY=…`."
    ),
    hints=(
        _where,
        _(
            "Disparar leva um dia, do tipo `datetime.date`; `s.day` é texto, e `dt.date.fromisoformat` o"
            " converte. A chamada devolve na hora, com a execução ainda na fila. Para acompanhá-la até o fim,"
            " dê a `follow` o `run_id` dela e uma função que mostre as tarefas."
        ),
        _(
            "```python\n"
            "run = dag_run.trigger(____)          # o dia como data, não como texto\n"
            "dag_run.follow(run.run_id, print)    # só volta quando a execução termina\n"
            "```"
        ),
    ),
    wrong={
        "not_ended": Wrong(
            _STARTER + "run = dag_run.trigger(dt.date.fromisoformat(s.day))\n",
            _(
                "O dia é o certo, mas a execução está em `{state}`, com {done} de 4 tarefas prontas: disparar"
                " é pôr na fila, não terminar. Espere no monitor acima e verifique de novo **sem** executar a"
                " célula outra vez: ela sorteia outro dia."
            ),
        ),
        "no_day": Wrong(
            _STARTER
            + """\
from course.services.airflow import DAG_ID, api

api("POST", f"/dags/{DAG_ID}/dagRuns", json={"logical_date": None})
""",
            _(
                "Sua execução `{run_id}` não diz para que dia é, e então vale **{day}**, o último completo. O"
                " pedido era {wanted}. Uma execução que toma o dia do relógio não serve para refazer o"
                " passado."
            ),
        ),
        "logical_date": Wrong(
            _STARTER
            + """\
from course.services.airflow import DAG_ID, api

asked = {"logical_date": f"{s.day}T{dt.datetime.now():%T}Z"}
api("POST", f"/dags/{DAG_ID}/dagRuns", json=asked)
""",
            _(
                "Você pediu *logical date* {wanted}, e a execução roda o dia **{day}**. Uma execução manual"
                " recebe o último intervalo **completo** antes da data digitada, e o desta DAG vai de 6 h a 6"
                " h. O rótulo e o dia dos dados são coisas diferentes."
            ),
        ),
    },
    scene=_scene,
)


@exercise.check
def check(scene: SimpleNamespace | None) -> Verdict:
    """Airflow's list of runs first, then what the run recorded, then the rows."""
    if scene is None:
        return not_tried(_("Execute a célula: ela sorteia um dia e o guarda em `s.day`."))
    started = runs.triggered_since(scene.since)
    if not started:
        return not_tried(
            _("O Airflow não tem execução disparada desde o sorteio de {day}.").format(day=scene.day)
        )
    day = dt.date.fromisoformat(scene.day)
    run = next((run for run in started if run.day == day), None)
    return _another_day(started[0], scene.day) if run is None else _ended(run, day)


def _another_day(run: Run, wanted: str) -> Verdict:
    logical_date, conf = runs.asked_for(run)
    figures: dict[str, Any] = {"run_id": run.run_id, "day": run.day or conf.get("day"), "wanted": wanted}
    if conf.get("day"):
        return not_yet(_("Sua execução `{run_id}` é para {day}; o pedido era {wanted}.").format(**figures))
    typed = str(logical_date)[:10] == wanted
    return mistake("logical_date" if typed else "no_day", **figures)


def _ended(run: Run, day: dt.date) -> Verdict:
    if not run.finished:
        done = sum(task.state == "success" for task in dag_run.tasks(run.run_id))
        return mistake("not_ended", state=run.state, done=done)
    if run.state == "failed":
        log = dag_run.failed_task_log(run.run_id)
        return not_yet(_("A execução falhou. As últimas linhas do log:\n\n```\n{log}\n```").format(log=log))
    done_steps = [step.step for step in steps.summary(day, run.run_id).steps if step.outcome == "success"]
    flights = runs.loaded(day, day).get(day, 0)
    if sorted(done_steps) != sorted(STEPS) or not flights:
        told = _("A execução está verde, mas `ops.step` só conta {steps} e há {n} voos de {day}.")
        return not_yet(told.format(steps=", ".join(done_steps) or "—", n=flights, day=day))
    return right(
        _("`{run_id}` terminou bem e deixou {n} voos de {day} em `mart.flight`.").format(
            run_id=run.run_id, n=flights, day=day
        )
    )
