"""MinIO: the object store, spoken to as plain S3."""

import io
import secrets
from functools import cache
from urllib.parse import quote

import urllib3
from minio import Minio
from minio.commonconfig import ENABLED
from minio.versioningconfig import VersioningConfig

from course.i18n import _
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.settings import settings

RAW, CURATED, NOTEBOOKS, BACKUPS, AUDIT = BUCKETS = ("raw", "curated", "notebooks", "backups", "audit")
# Object lock can only be chosen when a bucket is made, and turns versioning on by itself.
LOCKED = (AUDIT,)

_STATE = settings.state_dir / "minio"


@cache
def client() -> Minio:
    """The S3 client; it gives up on a dead server after two quick tries."""
    return Minio(
        endpoint(),
        access_key=settings.minio_root_user,
        secret_key=settings.minio_root_password.get_secret_value(),
        secure=False,
        http_client=urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=2, read=30), retries=urllib3.Retry(total=1, backoff_factor=0.2)
        ),
    )


def endpoint() -> str:
    """Host and port of the S3 API."""
    return f"{settings.minio_host}:{settings.minio_port}"


def ping() -> str:
    """Write an object, read it back, remove it for good (the bucket keeps versions)."""
    name, body = f"ping/{secrets.token_hex(6)}", secrets.token_bytes(32)
    written = client().put_object(NOTEBOOKS, name, io.BytesIO(body), len(body))
    response = client().get_object(NOTEBOOKS, name)
    try:
        read = response.read()
    finally:
        response.release_conn()
        client().remove_object(NOTEBOOKS, name, version_id=written.version_id)
    if read != body:
        raise RuntimeError(_("o objeto lido difere do gravado"))
    return _("gravou e leu um objeto")


def answers() -> str:
    """Whether the server is up: lists the buckets, which may still be none."""
    return _("buckets: {n}").format(n=len(client().list_buckets()))


def setup() -> None:
    """The buckets, versioned; `audit` under object lock."""
    have = {bucket.name for bucket in client().list_buckets()}
    for bucket in BUCKETS:
        if bucket not in have:
            client().make_bucket(bucket, object_lock=bucket in LOCKED)
        if bucket not in LOCKED:
            client().set_bucket_versioning(bucket, VersioningConfig(ENABLED))


def object_page(bucket: str, name: str) -> str:
    """The address of an object in MinIO's console."""
    return f"http://localhost:{settings.minio_console_port}/browser/{bucket}/{quote(name, safe='')}"


service = Service(
    name="minio",
    title="MinIO",
    purpose=Purpose(
        function=_(
            "Guarda arquivos grandes com a interface do S3: dados crus, tratados, notebooks, backups."
        ),
        dataops=_("Cada versão de um conjunto de dados fica guardada e pode voltar."),
        observability=_("Espaço usado por bucket e operações de leitura e escrita."),
        value=_("O mesmo código serve no S3 de uma nuvem; aqui o dado não sai de casa."),
    ),
    ports=("minio_port", "minio_console_port"),
    page=f"http://localhost:{settings.minio_console_port}",
    login=f"{settings.minio_root_user} / {settings.minio_root_password.get_secret_value()}",
    ping=ping,
    ready=answers,
    setup=setup,
    scrape=Scrape("minio", "minio_port", "/minio/v2/metrics/cluster"),
    local=Local(
        builds=("minio",),
        prepare=lambda: _STATE.mkdir(parents=True, exist_ok=True),
        programs=(
            Program(
                "minio",
                (
                    *("minio", "server", "--quiet", str(_STATE)),
                    *("--address", f"{settings.bind_address}:{settings.minio_port}"),
                    *("--console-address", f"{settings.bind_address}:{settings.minio_console_port}"),
                ),
                env={
                    "MINIO_ROOT_USER": settings.minio_root_user,
                    "MINIO_ROOT_PASSWORD": settings.minio_root_password.get_secret_value(),
                    "MINIO_PROMETHEUS_AUTH_TYPE": "public",
                    "MINIO_BROWSER_REDIRECT": "false",
                    "MINIO_UPDATE": "off",
                },
            ),
        ),
    ),
)
