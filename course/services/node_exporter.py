"""Node exporter: the machine's own metrics."""

from course.i18n import _
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import listen, metric
from course.settings import settings


def ping() -> str:
    """Reads how much memory the machine has free."""
    free = metric("node_exporter", "node_memory_MemAvailable_bytes")
    return _("{gib:.1f} GiB de memória livres").format(gib=free / 2**30)


service = Service(
    name="node-exporter",
    title="Node exporter",
    purpose=Purpose(
        function=_("Expõe CPU, memória, disco e rede da máquina."),
        dataops=_("Separa um pipeline lento de uma máquina cheia."),
        observability=_("A base da pilha: sem ela não se sabe se falta recurso."),
        value=_("Compra-se máquina com números, não com palpite."),
    ),
    ports=("node_exporter_port",),
    ping=ping,
    scrape=Scrape("node-exporter", "node_exporter_port"),
    local=Local(
        packages=("prometheus-node-exporter",),
        programs=(
            Program(
                "node-exporter",
                (
                    "prometheus-node-exporter",
                    f"--web.listen-address={listen(settings.node_exporter_port)}",
                ),
            ),
        ),
    ),
)
