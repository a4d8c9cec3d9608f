"""Grafana: dashboards. It is only had as a container; in local mode a page of ours draws the same files."""

import requests

from course.errors import Unavailable
from course.i18n import _
from course.services.base import Local, Program, Purpose, Service
from course.services.http import get, url, uvicorn
from course.settings import settings


def ping() -> str:
    """Log in and have Prometheus queried through it; the page answers where Grafana does."""
    health = get("grafana", "/api/health").json()
    login = (settings.grafana_user, settings.grafana_password.get_secret_value())
    asked = requests.get(
        url("grafana", "/api/datasources/uid/prometheus/health"), auth=login, timeout=5
    ).json()
    if asked.get("status") != "OK":
        why = asked.get("message") or asked.get("detail")
        raise Unavailable(_("não consegue consultar o Prometheus: {why}").format(why=why))
    if health.get("product") == "course-board":
        return _("página do curso, não o Grafana; consultou o Prometheus")
    return _("versão {version}; consultou o Prometheus").format(version=health["version"])


service = Service(
    name="grafana",
    title="Grafana",
    needs=("prometheus",),
    purpose=Purpose(
        function=_("Painéis sobre as métricas do Prometheus."),
        dataops=_("O painel é código, revisado e versionado com o pipeline."),
        observability=_("Uma tela para infraestrutura, pipeline e qualidade do dado."),
        value=_("Quem decide vê a situação sem perguntar a ninguém."),
    ),
    ports=("grafana_port",),
    page=f"http://localhost:{settings.grafana_port}",
    login=f"{settings.grafana_user} / {settings.grafana_password.get_secret_value()}",
    ping=ping,
    containers=("grafana",),
    probe="/api/health",
    local=Local(
        programs=(Program("grafana", uvicorn("course.widgets.board.page:app", settings.grafana_port)),),
    ),
)
