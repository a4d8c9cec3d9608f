"""Airflow: schedules the pipeline and runs it on Celery workers."""

import json
import os
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from typing import Any, NamedTuple

import requests
from pydantic import SecretStr

from course.errors import CourseError, LogInRefused, Unavailable
from course.i18n import _
from course.services import minio, postgres, redis, tls
from course.services.base import Local, Program, Purpose, Service
from course.settings import ROOT, settings

DAG_ID = "etl_pipeline"
STATE = settings.state_dir / "airflow"
_PASSWORDS = STATE / "passwords.json"
_MIGRATED = STATE / "migrated"


class User(NamedTuple):
    """Who may log in: the role of Airflow's simple auth manager (viewer, user, op, admin), the password."""

    role: str
    password: SecretStr


# Beside the administrator, two people with the password of the database role of their name.
USERS = {
    settings.airflow_user: User("admin", settings.airflow_password),
    "analyst": User("viewer", settings.analyst_password),
    "student": User("user", settings.student_password),
}


def url(path: str = "") -> str:
    """The address of the API server; `path` starts with a slash."""
    return f"http://{settings.airflow_host}:{settings.airflow_port}{path}"


def api(method: str, path: str, *, timeout: float = 30, **kwargs: Any) -> Any:
    """Calls `/api/v2` as the course's user and returns the decoded JSON (None when empty).

    Raises `Unavailable` when Airflow does not answer within `timeout` seconds, `LogInRefused` for a wrong
    password in .env, `CourseError` with its own words when it refuses.
    """
    try:
        response = _session().request(method, url(f"/api/v2{path}"), timeout=timeout, **kwargs)
        if response.status_code == requests.codes.unauthorized:  # the token has run out
            _session.cache_clear()
            response = _session().request(method, url(f"/api/v2{path}"), timeout=timeout, **kwargs)
    except requests.RequestException as error:
        raise _away() from error
    if not response.ok:
        raise CourseError(
            _("O Airflow recusou {method} {path}: {why}").format(
                method=method, path=path, why=response.text.strip()
            )
        )
    return response.json() if response.content else None


@cache
def _session() -> requests.Session:
    try:
        return log_in(settings.airflow_user, settings.airflow_password.get_secret_value())
    except requests.HTTPError as error:
        if error.response.status_code != requests.codes.unauthorized:
            raise
        raise LogInRefused(
            _("O Airflow recusou a senha de {user}.").format(user=settings.airflow_user),
            _("`make up` dá ao Airflow as senhas de .env."),
        ) from error


def log_in(name: str, password: str) -> requests.Session:
    """A session of that user.

    Raises `requests.HTTPError` (401) when the log-in is refused, `Unavailable` when Airflow does not answer.
    """
    session = requests.Session()
    try:
        token = session.post(url("/auth/token"), json={"username": name, "password": password}, timeout=30)
    except requests.ConnectionError as error:
        raise _away() from error
    token.raise_for_status()
    session.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
    return session


def _away() -> Unavailable:
    return Unavailable(
        _("O Airflow não responde em {url}.").format(url=url()), _("Rode `make up` e `make status`.")
    )


def ping() -> str:
    """Fresh heartbeats, the DAG read, and an answer of a worker through the broker."""
    response = requests.get(url("/api/v2/monitor/health"), timeout=10)
    response.raise_for_status()
    health = response.json()
    for part in ("metadatabase", "scheduler", "dag_processor"):
        if health[part]["status"] != "healthy":
            raise Unavailable(_("{part} sem heartbeat recente").format(part=part))
    if not api("GET", "/dags", params={"dag_id_pattern": DAG_ID})["dags"]:
        raise Unavailable(_("o arquivo da DAG {dag} ainda não foi lido").format(dag=DAG_ID))
    ask_worker()
    return _("scheduler, processador de DAGs e worker com heartbeat")


def ask_worker() -> None:
    """Raises `Unavailable` unless a Celery worker answers through the broker within 5 seconds."""
    from celery import Celery  # late: it takes as long to load as all else here together
    from kombu.exceptions import OperationalError
    from redis.exceptions import RedisError

    with Celery(broker=redis.broker_url(), set_as_current=False) as app:
        try:
            answers = app.control.broadcast("ping", reply=True, limit=1, timeout=5)
        except (OperationalError, RedisError) as error:
            raise Unavailable(_("a fila, no Redis, não responde")) from error
    if not answers:
        raise Unavailable(_("nenhum worker respondeu pela fila"))


def environment() -> dict[str, str]:
    """What every Airflow process is told beside infra/airflow/airflow.cfg: addresses and secrets."""
    broker = redis.broker_url()
    metadata = postgres.url("airflow", postgres.AIRFLOW)
    access_key, secret_key = minio.log_in("etl")
    options = {
        "CORE__DAGS_FOLDER": str(ROOT / "pipeline/dags"),
        "CORE__PLUGINS_FOLDER": str(ROOT / "pipeline/plugins"),
        "CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{user.role}" for name, user in USERS.items()),
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_PASSWORDS),
        "CORE__EXECUTION_API_SERVER_URL": url("/execution/"),
        "CORE__FERNET_KEY": settings.airflow_fernet_key.get_secret_value(),
        "API__BASE_URL": f"http://localhost:{settings.airflow_port}",
        "API__SECRET_KEY": settings.airflow_secret_key.get_secret_value(),
        "API_AUTH__JWT_SECRET": settings.airflow_jwt_secret.get_secret_value(),
        "DATABASE__SQL_ALCHEMY_CONN": metadata,
        "DATABASE__SQL_ALCHEMY_CONN_ASYNC": postgres.async_url("airflow", postgres.AIRFLOW),
        "CELERY__BROKER_URL": broker,
        "CELERY__RESULT_BACKEND": f"db+{metadata}",
        "LOGGING__BASE_LOG_FOLDER": str(STATE / "logs"),
        "METRICS__STATSD_HOST": settings.statsd_exporter_host,
        "METRICS__STATSD_PORT": str(settings.statsd_port),
    }
    return {
        "AIRFLOW_HOME": str(STATE),
        "AIRFLOW_CONFIG": str(ROOT / "infra/airflow/airflow.cfg"),
        **{f"AIRFLOW__{name}": value for name, value in options.items()},
        # asyncpg takes the authority's certificate from here alone.
        "PGSSLROOTCERT": str(tls.CA_FILE),
        # papermill writes the executed notebooks to s3:// with boto3.
        "AWS_ENDPOINT_URL_S3": f"http://{minio.endpoint()}",
        "AWS_ACCESS_KEY_ID": access_key,
        "AWS_SECRET_ACCESS_KEY": secret_key,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def prepare() -> None:
    """The log-in file and the metadata tables, made anew only for another version of Airflow."""
    STATE.mkdir(parents=True, exist_ok=True)
    login = {name: user.password.get_secret_value() for name, user in USERS.items()}
    with open(os.open(_PASSWORDS, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        json.dump(login, file)
    wanted = f"{version('apache-airflow')}\n"
    if _MIGRATED.is_file() and _MIGRATED.read_text() == wanted and has_tables(postgres.AIRFLOW):
        return
    airflow = [sys.executable, "-m", "airflow", "db", "migrate"]
    done = subprocess.run(
        airflow, env={**os.environ, **environment()}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CourseError(
            _("As tabelas do Airflow não puderam ser criadas: {why}").format(why=done.stderr[-2000:])
        )
    _MIGRATED.write_text(wanted)


def has_tables(database: str) -> bool:
    """Whether Airflow's tables are in that database; a cluster made anew has none, whatever was noted."""
    with postgres.connect("airflow", database) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.alembic_version') IS NOT NULL")
        [(there,)] = cursor.fetchall()
    return bool(there)


def _program(name: str, *command: str) -> Program:
    return Program(name, (sys.executable, "-m", "airflow", *command), env=environment(), stop_seconds=20)


service = Service(
    name="airflow",
    title="Airflow",
    needs=("postgres", "redis", "minio"),
    after=("source", "statsd-exporter", "pushgateway"),
    purpose=Purpose(
        function=_("Agenda e executa fluxos de tarefas, na ordem e com novas tentativas."),
        dataops=_("O fluxo é código versionado: repetir um dia é um comando."),
        observability=_("Cada execução com estado, duração, logs e o notebook executado."),
        value=_("Menos trabalho manual, menos erro, entrega à mesma hora todo dia."),
    ),
    ports=("airflow_port",),
    page=f"http://localhost:{settings.airflow_port}",
    login=f"{settings.airflow_user} / {settings.airflow_password.get_secret_value()}",
    ping=ping,
    probe="/api/v2/monitor/health",
    start_seconds=120,
    local=Local(
        prepare=prepare,
        programs=(
            _program(
                "airflow-api-server",
                *("api-server", "--host", settings.bind_address, "--port", str(settings.airflow_port)),
            ),
            _program("airflow-scheduler", "scheduler"),
            _program("airflow-dag-processor", "dag-processor"),
            _program("airflow-worker", "celery", "worker", "--skip-serve-logs"),
        ),
    ),
)
