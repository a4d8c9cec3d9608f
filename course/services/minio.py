"""MinIO: the object store, spoken to as plain S3."""

import io
import secrets
from functools import cache
from typing import Literal
from urllib.parse import quote

import urllib3
from minio import Minio, MinioAdmin
from minio.commonconfig import COMPLIANCE, ENABLED, Filter
from minio.credentials.providers import StaticProvider
from minio.lifecycleconfig import Expiration, LifecycleConfig, NoncurrentVersionExpiration, Rule
from minio.objectlockconfig import DAYS, ObjectLockConfig
from minio.versioningconfig import VersioningConfig
from pydantic import SecretStr

from course.i18n import _
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import get
from course.settings import ROOT, settings

RAW, CURATED, NOTEBOOKS, BACKUPS, AUDIT = BUCKETS = ("raw", "curated", "notebooks", "backups", "audit")
# Object lock can only be chosen when a bucket is made, and turns versioning on by itself.
LOCKED = (BACKUPS, AUDIT)
# For how many days nobody, the root user included, can remove or change a version of what is in `backups`;
# then it goes by itself. pgBackRest keeps its base backups for as long.
BACKUP_DAYS = 7
# In it: one folder a backup. pgBackRest has a folder of its own beside it.
DUMPS = "dumps"

# The administrator, and who does one kind of work: an identity a file of _POLICIES, which says what it may.
Identity = Literal["root", "etl", "analyst", "auditor"]
LIMITED: tuple[Identity, ...] = ("etl", "analyst", "auditor")
_POLICIES = ROOT / "infra/minio/policies"
_STATE = settings.state_dir / "minio"


def log_in(identity: Identity) -> tuple[str, str]:
    """Access key and secret key. The limited ones have the password of the database role of their name."""
    if identity == "root":
        return settings.minio_root_user, settings.minio_root_password.get_secret_value()
    secret: SecretStr = getattr(settings, f"{identity}_password")
    return identity, secret.get_secret_value()


@cache
def client(identity: Identity = "root") -> Minio:
    """The S3 client of that identity; it gives up on a dead server after two quick tries."""
    access_key, secret_key = log_in(identity)
    return Minio(
        endpoint(),
        access_key=access_key,
        secret_key=secret_key,
        secure=False,
        http_client=urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=2, read=30), retries=urllib3.Retry(total=1, backoff_factor=0.2)
        ),
    )


@cache
def admin(identity: Identity = "root") -> MinioAdmin:
    """The client of MinIO's own administration: users, policies, configuration."""
    return MinioAdmin(endpoint=endpoint(), credentials=StaticProvider(*log_in(identity)), secure=False)


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
    """Whether the server is up: it says so itself, and lists the buckets, which may still be none."""
    # Some requests that come while it starts it never answers: this one gives up sooner than the client.
    get("minio", "/minio/health/cluster")
    return _("buckets: {n}").format(n=len(client().list_buckets()))


def setup() -> None:
    """The buckets, versioned; `audit` and `backups` under object lock, `backups` with its retention.

    The limited identities with their policies.
    """
    have = {bucket.name for bucket in client().list_buckets()}
    for bucket in BUCKETS:
        if bucket not in have:
            client().make_bucket(bucket, object_lock=bucket in LOCKED)
        if bucket not in LOCKED:
            client().set_bucket_versioning(bucket, VersioningConfig(ENABLED))
    if BACKUPS not in have:
        client().set_object_lock_config(BACKUPS, ObjectLockConfig(COMPLIANCE, BACKUP_DAYS, DAYS))
    client().set_bucket_lifecycle(BACKUPS, _lifecycle())
    for identity in LIMITED:
        admin().policy_add(identity, policy_file=_POLICIES / f"{identity}.json")
        admin().user_add(*log_in(identity))
        admin().policy_set(identity, user=identity)


def read(bucket: str, name: str, version: str | None = None) -> bytes:
    """The content of an object, or of one version of it, as the administrator; raises `S3Error`."""
    response = client().get_object(bucket, name, version_id=version)
    try:
        return response.read()
    finally:
        response.close()
        response.release_conn()


def _lifecycle() -> LifecycleConfig:
    """What is out of date goes: dumps by their age, and what pgBackRest has overwritten or removed.

    MinIO leaves a version that is still locked where it is.
    """
    return LifecycleConfig(
        [
            Rule(
                ENABLED,
                rule_filter=Filter(prefix=f"{DUMPS}/"),
                rule_id="dumps",
                expiration=Expiration(days=BACKUP_DAYS + 1),
            ),
            Rule(
                ENABLED,
                rule_filter=Filter(prefix=""),
                rule_id="replaced",
                noncurrent_version_expiration=NoncurrentVersionExpiration(noncurrent_days=BACKUP_DAYS + 1),
            ),
        ]
    )


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
