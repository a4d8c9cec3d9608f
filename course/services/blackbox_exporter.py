"""Blackbox exporter: asks for pages from outside, for the programs that have no metrics."""

from course.i18n import _
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import listen, metric
from course.settings import ROOT, settings


def ping() -> str:
    """Lets it ask for a page of its own and reads how that went."""
    probe = f"/probe?module=page&target=http://127.0.0.1:{settings.blackbox_exporter_port}/-/healthy"
    if metric("blackbox_exporter", "probe_success", probe) != 1:
        raise RuntimeError(_("a sondagem de teste falhou"))
    return _("sondou uma página")


service = Service(
    name="blackbox-exporter",
    title="Blackbox exporter",
    purpose=Purpose(
        function=_("Abre páginas de fora, como um usuário, e mede a resposta."),
        dataops=_("Um serviço pode estar no ar e não responder: isto vê a diferença."),
        observability=_("Disponibilidade e tempo de resposta do que não expõe métricas."),
        value=_("Mede o que o cliente sente."),
    ),
    ports=("blackbox_exporter_port",),
    ping=ping,
    scrape=Scrape("blackbox-exporter", "blackbox_exporter_port"),
    local=Local(
        packages=("prometheus-blackbox-exporter",),
        programs=(
            Program(
                "blackbox-exporter",
                (
                    "prometheus-blackbox-exporter",
                    f"--config.file={ROOT}/infra/blackbox/blackbox.yml",
                    f"--web.listen-address={listen(settings.blackbox_exporter_port)}",
                ),
            ),
        ),
    ),
)
