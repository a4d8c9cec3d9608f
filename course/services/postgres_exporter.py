"""Postgres exporter: PostgreSQL's statistics as metrics, read as the role `monitor`."""

from urllib.parse import urlencode

from course.i18n import _
from course.services import tls
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import listen, metric
from course.services.postgres import WAREHOUSE, password
from course.settings import settings


def ping() -> str:
    """Whether the exporter itself could query the server."""
    if metric("postgres_exporter", "pg_up") != 1:
        raise RuntimeError(_("o exporter não consegue consultar o PostgreSQL"))
    return _("consulta o PostgreSQL")


service = Service(
    name="postgres-exporter",
    title="Postgres exporter",
    needs=("postgres",),
    purpose=Purpose(
        function=_("Traduz as estatísticas do PostgreSQL em métricas."),
        dataops=_("O banco entra no mesmo painel que o resto do pipeline."),
        observability=_("Conexões, transações, linhas lidas e gravadas, tamanho dos bancos."),
        value=_("Dá para ver o banco enchendo antes que ele pare."),
    ),
    ports=("postgres_exporter_port",),
    ping=ping,
    scrape=Scrape("postgres-exporter", "postgres_exporter_port"),
    local=Local(
        packages=("prometheus-postgres-exporter",),
        programs=(
            Program(
                "postgres-exporter",
                (
                    "prometheus-postgres-exporter",
                    f"--web.listen-address={listen(settings.postgres_exporter_port)}",
                ),
                env={
                    "DATA_SOURCE_URI": f"{settings.postgres_host}:{settings.postgres_port}/{WAREHOUSE}?"
                    + urlencode({"sslmode": "verify-full", "sslrootcert": str(tls.CA_FILE)}),
                    "DATA_SOURCE_USER": "monitor",
                    "DATA_SOURCE_PASS": password("monitor"),
                },
            ),
        ),
    ),
)
