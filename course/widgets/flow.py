"""The data-flow diagram of the class plan, live: what passed along each arrow, and how long ago."""

import datetime as dt
import time
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from course.errors import Unavailable
from course.i18n import _
from course.pipeline import flow
from course.pipeline.flow import MONITORS, PLACES, RUNS_STEPS, Flow
from course.services import health, prometheus
from course.services.health import Health
from course.settings import settings
from course.widgets.dashboards.pipeline import DATA_AGE
from course.widgets.live import Live, javascript, stylesheet

_HERE = Path(__file__).parent
SERVICES = {RUNS_STEPS, MONITORS}.union(*(place.services for place in PLACES))
_TITLE = _("Dia {day}, execução {run}: linhas do dia, de voos e clima.")
_NONE = _("O pipeline ainda não rodou; `make trigger-dag` o executa.")
_OUTCOMES = {
    "waiting": _("à espera"),
    "running": _("rodando"),
    "success": _("pronto"),
    "failed": _("falhou"),
}


class FlowDiagram(Live):
    """From the source to the analyses: the rows of the run that was at work last, arrow by arrow.

    A place is green while its services answer their ping. While the warehouse, which keeps the
    figures, is away, the last ones stay, and the widget says so.
    """

    _esm = javascript(_HERE / "flow.js")
    _css = stylesheet(_HERE / "look.css", _HERE / "board/live.css", _HERE / "flow.css")

    def __init__(self) -> None:
        super().__init__(_words())

    def answer(self, about: str, question: Any) -> dict[str, Any]:
        """What flow.js draws: who answers, the run (None before the first), what Prometheus knows."""
        pings = {result.service.name: result for result in health.check(SERVICES)}
        told = {
            "end": time.time(),
            "places": [{"title": place.title, **_state(pings, *place.services)} for place in PLACES],
            "runner": _state(pings, RUNS_STEPS),
            "watch": _state(pings, MONITORS),
            "age": _age(),
        }
        try:
            found = flow.latest()
        except Unavailable as error:
            return told | {"away": str(error)}
        return told | {"run": found and _run(found)}

    def still(self) -> str:
        """A table with one row a step."""
        found = flow.latest()
        if found is None:
            return f"<p>{escape(_NONE)}</p>"
        passages = found.passages.values()
        steps = pd.DataFrame(
            {
                _("De"): [place.title for place in PLACES[:-1]],
                _("Etapa"): list(found.passages),
                _("Para"): [place.title for place in PLACES[1:]],
                _("Estado"): [_OUTCOMES[passage.outcome] for passage in passages],
                _("Recebidas"): [passage.rows_in for passage in passages],
                _("Entregues"): [passage.rows_out for passage in passages],
                _("Fim"): [_clock(passage.finished_at) for passage in passages],
            }
        ).convert_dtypes()  # whole numbers stay whole beside missing ones
        table = steps.to_html(index=False, border=0, na_rep="")
        return f"<p>{escape(_TITLE.format(day=found.day, run=found.run_id))}</p>{table}"


def _run(found: Flow) -> dict[str, Any]:
    """As JSON; moments are Unix seconds."""
    return {
        "title": _TITLE.format(day=found.day, run=found.run_id),
        "rules": found.rules,
        "score": found.score,
        "steps": [
            {
                "name": step,
                **asdict(passage),
                "started_at": passage.started_at and passage.started_at.timestamp(),
                "finished_at": passage.finished_at and passage.finished_at.timestamp(),
            }
            for step, passage in found.passages.items()
        ],
    }


def _clock(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone(settings.course_timezone):%Y-%m-%d %H:%M:%S}" if moment else ""


def _state(pings: dict[str, Health], *names: str) -> dict[str, Any]:
    """Whether all of the services answer, which they are, and what each of them said."""
    asked = [pings[name] for name in names]
    return {
        "up": not any(result.error for result in asked),
        "services": ", ".join(result.service.title for result in asked),
        "saw": "; ".join(result.error or result.saw for result in asked),
    }


def _age() -> float | None:
    """Seconds since the newest loaded day ended, of the data set furthest behind; None when not known."""
    now = time.time()
    try:
        series = prometheus.query_range(DATA_AGE, now, now, 1)
    except Unavailable:
        return None  # its ping says so
    return max((float(one["values"][-1][1]) for one in series), default=None)


def _words() -> dict[str, Any]:
    return {
        "picture": _("Diagrama do fluxo de dados"),
        "table": _("O mesmo como tabela"),
        "columns": [_("Seta"), _("Quantidade"), _("Defasagem"), _("Estado")],
        "none": _NONE,
        "outcomes": _OUTCOMES,
        "rules": _("{n} regras"),
        "rejected": _("{n} rejeitadas"),
        "up": _("no ar"),
        "down": _("fora do ar"),
        "watch": _("Monitoramento"),
        "age": _("idade do dado {age}"),
        "score": _("pior nota {score}"),
    }
