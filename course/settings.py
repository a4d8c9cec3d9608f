"""Every value that is set outside the code, read once from .env.example, .env and the environment.

No other module reads the environment. Ports and log-ins have no default here: theirs
stand in .env.example, which is read first, so that no value is written twice.
"""

import re
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from course.errors import UsageError
from course.i18n import LANGUAGES, _

ROOT = Path(__file__).resolve().parent.parent
ENV_EXAMPLE = ROOT / ".env.example"
ENV_FILE = ROOT / ".env"
LOOPBACK = "127.0.0.1"


def _spoken(language: str) -> str:
    if language not in LANGUAGES:
        raise PydanticCustomError("language", "no such language", {"expected": ", ".join(LANGUAGES)})
    return language


Language = Annotated[str, AfterValidator(_spoken)]
Port = Annotated[int, Field(ge=1024, le=65535)]
Secret = Annotated[SecretStr, Field(min_length=1)]
StoreSecret = Annotated[SecretStr, Field(min_length=8)]  # MinIO takes none that is shorter


class Settings(BaseSettings):
    """The values of .env, typed; the field `redis_port` is the variable `REDIS_PORT`."""

    model_config = SettingsConfigDict(
        env_file=(ENV_EXAMPLE, ENV_FILE), env_ignore_empty=True, extra="ignore", frozen=True
    )

    course_lang: Language
    course_timezone: ZoneInfo
    # The platform looks for itself on loopback: an address that left it out would never come up.
    bind_address: Literal["127.0.0.1", "0.0.0.0"]  # noqa: S104  # refused with the class-room's log-ins
    stack_mode: Literal["auto", "local", "compose"]
    tracing: bool

    airflow_port: Port
    postgres_port: Port
    redis_port: Port
    minio_port: Port
    minio_console_port: Port
    minio_tls_port: Port
    minio_tls_metrics_port: Port
    prometheus_port: Port
    alertmanager_port: Port
    oncall_port: Port
    grafana_port: Port
    jupyter_port: Port
    adminer_port: Port
    source_port: Port
    pushgateway_port: Port
    node_exporter_port: Port
    postgres_exporter_port: Port
    redis_exporter_port: Port
    blackbox_exporter_port: Port
    statsd_exporter_port: Port
    statsd_port: Port
    jaeger_port: Port
    otlp_port: Port

    # Where each service is found: loopback, or the container's name inside compose.
    airflow_host: str = LOOPBACK
    postgres_host: str = LOOPBACK
    redis_host: str = LOOPBACK
    minio_host: str = LOOPBACK
    minio_tls_host: str = LOOPBACK
    prometheus_host: str = LOOPBACK
    alertmanager_host: str = LOOPBACK
    oncall_host: str = LOOPBACK
    grafana_host: str = LOOPBACK
    jupyter_host: str = LOOPBACK
    adminer_host: str = LOOPBACK
    source_host: str = LOOPBACK
    pushgateway_host: str = LOOPBACK
    node_exporter_host: str = LOOPBACK
    postgres_exporter_host: str = LOOPBACK
    redis_exporter_host: str = LOOPBACK
    blackbox_exporter_host: str = LOOPBACK
    statsd_exporter_host: str = LOOPBACK
    jaeger_host: str = LOOPBACK

    airflow_user: str
    airflow_password: Secret
    grafana_user: str
    grafana_password: Secret
    minio_root_user: str
    minio_root_password: StoreSecret
    jupyter_token: Secret

    postgres_password: Secret
    airflow_db_password: Secret
    etl_password: StoreSecret
    analyst_password: StoreSecret
    student_password: Secret
    auditor_password: StoreSecret
    monitor_password: Secret
    redis_password: Secret
    source_api_key: Secret
    oncall_webhook_secret: Secret
    airflow_fernet_key: Secret
    airflow_jwt_secret: Secret
    airflow_secret_key: Secret

    # The service's state when it runs as local processes; the cache outlives the checkout.
    state_dir: Path = ROOT / ".stack"
    cache_dir: Path = Path.home() / ".cache" / "dataops-na-pratica"
    # What the student has done: not the stack's state, so that `make reset` keeps it.
    progress_file: Path = ROOT / ".progress" / "progress.sqlite"
    # Where advisories on packages are looked up.
    osv_url: str = "https://api.osv.dev"


def load() -> Settings:
    """The settings; raises `UsageError` for a file that cannot be read, or what it lacks or has wrong."""
    try:
        found = Settings()  # type: ignore[call-arg]  # the values come from the files
    except ValidationError as error:
        wrong = {str(item["loc"][0]).upper(): item for item in error.errors()}
    except PermissionError as error:  # as after a `sudo make demo`
        raise UsageError(_("O arquivo .env é de outro usuário."), f"sudo chown $USER {ENV_FILE}") from error
    except UnicodeDecodeError as error:
        raise UsageError(_("O arquivo .env não está em UTF-8."), _("Salve-o nessa codificação.")) from error
    else:
        _refuse_shared_ports(found)
        return found
    missing = [name for name, item in wrong.items() if item["type"] == "missing"]
    if missing:
        raise UsageError(
            _("Faltam valores em .env: {names}.").format(names=", ".join(missing)),
            _("Rode `make dev-setup`: ele os gera e mantém o que já está lá."),
        )
    raise UsageError(
        _("Valor errado em .env: {names}.").format(
            names="; ".join(_explained(n, i) for n, i in wrong.items())
        ),
        _("Corrija a linha em .env; .env.example mostra um valor que serve."),
    )


def _refuse_shared_ports(found: Settings) -> None:
    """Raises `UsageError` when two variables name one port: the second service would never come up."""
    names = [name for name in Settings.model_fields if name.endswith("_port")]
    for port, count in Counter(getattr(found, name) for name in names).items():
        if count > 1:
            shared = [f"{name.upper()}={port}" for name in names if getattr(found, name) == port]
            raise UsageError(
                _("Uma porta só para mais de um serviço em .env: {names}.").format(names=", ".join(shared)),
                _("Dê outra a um deles; .env.example mostra a de cada um."),
            )


def _explained(name: str, item: ErrorDetails) -> str:
    """The variable with its value (unless that is a secret) and what would have been right."""
    secret = name.endswith(("PASSWORD", "TOKEN", "KEY", "SECRET"))
    shown = name if secret else f"{name}={item['input']}"
    if name.endswith("_PORT"):
        return _("{shown} (o certo: um número de 1024 a 65535)").format(shown=shown)
    context = item.get("ctx", {})
    if least := context.get("min_length"):
        return _("{shown} (o certo: {n} caracteres ou mais)").format(shown=shown, n=least)
    if expected := context.get("expected"):
        return _("{shown} (o certo: {expected})").format(shown=shown, expected=expected)
    return shown


settings = load()


def as_here(text: str) -> str:
    """The text with its addresses, `localhost:` and a port of .env.example, as they are by .env."""
    ports = {
        port: getattr(settings, name.lower())
        for name, port in dotenv_values(ENV_EXAMPLE).items()
        if name.endswith("_PORT")
    }
    return re.sub(r"\blocalhost:(\d+)", lambda found: f"localhost:{ports.get(found[1], found[1])}", text)
