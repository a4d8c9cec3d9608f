"""The monitor of `etl_pipeline`: its last runs, their tasks live, logs, executed notebooks, and a trigger."""

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pandas as pd

from course.i18n import _
from course.pipeline import dag_run, links
from course.pipeline.dag_run import Run, Task
from course.pipeline.days import FIRST_DAY, parse_day, yesterday
from course.pipeline.flow import STEPS
from course.services import airflow
from course.settings import settings
from course.widgets.live import Live, javascript, stylesheet
from course.widgets.states import STATES

_HERE = Path(__file__).parent
_LOG_CHARACTERS = 100_000


class DagMonitor(Live):
    """The runs of the pipeline as Airflow's API tells them; a day can be run from here.

    The day is checked as everywhere in the course, and one whose run has not ended is not started twice.
    """

    _esm = javascript(_HERE / "dag_monitor.js")
    _css = stylesheet(_HERE / "look.css", _HERE / "board/live.css", _HERE / "dag_monitor.css")

    def __init__(self) -> None:
        super().__init__(_words())

    def answer(self, about: str, question: Any) -> dict[str, Any]:
        """`tick`, `choice`: the runs and the tasks of one; `log` of a task; `trigger` a day."""
        match about:
            case "trigger":
                day = parse_day(question["day"])
                return {"run": (dag_run.active(day) or dag_run.trigger(day)).run_id}
            case "log":
                return {"text": _log(question["run"], question["task"])}
            case _:
                return _runs(question["run"])

    def still(self) -> str:
        """A table of the last runs."""
        heads = [_("Dia"), _("Estado"), _("Início"), _("Segundos"), _("Execução")]
        lines = [
            (run.day, STATES.get(run.state, run.state), _clock(run.started_at), _seconds(run), run.run_id)
            for run in dag_run.latest()
        ]
        return str(pd.DataFrame(lines, columns=heads).to_html(index=False, border=0, na_rep=""))


def _runs(chosen: str | None) -> dict[str, Any]:
    """The last runs and the chosen one, be it older, with its tasks; without a choice, the newest's.

    Moments are Unix seconds.
    """
    runs = dag_run.latest()
    if chosen and chosen not in {run.run_id for run in runs}:
        runs.append(dag_run.get(chosen))
    run_id = chosen or (runs[0].run_id if runs else None)
    tasks = [_task(run_id, task) for task in sorted(dag_run.tasks(run_id), key=_place)] if run_id else []
    return {
        "end": time.time(),
        "runs": [_run(run) for run in runs],
        "run": run_id,
        "tasks": tasks,
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "id": run.run_id,
        "day": str(run.day or ""),
        "state": run.state,
        "started": _unix(run.started_at),
        "ended": _unix(run.ended_at),
    }


def _task(run_id: str, task: Task) -> dict[str, Any]:
    return {
        "id": task.task_id,
        "state": task.state or "none",
        "tries": task.try_number,
        "started": _unix(task.started_at),
        "ended": _unix(task.ended_at),
        "page": links.task_page(run_id, task.task_id),
        "notebook": links.notebook_page(run_id, task.task_id) if task.started_at else None,
    }


def _place(task: Task) -> int:
    return STEPS.index(task.task_id) if task.task_id in STEPS else len(STEPS)


def _log(run_id: str, task_id: str) -> str:
    [task] = [task for task in dag_run.tasks(run_id) if task.task_id == task_id]
    return dag_run.log(run_id, task)[-_LOG_CHARACTERS:]


def _unix(moment: dt.datetime | None) -> float | None:
    return moment.timestamp() if moment else None


def _clock(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone(settings.course_timezone):%Y-%m-%d %H:%M:%S}" if moment else ""


def _seconds(run: Run) -> str:
    return f"{(run.ended_at - run.started_at).total_seconds():.0f}" if run.ended_at and run.started_at else ""


def _words() -> dict[str, Any]:
    return {
        "page": links.dag_page(),
        "airflow": _("Abrir no Airflow"),
        "login": _("login: {login}").format(login=airflow.service.login),
        "first": str(FIRST_DAY),
        "last": str(yesterday()),
        "day": _("Dia"),
        "trigger": _("Executar o dia"),
        "runs": _("Últimas execuções"),
        "columns": [_("Dia"), _("Estado"), _("Início"), _("Duração"), _("Execução")],
        "show": _("Mostrar as tarefas do dia {day}"),
        "none": _("Nenhuma execução ainda: escolha um dia e execute."),
        "tasks": _("Tarefas de {run}"),
        "states": STATES,
        "tries": _("tentativa {n}"),
        "log": _("Log"),
        "logOf": _("Log de {task}"),
        "notebook": _("Notebook executado"),
    }
