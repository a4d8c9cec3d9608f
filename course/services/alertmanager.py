"""Alertmanager: groups Prometheus's alerts and passes them on."""

from course.i18n import _
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import get, listen
from course.settings import ROOT, settings

_STATE = settings.state_dir / "alertmanager"


def ping() -> str:
    """Its state, and how many alerts it holds."""
    get("alertmanager", "/api/v2/status")
    return _("alertas ativos: {n}").format(n=len(get("alertmanager", "/api/v2/alerts").json()))


service = Service(
    name="alertmanager",
    title="Alertmanager",
    purpose=Purpose(
        function=_("Recebe os alertas do Prometheus, agrupa, silencia e entrega."),
        dataops=_("Um problema gera um aviso, não cem."),
        observability=_("Mostra o que dispara agora e o que está silenciado."),
        value=_("Quem está de plantão é chamado pelo que importa."),
    ),
    ports=("alertmanager_port",),
    page=f"http://localhost:{settings.alertmanager_port}",
    ping=ping,
    scrape=Scrape("alertmanager", "alertmanager_port"),
    local=Local(
        packages=("prometheus-alertmanager",),
        prepare=lambda: _STATE.mkdir(parents=True, exist_ok=True),
        programs=(
            Program(
                "alertmanager",
                (
                    *("prometheus-alertmanager", f"--config.file={ROOT}/infra/alertmanager/alertmanager.yml"),
                    *(f"--storage.path={_STATE}", "--cluster.listen-address="),
                    f"--web.listen-address={listen(settings.alertmanager_port)}",
                ),
            ),
        ),
    ),
)
