"""Statsd exporter: turns the UDP messages in which Airflow counts into metrics."""

import secrets
import socket
import time

from course.i18n import _
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import get, listen
from course.settings import ROOT, settings


def ping() -> str:
    """Send a counter by UDP and find it on the page of metrics within 3 seconds."""
    name = f"course_ping_{secrets.token_hex(4)}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.sendto(f"{name}:1|c".encode(), (settings.statsd_exporter_host, settings.statsd_port))
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        if name in get("statsd_exporter", "/metrics").text:
            return _("recebeu e mostrou um contador")
        time.sleep(0.05)
    raise RuntimeError(_("o contador enviado por UDP não apareceu"))


service = Service(
    name="statsd-exporter",
    title="Statsd exporter",
    purpose=Purpose(
        function=_("Recebe por UDP as contagens do Airflow e as mostra ao Prometheus."),
        dataops=_("O orquestrador é medido como qualquer outro serviço."),
        observability=_("Tarefas com sucesso e falha, duração das execuções, batimento do scheduler."),
        value=_("Atraso na agenda aparece no painel, não na reclamação."),
    ),
    ports=("statsd_exporter_port", "statsd_port"),
    ping=ping,
    scrape=Scrape("statsd-exporter", "statsd_exporter_port"),
    local=Local(
        builds=("statsd_exporter",),
        programs=(
            Program(
                "statsd-exporter",
                (
                    *("statsd_exporter", f"--statsd.mapping-config={ROOT}/infra/statsd/mapping.yml"),
                    f"--web.listen-address={listen(settings.statsd_exporter_port)}",
                    *(f"--statsd.listen-udp={listen(settings.statsd_port)}", "--statsd.listen-tcp="),
                ),
            ),
        ),
    ),
)
