"""Grafana: dashboards. It is only had as a container; local mode says so."""

from course.i18n import _
from course.services.base import Purpose, Service
from course.services.http import get
from course.settings import settings


def ping() -> str:
    """Whether it reaches its own database."""
    health = get("grafana", "/api/health").json()
    if health["database"] != "ok":
        raise RuntimeError(_("o banco do Grafana responde {state}").format(state=health["database"]))
    return _("versão {version}").format(version=health["version"])


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
    probe="",
    local=None,
    absent=_("só com Docker: o Grafana não vem no Debian nem no PyPI"),
)
