"""The incident plan: a runbook for every alert, and a drill that ended well, not long ago."""

import datetime as dt
from collections.abc import Iterator

from course.evidence.control import Control, Observation
from course.evidence.database import exists, sql
from course.i18n import _
from course.services import postgres

control = Control(
    id="incident-plan",
    iso_2013=("A.16.1.1", "A.16.1.5"),
    iso_2022=("5.24", "5.26"),
    title=_("Plano de resposta a incidentes"),
    shows=_(
        "O último ensaio, há 90 dias ou menos, foi da falha ao alerta, à causa e à recuperação, e está"
        " registrado com as horas de cada passo."
    ),
    limits=_(
        "Um ensaio com falha injetada não é um incidente: quem ensaia sabe que vem uma. A quem avisar fora da"
        " equipe (clientes, ANPD) o registro não diz."
    ),
)

_DAYS = 90


@control.evidence
def evidence() -> Iterator[Observation]:
    """The newest drill that ended."""
    ran = _("último ensaio encerrado em ops.incident")
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        if not exists(cursor, "ops.incident"):
            yield Observation(ran=ran, came_back=_("não há registro de incidentes"), holds=False)
            return
        cursor.execute(sql("last_drill"))
        drill = cursor.fetchone()
    if drill is None:
        yield Observation(ran=ran, came_back=_("nenhum ensaio encerrado"), holds=False)
        return
    fault, alert, injected_at, *seconds, outcome = drill
    detected, diagnosed, recovered = (_("{n:.0f} s").format(n=n) if n is not None else "–" for n in seconds)
    told = _(
        "{fault} em {day} ({outcome}): alerta {alert} em {detected}, causa em {diagnosed}, fim em {recovered}"
    ).format(
        fault=fault,
        day=injected_at.date(),
        outcome=outcome,
        alert=alert or "–",
        detected=detected,
        diagnosed=diagnosed,
        recovered=recovered,
    )
    recent = dt.datetime.now(dt.UTC) - injected_at <= dt.timedelta(days=_DAYS)
    yield Observation(ran=ran, came_back=told, holds=recent and outcome == "recovered")
