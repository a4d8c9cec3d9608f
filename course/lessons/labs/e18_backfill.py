"""A week of an earlier year, filled by Airflow's own backfill: exactly its seven days."""

import datetime as dt
import random
from types import SimpleNamespace
from typing import Any

import pandas as pd

from course.exercises import progress
from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_tried, not_yet, right
from course.i18n import _
from course.lessons.labs import runs
from course.pipeline import backfills
from course.pipeline.dag_run import Run
from course.pipeline.days import yesterday

_ID = "lab2.08-backfill"
_DAY = dt.timedelta(days=1)
_STARTER = """\
import datetime as dt

from course.notebook import scene
from course.pipeline import backfills

s = scene("lab2.08-backfill")
print(s.first, s.last)
"""
_RAW = """\
from course.services.airflow import DAG_ID, api

"""


def _scene() -> dict[str, Any]:
    """A week, Monday to Sunday, of which the warehouse has nothing; what earlier scenes began ends.

    Airflow takes one backfill of a DAG at a time.
    """
    for backfill in filter(_of_this_exercise, backfills.latest()):
        runs.end_backfill(backfill)
    start, last = dt.date(runs.FIRST_YEAR, 1, 4), dt.date(yesterday().year - 1, 12, 24)  # both in whole weeks
    mondays = [start + n * 7 * _DAY for n in range((last - start).days // 7 + 1)]
    have = runs.loaded(start, last + 7 * _DAY)
    free = [day for day in mondays if not any(day + n * _DAY in have for n in range(7))]
    monday = random.choice(free or mondays)
    return {"first": monday.isoformat(), "last": (monday + 6 * _DAY).isoformat(), "since": runs.now()}


def _of_this_exercise(backfill: dict[str, Any]) -> bool:
    """Whether it fills about a week of those that are drawn here."""
    first, last = backfills.days_of(backfill)
    return first.isoweekday() == 1 and first.year >= runs.FIRST_YEAR and (last - first).days <= 8


def week() -> pd.DataFrame:
    """One row a day of the week that was drawn last (none before): its backfill's state, its flights."""
    rows, drawn = [], progress.scene(_ID)
    if drawn is not None:
        first, last = (dt.date.fromisoformat(drawn[edge]) for edge in ("first", "last"))
        states = {run.day: run.state for run in backfills.runs(first, last)}
        flights = runs.loaded(first, last)
        days = [first + n * _DAY for n in range(7)]
        rows = [(day, states.get(day, "—"), flights.get(day, 0)) for day in days]
    return pd.DataFrame(rows, columns=[_("dia"), _("backfill"), _("voos em mart.flight")])


def _where(scene: Any) -> str:
    if not isinstance(scene, SimpleNamespace):
        return _("Execute primeiro a célula: ela sorteia uma semana, de `s.first` a `s.last`.")
    made = backfills.made_since(scene.since)
    if not made:
        return _(
            "O Airflow não tem backfill criado desde o sorteio. Veja `help(backfills.create)`: que tipo de"
            " data pede?"
        )
    first, last = backfills.days_of(made[0])
    return _(
        "O backfill {id} vai de {first} a {last}; a semana, de {wanted} a {until}, os dois dias incluídos."
    ).format(id=made[0]["id"], first=first, last=last, wanted=scene.first, until=scene.last)


exercise = Exercise(
    id=_ID,
    title=_("Preencher uma semana"),
    answer="",
    needs=("airflow", "postgres"),
    starter=_STARTER,
    solution=_STARTER
    + "first, last = (dt.date.fromisoformat(day) for day in (s.first, s.last))\n"
    + "backfills.create(first, last)\n",
    explains=_(
        "O passado se preenche com um **backfill**, que cria uma execução por dia e se pode acompanhar,"
        " pausar e cancelar. Não com `catchup` nem com outra `start_date`: essas mudam a DAG, para todos e"
        " para sempre. O fim do período é um **instante**: `2022-05-08T00:00` é o começo do dia 8, e o dia 8"
        " fica de fora. `backfills.create` resolve isso por você, e `make backfill FROM=… TO=…` a usa."
    ),
    hints=(
        _where,
        _(
            "Uma chamada só cria as sete execuções: `backfills.create` recebe o primeiro e o último dia, **os"
            " dois incluídos**, como `datetime.date`. `s.first` e `s.last` são textos: converta-os. A chamada"
            " devolve na hora o número do backfill; as execuções seguem por conta do Airflow, duas de cada"
            " vez."
        ),
        _(
            "```python\n"
            "first = dt.date.fromisoformat(s.first)\n"
            "last = dt.date.fromisoformat(____)       # o último dia faz parte\n"
            "backfills.create(first, last)            # devolve o número do backfill\n"
            "```"
        ),
    ),
    wrong={
        "too_short": Wrong(
            _STARTER
            + _RAW
            + 'span = {"from_date": f"{s.first}T00:00:00-03:00", "to_date": f"{s.last}T00:00:00-03:00"}\n'
            + 'api("POST", "/backfills", json={"dag_id": DAG_ID, **span})\n',
            _(
                "O Airflow aceitou o backfill {id}, mas ele cria **{n}** execuções, de {first} a {last}: a"
                " semana tem sete dias. Até que instante vai o seu último dia?"
            ),
        ),
        "too_long": Wrong(
            _STARTER
            + "first = dt.date.fromisoformat(s.first)\n"
            + "backfills.create(first, first + dt.timedelta(days=7))\n",
            _(
                "O Airflow aceitou o backfill {id} com **{n}** execuções, de {first} a {last}. De segunda a"
                " segunda são oito dias: o último já é da semana seguinte, e seria refeito sem que ninguém"
                " pedisse."
            ),
        ),
        "unpaused": Wrong(
            _STARTER + _RAW + 'api("PATCH", f"/dags/{DAG_ID}", json={"is_paused": False})\n',
            _(
                "Você tirou a DAG da pausa, e nenhuma execução da semana foi criada: com `catchup=False`, o"
                " padrão do Airflow 3, só se cria a do **último** intervalo. Ligar a DAG não preenche o"
                " passado."
            ),
        ),
    },
    scene=_scene,
)


@exercise.check
def check(scene: SimpleNamespace | None) -> Verdict:
    """Airflow's backfills since the scene; of the newest, for which days it has made runs."""
    if scene is None:
        return not_tried(_("Execute a célula: ela sorteia uma semana, de `s.first` a `s.last`."))
    made = backfills.made_since(scene.since)
    if not made:
        if runs.actions_since(scene.since, "patch_dag"):
            return mistake("unpaused")
        told = _("O Airflow não tem backfill criado desde o sorteio da semana de {first} a {last}.")
        return not_tried(told.format(first=scene.first, last=scene.last))
    created = backfills.runs(*backfills.days_of(made[0]))
    wanted = [dt.date.fromisoformat(scene.first) + n * _DAY for n in range(7)]
    days = [run.day for run in created]
    if days != wanted:
        return _other_days(made[0]["id"], [day for day in days if day], wanted)
    return _as_far_as_it_is(created, wanted)


def _other_days(backfill_id: int, days: list[dt.date], wanted: list[dt.date]) -> Verdict:
    if not days:
        return not_yet(_("O backfill {id} não criou execução nenhuma.").format(id=backfill_id))
    figures: dict[str, Any] = {"id": backfill_id, "n": len(days), "first": days[0], "last": days[-1]}
    if days[0] == wanted[0] and len(days) != len(wanted):
        return mistake("too_short" if len(days) < len(wanted) else "too_long", **figures)
    return not_yet(_("O backfill {id} vai de {first} a {last}; a semana é outra.").format(**figures))


def _as_far_as_it_is(created: list[Run], wanted: list[dt.date]) -> Verdict:
    failed = [str(run.day) for run in created if run.state == "failed"]
    if failed:
        return not_yet(
            _("Falharam: {days}. Leia o log delas no monitor e limpe-as.").format(days=", ".join(failed))
        )
    done, have = sum(run.finished for run in created), runs.loaded(wanted[0], wanted[-1])
    told = _(
        "Sete execuções, de {first} a {last}; {done} terminaram. `mart.flight` já tem {days} desses dias: {n}"
        " voos."
    )
    more = _(" Verifique de novo quando terminarem as outras.") if done < len(created) else ""
    return right(
        told.format(first=wanted[0], last=wanted[-1], done=done, days=len(have), n=sum(have.values())) + more
    )
