"""What the notebook on Airflow shows: each figure is asked of the running Airflow, or of what it leaves."""

import datetime as dt
import json
import os
import subprocess
import sys
import time
from statistics import median
from typing import Any

import pandas as pd

from course.errors import CourseError
from course.i18n import _
from course.lessons.architecture.postgres_demos import newest_day
from course.services import airflow
from course.settings import ROOT, settings

_DAG = f"/dags/{airflow.DAG_ID}"
# By kind of run, what somebody did for it.
_HAND = {
    "scheduled": _("nada"),
    "backfill": _("um comando para o período inteiro"),
    "manual": _("um clique ou comando por dia"),
}


def dag() -> pd.DataFrame:
    """The DAG as Airflow has it: one row a property. Moments are in the course's time zone."""
    found, versions = airflow.api("GET", _DAG), airflow.api("GET", f"{_DAG}/dagVersions")
    rows = {
        _("arquivo"): found["relative_fileloc"],
        _("versão da DAG"): max(one["version_number"] for one in versions["dag_versions"]),
        _("agenda"): found["timetable_summary"],
        _("próxima execução"): _clock(found["next_dagrun_run_after"]),
        _("dados de"): _clock(found["next_dagrun_data_interval_start"]),
        _("dados até"): _clock(found["next_dagrun_data_interval_end"]),
    }
    return pd.DataFrame(rows.items(), columns=["", airflow.DAG_ID])


def tasks() -> pd.DataFrame:
    """One row a task, by name: those that it waits for, how often it is tried again, its limit in minutes."""
    found = airflow.api("GET", f"{_DAG}/tasks")["tasks"]
    rows = [
        {
            _("tarefa"): task["task_id"],
            _("depois de"): ", ".join(
                other["task_id"] for other in found if task["task_id"] in other["downstream_task_ids"]
            ),
            _("novas tentativas"): int(task["retries"]),
            _("limite (min)"): task["execution_timeout"]["seconds"] // 60,
        }
        for task in sorted(found, key=lambda one: one["task_id"])
    ]
    return pd.DataFrame(rows)


def load_again() -> pd.DataFrame:
    """Runs the pipeline's own load twice more for the newest day: rows and checksum before and after.

    Columns: rows of mart.flight, the first digits of their MD5, seconds that the load took.
    """
    from course.pipeline.load import load  # late: whoever looks for exercises imports this package

    day = newest_day()
    rows = [(_("antes"), *_state(day), "–")]
    for title in (_("carga repetida"), _("e outra vez")):
        started = time.perf_counter()
        load(day)
        rows.append((title, *_state(day), f"{time.perf_counter() - started:.2f}"))
    columns = [str(day), _("linhas em mart.flight"), _("impressão digital"), _("segundos")]
    return pd.DataFrame(rows, columns=columns)


def _state(day: dt.date) -> tuple[int, str]:
    from course.pipeline.prove import fingerprint  # late, as above

    rows, checksum = fingerprint(day)["mart.flight"]
    return rows, checksum[:12]


def runs(of_each: int = 3) -> pd.DataFrame:
    """The newest runs of each kind: their data interval or the day asked for, when they began, how they went.

    Moments are in the course's time zone.
    """
    found = [run for kind in _HAND for run in _newest(limit=of_each, run_type=kind)]
    rows = [
        {
            _("tipo"): run["run_type"],
            _("dados de"): _clock(run["data_interval_start"]),
            _("dados até"): _clock(run["data_interval_end"]),
            _("pedido"): (run["conf"] or {}).get("day", ""),
            _("começou"): _clock(run["start_date"]),
            _("estado"): run["state"],
            _("segundos"): _seconds(run) or "–",
        }
        for run in found
    ]
    return pd.DataFrame(rows)


def by_hand() -> pd.DataFrame:
    """Of the last 100 runs, by what started them: how many, how many succeeded, and their median seconds."""
    newest, rows = _newest(limit=100), []
    for kind, hand in _HAND.items():
        those = [run for run in newest if run["run_type"] == kind]
        seconds = [took for run in those if (took := _seconds(run)) is not None]
        succeeded = sum(run["state"] == "success" for run in those)
        rows.append((kind, hand, len(those), succeeded, round(median(seconds)) if seconds else "–"))
    titles = [_("tipo"), _("o que alguém fez"), _("execuções"), _("com sucesso"), _("mediana (s)")]
    return pd.DataFrame(rows, columns=titles)


def _newest(**params: Any) -> list[dict[str, Any]]:
    """Runs as the API gives them, those made last first."""
    params["order_by"] = "-id"
    found: list[dict[str, Any]] = airflow.api("GET", f"{_DAG}/dagRuns", params=params)["dag_runs"]
    return found


def timetables() -> pd.DataFrame:
    """What Airflow's own timetables make of `@daily`: one column a timetable, moments in the course's zone.

    Takes some seconds: another process imports Airflow. Raises `CourseError` when it fails.
    """
    command = [sys.executable, "-m", "course.lessons.architecture.timetables"]
    environment = {**os.environ, **airflow.environment()}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CourseError(_("O Airflow não respondeu: {why}").format(why=done.stderr.strip()[-300:]))
    runs = json.loads(done.stdout.splitlines()[-1])
    shown = pd.DataFrame({name: {key: _clock(at) for key, at in run.items()} for name, run in runs.items()})
    return shown.reset_index(names="@daily")


def _clock(text: str | None) -> str:
    """A moment of Airflow's API in the course's time zone; empty without one."""
    if not text:
        return ""
    return f"{dt.datetime.fromisoformat(text).astimezone(settings.course_timezone):%Y-%m-%d %H:%M}"


def _seconds(run: dict[str, Any]) -> int | None:
    if not (run["start_date"] and run["end_date"]):
        return None
    ended, started = (dt.datetime.fromisoformat(run[name]) for name in ("end_date", "start_date"))
    return round((ended - started).total_seconds())
