"""Pushgateway: where batch jobs leave their metrics for Prometheus to read."""

import secrets

import requests

from course.i18n import _
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import get, listen, url
from course.settings import settings

_STATE = settings.state_dir / "pushgateway"


def ping() -> str:
    """Push a value under a name of its own, read it back, delete it."""
    path, value = f"/metrics/job/course_ping/instance/{secrets.token_hex(4)}", secrets.randbelow(10**6)
    address = url("pushgateway", path)
    requests.put(address, data=f"course_ping {value}\n", timeout=5).raise_for_status()
    try:
        page = get("pushgateway", "/metrics").text
    finally:
        requests.delete(address, timeout=5).raise_for_status()
    if path.rsplit("/", 1)[1] not in page:
        raise RuntimeError(_("o valor enviado não apareceu"))
    return _("recebeu e mostrou um valor")


service = Service(
    name="pushgateway",
    title="Pushgateway",
    purpose=Purpose(
        function=_("Guarda as métricas da última execução de cada etapa do pipeline."),
        dataops=_("Um job que já terminou ainda pode ser medido."),
        observability=_("Linhas, duração e nota de qualidade da última carga."),
        value=_("Sabe-se de quando é o dado sem abrir o banco."),
    ),
    ports=("pushgateway_port",),
    page=f"http://localhost:{settings.pushgateway_port}",
    ping=ping,
    scrape=Scrape("pushgateway", "pushgateway_port"),
    local=Local(
        packages=("prometheus-pushgateway",),
        prepare=lambda: _STATE.mkdir(parents=True, exist_ok=True),
        programs=(
            Program(
                "pushgateway",
                (
                    *("prometheus-pushgateway", f"--web.listen-address={listen(settings.pushgateway_port)}"),
                    # What batch jobs pushed has to outlive a restart: they run once a day.
                    *(f"--persistence.file={_STATE}/metrics", "--persistence.interval=10s"),
                ),
            ),
        ),
    ),
)
