"""The slice of data that a run is for: its data interval, half open, and never silently empty."""

import datetime as dt
import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pandas as pd

from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.pipeline.days import yesterday
from course.services.airflow import DAG_ID, api
from course.settings import settings

Row = dict[str, Any]
Slice = Callable[[SimpleNamespace, list[Row]], list[Row]]
_MOMENTS = ("logical_date", "data_interval_start", "data_interval_end", "run_after", "start_date")
_DAY = dt.timedelta(days=1)


def _between(run: SimpleNamespace, rows: list[Row]) -> list[Row]:
    return [row for row in rows if run.data_interval_start <= row["at"] < run.data_interval_end]


def _last_24_hours(_run: SimpleNamespace, rows: list[Row]) -> list[Row]:
    now = dt.datetime.now(dt.UTC)
    return [row for row in rows if now - _DAY <= row["at"] < now]


# By cause, what the function gives when that mistake is made.
_MISTAKES: dict[str, Slice] = {
    "both_ends": lambda run, rows: [
        row for row in rows if run.data_interval_start <= row["at"] <= run.data_interval_end
    ],
    "when_it_ran": lambda run, rows: [
        row for row in rows if run.start_date - _DAY <= row["at"] < run.start_date
    ],
    "clock": _last_24_hours,
    "calendar_day": lambda run, rows: [row for row in rows if row["at"].date() == run.logical_date.date()],
}

_HEAD = """\
from datetime import datetime, timedelta, timezone

def rows_of(run, rows):
    start, end = run.data_interval_start, run.data_interval_end
"""
_REFUSE = """\
    if start >= end:
        raise ValueError("empty data interval")
"""

exercise = Exercise(
    id="02.03-data-interval",
    title=_("A fatia de uma execução"),
    answer="rows_of",
    needs=("airflow",),
    starter='''\
def rows_of(run, rows):
    """The rows whose row["at"] lies in the run's data interval; ValueError when the interval is empty."""
    ...
''',
    solution=_HEAD + _REFUSE + '    return [row for row in rows if start <= row["at"] < end]\n',
    explains=_(
        "A execução **nomeia uma fatia dos dados**, e a fatia vem dela, não do relógio: atrasada, repetida"
        " ou de backfill, carrega as mesmas linhas. Meio aberta, `[início, fim)`, as fatias encostam sem se"
        " sobrepor. E uma fatia de largura zero é um erro de agenda: melhor parar em vermelho do que"
        " terminar em verde com zero linhas ([Airflow:"
        " timetables](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/timetable.html))."
    ),
    hints=(
        _(
            "Olhe uma execução de backfill em `airflow_demos.runs()`: `começou` é de hoje. Que colunas"
            " dizem de quando são os dados? E o que `airflow_demos.timetables()` mostra na coluna"
            " `CronTriggerTimetable`?"
        ),
        _(
            "Três decisões. De onde vem a fatia: dos dois momentos que a execução traz. Onde ela acaba: o"
            " fim de uma é o começo da seguinte, e cada linha tem de cair em uma só. E quando começo e fim"
            " são o mesmo momento não há o que devolver: levante o erro, para que a tarefa fique vermelha."
        ),
        _(
            "```python\n"
            "start, end = run.data_interval_start, run.data_interval_end\n"
            "if start >= end:                      # um cron sozinho dá isto\n"
            '    raise ValueError("empty data interval")\n'
            'return [row for row in rows if start <= row["at"] ____ end]  # o fim já é da execução seguinte\n'
            "```"
        ),
    ),
    wrong={
        "silent": Wrong(
            _HEAD + '    return [row for row in rows if start <= row["at"] < end]\n',
            _(
                'As fatias estão certas. Mas com `schedule="@daily"` puro o intervalo vai de {at} a {at},'
                " e sua função devolveu {n} linha(s) sem reclamar: a tarefa fica verde, e o dia, vazio."
            ),
        ),
        "made_up": Wrong(
            _HEAD
            + "    end = max(end, start + timedelta(days=1))\n"
            + '    return [row for row in rows if start <= row["at"] < end]\n',
            _(
                "Na execução de largura zero você inventou um fim um dia depois. Ela dispara às {at},"
                " quando esse dia **ainda não aconteceu**: traria {n} linha(s) do futuro, ou nenhuma."
            ),
        ),
        "both_ends": Wrong(
            _HEAD + _REFUSE + '    return [row for row in rows if start <= row["at"] <= end]\n',
            _(
                "A linha de {at} está na fronteira e entrou em duas fatias, a que acaba e a que começa"
                " nela: ×2."
            ),
        ),
        "when_it_ran": Wrong(
            _HEAD
            + _REFUSE
            + "    end = run.start_date\n"
            + '    return [row for row in rows if end - timedelta(days=1) <= row["at"] < end]\n',
            _(
                "`start_date` é quando a execução **começou a rodar**, {started}. Os dados desta são de"
                " {at}; um backfill do mês, rodado hoje, traria 30 vezes as mesmas linhas."
            ),
        ),
        "clock": Wrong(
            _HEAD
            + _REFUSE
            + "    now = datetime.now(timezone.utc)\n"
            + '    return [row for row in rows if now - timedelta(days=1) <= row["at"] < now]\n',
            _(
                "Sua função pergunta ao relógio, não à execução: a de {at}, repetida amanhã, traria outras"
                " linhas. Repetir deixou de ser seguro."
            ),
        ),
        "calendar_day": Wrong(
            _HEAD
            + _REFUSE
            + '    return [row for row in rows if row["at"].date() == run.logical_date.date()]\n',
            _(
                "Você usou o dia do calendário (e em UTC). Esta fatia começa às {at}: a madrugada seguinte"
                " é dela, e a anterior não."
            ),
        ),
    },
)


@exercise.check
def check(rows_of: Slice) -> Verdict:
    """On runs that Airflow has made by itself, on others of that shape drawn anew, and on a bare cron's."""
    if not callable(rows_of):
        return not_yet(_("A resposta não é uma função, é {kind}.").format(kind=type(rows_of).__name__))
    live = _live()
    runs = [*live, *(_drawn() for _n in range(12))]
    asked = [(run, _rows(run)) for run in runs]
    given = [rows_of(run, list(rows)) for run, rows in asked]
    for (run, rows), got in zip(asked, given, strict=True):
        if not (isinstance(got, list) and all(isinstance(row, dict) for row in got)):
            return not_yet(
                _("Sua função devolveu `{given}`, que não é uma lista de linhas.").format(
                    given=repr(got)[:60]
                )
            )
        if got != _between(run, rows):
            return _told(asked, given, run, rows, got)
    bare = _drawn(width=dt.timedelta())
    try:
        got = rows_of(bare, _rows(bare))
    except ValueError:
        return right(
            _("{n} fatias, {live} delas do seu Airflow, e a de largura zero parou em vermelho.").format(
                n=len(runs), live=len(live)
            )
        )
    n = len(got) if isinstance(got, list) else 0
    return mistake("made_up" if n > 1 else "silent", at=_clock(bare.data_interval_start), n=n)


def _told(
    asked: list[tuple[SimpleNamespace, list[Row]]],
    given: list[list[Row]],
    run: SimpleNamespace,
    rows: list[Row],
    got: list[Row],
) -> Verdict:
    """The first run whose slice is wrong, with the rows that should not be there or lack."""
    wanted = _between(run, rows)
    differ = [(row, _("a mais")) for row in got if row not in wanted]
    differ += [(row, _("falta")) for row in wanted if row not in got]
    shown = pd.DataFrame(
        [
            (_clock(run.data_interval_start), _clock(run.data_interval_end), _clock(row["at"]), word)
            for row, word in differ[:6]
        ],
        columns=["data_interval_start", "data_interval_end", "at", ""],
    )
    at = run.data_interval_end if len(differ) == 1 else run.data_interval_start
    for cause, function in _MISTAKES.items():
        if all(got == function(run, rows) for (run, rows), got in zip(asked, given, strict=True)):
            return mistake(cause, rows=shown, at=_clock(at), started=_clock(run.start_date))
    return not_yet(
        _("Na fatia que começa em {at} as linhas não são essas.").format(at=_clock(at)), rows=shown
    )


def _live() -> list[SimpleNamespace]:
    params = {"run_type": ["scheduled", "backfill"], "limit": 10}
    found = api("GET", f"/dags/{DAG_ID}/dagRuns", params=params)["dag_runs"]
    return [
        SimpleNamespace(**{name: dt.datetime.fromisoformat(run[name]) for name in _MOMENTS})
        for run in found
        if run["start_date"]
    ]


def _drawn(width: dt.timedelta = _DAY) -> SimpleNamespace:
    """A run of a random day: on time, late because the scheduler was down, or a backfill's, started now."""
    day = yesterday() - dt.timedelta(days=random.randint(20, 3000))
    start = dt.datetime.combine(day, dt.time(random.choice((0, 6, 22))), settings.course_timezone).astimezone(
        dt.UTC
    )
    end = start + width
    started = random.choice((end + dt.timedelta(seconds=5), end + 3 * _DAY, dt.datetime.now(dt.UTC)))
    moments = (start, start, end, end, started)
    return SimpleNamespace(**dict(zip(_MOMENTS, moments, strict=True)))


def _rows(run: SimpleNamespace) -> list[Row]:
    """Rows before, in and after the interval, one on each border, and some of the last hours."""
    start = run.data_interval_start
    hours = [-1, 0, *sorted(random.sample(range(1, 24), 4)), 24, 25]
    moments = [start + dt.timedelta(hours=hour) for hour in hours]
    moments += [dt.datetime.now(dt.UTC) - dt.timedelta(hours=hour) for hour in (5, 3)]
    return [{"flight": number, "at": moment} for number, moment in enumerate(moments, random.randint(1, 900))]


def _clock(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
