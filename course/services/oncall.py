"""On-call: keeps Alertmanager's notifications, shows the runbooks, measures what has no exporter."""

import sys

from course.i18n import _
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import get
from course.settings import settings


def ping() -> str:
    """Reads the alerts that it has recorded and that have not ended."""
    return _("alertas em aberto: {n}").format(n=get("oncall", "/healthz").json()["open"])


service = Service(
    name="oncall",
    title=_("Plantão"),
    needs=("postgres",),
    purpose=Purpose(
        function=_("Recebe os alertas do Alertmanager, registra cada um e mostra o que fazer."),
        dataops=_("Todo alerta leva a um runbook, versionado com o pipeline."),
        observability=_("Mede o que não tem exporter: execuções, dias retidos, linhas recusadas."),
        value=_("Quem é chamado às três da manhã sabe o primeiro comando."),
    ),
    ports=("oncall_port",),
    page=f"http://localhost:{settings.oncall_port}",
    ping=ping,
    scrape=Scrape("oncall", "oncall_port"),
    local=Local(
        programs=(
            Program(
                "oncall",
                (
                    *(sys.executable, "-m", "uvicorn", "course.incidents.oncall.app:app", "--no-access-log"),
                    *("--host", settings.bind_address, "--port", str(settings.oncall_port)),
                ),
            ),
        ),
    ),
)
