"""Alertmanager: groups Prometheus's alerts, silences what follows from another, and delivers them."""

import os

from course.i18n import _
from course.services import alerting
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import get, listen
from course.settings import LOOPBACK, settings

_STATE = settings.state_dir / "alertmanager"
CONFIG = _STATE / "config"
_SECRET_FILE = _STATE / "oncall.secret"


def ping() -> str:
    """Its state, and how many alerts it holds."""
    get("alertmanager", "/api/v2/status")
    return _("alertas ativos: {n}").format(n=len(get("alertmanager", "/api/v2/alerts").json()))


def prepare() -> None:
    """The configuration, and beside its folder the secret by which the on-call service knows it."""
    alerting.write_config(CONFIG, _receiver())
    with open(os.open(_SECRET_FILE, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write(_secret())


def _receiver() -> str:
    return f"{LOOPBACK}:{settings.oncall_port}"


def _secret() -> str:
    return settings.oncall_webhook_secret.get_secret_value()


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
    login=_("sem login; local, só a API"),
    ping=ping,
    scrape=Scrape("alertmanager", "alertmanager_port"),
    local=Local(
        packages=("prometheus-alertmanager",),
        prepare=prepare,
        programs=(
            Program(
                "alertmanager",
                (
                    *("prometheus-alertmanager", f"--config.file={CONFIG}/{alerting.CONFIG_NAME}"),
                    *(f"--storage.path={_STATE}", "--cluster.listen-address="),
                    f"--web.listen-address={listen(settings.alertmanager_port)}",
                ),
                reads=lambda: alerting.config(_receiver()) + _secret(),
            ),
        ),
    ),
)
