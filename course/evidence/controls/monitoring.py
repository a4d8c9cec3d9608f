"""Monitoring around the clock: the alert that must always fire does, and nothing was missed for a day."""

from collections.abc import Iterator

import requests

from course.errors import Unavailable
from course.evidence.control import Control, Observation
from course.i18n import _
from course.services import prometheus
from course.services.http import get

control = Control(
    id="monitoring",
    iso_2013=(),
    iso_2022=("8.16",),
    title=_("Atividades de monitoramento, 24 horas por dia"),
    shows=_(
        "O alerta Watchdog, que dispara sempre, dispara no Prometheus e chega ao Alertmanager; todo alvo"
        " responde; e a coleta não parou nas últimas 24 horas."
    ),
    limits=_(
        "Em 2013 não havia este controle. Uma plataforma de aula que se desliga à noite não é monitorada 24"
        " horas por dia: a cobertura diz quanto foi. Quem atende o chamado às três da manhã, nenhuma consulta"
        " mostra."
    ),
)

_WATCHDOG = 'ALERTS{alertname="Watchdog",alertstate="firing"}'
_COVERAGE = 'sum_over_time(up{job="prometheus"}[24h:1m]) / (24 * 60)'
_COVERED = 0.99


@control.evidence
def evidence() -> Iterator[Observation]:
    """The chain from rule to Alertmanager, the targets, the last day."""
    try:
        firing = prometheus.query(_WATCHDOG)
        told = _("séries: {n}").format(n=len(firing))
        yield Observation(ran=f"PromQL: {_WATCHDOG}", came_back=told, holds=bool(firing))
        yield _delivered()
        yield _targets()
        yield _covered()
    except (Unavailable, requests.ConnectionError):
        yield Observation(ran="Prometheus", came_back=_("não responde"), holds=False)


def _delivered() -> Observation:
    ran = 'Alertmanager: GET /api/v2/alerts?filter=alertname="Watchdog"'
    found = get("alertmanager", "/api/v2/alerts", params={"filter": 'alertname="Watchdog"'}).json()
    active = [alert for alert in found if alert["status"]["state"] == "active"]
    told = active[0]["startsAt"] if active else _("nenhum")
    return Observation(ran=ran, came_back=told, holds=bool(active))


def _targets() -> Observation:
    up, down = prometheus.query("count(up == 1)"), prometheus.query("up == 0")
    told = _("respondem: {n}; não respondem: {names}").format(
        n=up[0]["value"][1] if up else 0,
        names=", ".join(sorted(series["metric"]["job"] for series in down)) or "–",
    )
    return Observation(ran="PromQL: up", came_back=told, holds=bool(up) and not down)


def _covered() -> Observation:
    found = prometheus.query(_COVERAGE)
    share = float(found[0]["value"][1]) if found else 0.0
    told = _("{percent:.1f} % das últimas 24 horas").format(percent=100 * share)
    return Observation(ran=f"PromQL: {_COVERAGE}", came_back=told, holds=share >= _COVERED or None)
