"""Access policy and least privilege: every role is tried for what it must not do."""

from collections.abc import Iterator

import requests

from course.evidence import attempts, forbidden
from course.evidence.control import Control, Observation
from course.i18n import _
from course.services import airflow, minio, postgres

control = Control(
    id="access",
    iso_2013=("A.9.1.1", "A.9.2.3", "A.9.4.1"),
    iso_2022=("5.15", "8.2", "8.3"),
    title=_("Controle de acesso e menor privilégio"),
    shows=_(
        "Cada papel do PostgreSQL, do MinIO e do Airflow é recusado em tudo o que não é trabalho seu, e"
        " consegue o que é."
    ),
    limits=_(
        "Redis, Prometheus, Grafana e Jupyter têm um login só, sem papéis. Os logins de aula são públicos:"
        " o que os protege é só o endereço 127.0.0.1."
    ),
)


@control.evidence
def evidence() -> Iterator[Observation]:
    """Refusals first, then the counter-proof that each log-in does work."""
    for role, statement in forbidden.SQL:
        yield attempts.sql(role, statement)
    for role, database in forbidden.DATABASES:
        yield attempts.sql(role, "SELECT 1", database)
    yield from _own_work_in_sql()
    for identity, action, bucket in forbidden.S3:
        yield attempts.s3(identity, action, bucket)
    yield from _own_work_in_s3()
    yield from _airflow()


def _own_work_in_sql() -> Iterator[Observation]:
    for role, statement in (
        ("etl", "DELETE FROM mart.weather WHERE false"),
        ("analyst", "SELECT FROM mart.flight LIMIT 0"),
        ("student", "SELECT FROM mart.weather LIMIT 0"),
        ("auditor", "SELECT FROM audit.event LIMIT 0"),
        ("monitor", "SELECT FROM pg_stat_activity LIMIT 0"),
    ):
        yield attempts.works(f"{role}: {statement}", _execute, role, statement)


def _execute(role: postgres.Role, statement: str) -> str:
    with postgres.connect(role) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.statusmessage)


def _own_work_in_s3() -> Iterator[Observation]:
    buckets: tuple[tuple[minio.Identity, str], ...] = (
        ("etl", minio.RAW),
        ("analyst", minio.CURATED),
        ("auditor", minio.AUDIT),
    )
    for identity, bucket in buckets:
        yield attempts.works(f"S3, {identity}: ListBucket {bucket}", _listed, identity, bucket)


def _listed(identity: minio.Identity, bucket: str) -> str:
    found = sum(1 for _one in minio.client(identity).list_objects(bucket))
    return _("entradas: {n}").format(n=found)


def _airflow() -> Iterator[Observation]:
    sessions = {"": requests.Session()}
    for name, user in airflow.USERS.items():
        sessions[name] = airflow.log_in(name, user.password.get_secret_value())
        path = f"/dags/{airflow.DAG_ID}"
        yield attempts.works(f"Airflow, {name} ({user.role}): GET {path}", _status, sessions[name], path)
    for name, method, path in forbidden.API:
        who = f"{name} ({airflow.USERS[name].role})" if name else _("sem login")
        yield attempts.api(sessions[name], who, method, path.format(nothing=attempts.NOTHING))


def _status(session: requests.Session, path: str) -> str:
    response = session.get(airflow.url(f"/api/v2{path}"), timeout=30)
    response.raise_for_status()
    return f"HTTP {response.status_code} {response.reason}"
