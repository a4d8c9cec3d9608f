"""MinIO over TLS: HAProxy before the object store, for clients that do without plain HTTP.

MinIO itself speaks HTTP or HTTPS, never both, and the class-room address is http://.
"""

import requests

from course.i18n import _
from course.services import minio, tls
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import listen
from course.settings import ROOT, settings

STATE = settings.state_dir / "minio-tls"


def endpoint() -> str:
    """Host and port of the S3 API over TLS."""
    return f"{settings.minio_tls_host}:{settings.minio_tls_port}"


def ping() -> str:
    """Ask MinIO through it whether it is ready; the certificate is checked."""
    response = requests.get(f"https://{endpoint()}/minio/health/ready", verify=str(tls.CA_FILE), timeout=5)
    response.raise_for_status()
    return _("o MinIO responde por TLS")


def prepare() -> None:
    """The certificate and its key, where HAProxy reads them."""
    STATE.mkdir(parents=True, exist_ok=True)
    tls.install_server_files(STATE)


service = Service(
    name="minio-tls",
    title="MinIO (TLS)",
    needs=("minio",),
    purpose=Purpose(
        function=_("O mesmo armazenamento por HTTPS: por aqui passam os backups e o WAL do PostgreSQL."),
        dataops=_("Cada programa fala o protocolo que exige, sem mudar o endereço dos outros."),
        observability=_("Se cair, o arquivamento do WAL falha, e o PostgreSQL conta cada falha."),
        value=_("Cópias do banco não passam em claro pela rede."),
    ),
    ports=("minio_tls_port", "minio_tls_metrics_port"),
    ping=ping,
    scrape=Scrape("minio-tls", "minio_tls_metrics_port"),
    local=Local(
        packages=("haproxy",),
        prepare=prepare,
        programs=(
            Program(
                "minio-tls",
                ("haproxy", "-db", "-f", str(ROOT / "infra/minio/haproxy.cfg")),
                env={
                    "LISTEN": listen(settings.minio_tls_port),
                    "METRICS": listen(settings.minio_tls_metrics_port),
                    "MINIO": minio.endpoint(),
                    "CERTIFICATE": str(STATE / "server.crt"),
                },
            ),
        ),
    ),
)
