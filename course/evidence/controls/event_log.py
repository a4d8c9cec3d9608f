"""Logging: who did what, when, is written where the work is done, and can be read by whoever audits."""

import secrets
from collections.abc import Iterator

from course.errors import CourseError
from course.evidence.control import Control, Observation
from course.evidence.database import note, sql
from course.i18n import _
from course.services import airflow, minio, postgres

control = Control(
    id="event-log",
    iso_2013=("A.12.4.1",),
    iso_2022=("8.15",),
    title=_("Registro de eventos"),
    shows=_(
        "Cada etapa, cada login no banco, cada chamada que muda algo no Airflow e cada acesso a objeto deixam"
        " registro com autor e hora."
    ),
    limits=_("Não mostra que alguém lê os registros: isso é do controle de monitoramento."),
)


@control.evidence
def evidence() -> Iterator[Observation]:
    """A mark is left and found; then what each service keeps."""
    yield _mark()
    yield _steps()
    yield _log_ins()
    yield _object_accesses()
    yield _airflow()


def _mark() -> Observation:
    mark = f"evidence-{secrets.token_hex(6)}"
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        note(cursor, "evidence.mark", mark)
    with postgres.connect("auditor") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT actor, happened_at FROM audit.event WHERE object = %s", (mark,))
        found = cursor.fetchone()
    ran = _("audit.event: etl grava, auditor lê")
    if found is None:
        return Observation(ran=ran, came_back=_("nada"), holds=False)
    told = _("autor {actor}, às {at:%H:%M:%S} UTC").format(actor=found[0], at=found[1])
    return Observation(ran=ran, came_back=told, holds=found[0] == "etl")


def _steps() -> Observation:
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(sql("newest_step"))
        found = cursor.fetchone()
    ran = _("ops.step: a última etapa do pipeline")
    if found is None:
        return Observation(ran=ran, came_back=_("o pipeline ainda não rodou"), holds=None)
    step, run_id, started_at, outcome = found
    told = f"{step}, {run_id}, {started_at:%Y-%m-%d %H:%M} UTC: {outcome}"
    return Observation(ran=ran, came_back=told, holds=True)


def _log_ins() -> Observation:
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute("SHOW log_connections")
        [value] = cursor.fetchone() or [""]
    return Observation(ran="PostgreSQL: SHOW log_connections", came_back=value, holds=value != "off")


def _object_accesses() -> Observation:
    """MinIO writes an entry a call to an HTTP end point, if it is told one."""
    told = minio.admin().config_get("audit_webhook").strip()
    shown = told.partition(" endpoint=")[0]
    return Observation(ran="MinIO: config get audit_webhook", came_back=shown, holds="enable=on" in told)


def _airflow() -> Observation:
    ran = "Airflow: GET /api/v2/eventLogs"
    try:
        found = airflow.api("GET", "/eventLogs", params={"limit": 1, "order_by": "-when"})
    except CourseError as error:
        return Observation(ran=ran, came_back=error.message, holds=None)
    if not found["event_logs"]:
        return Observation(ran=ran, came_back=_("nenhum evento ainda"), holds=None)
    last = found["event_logs"][0]
    told = _("{n} eventos; o último: {event}, por {owner}, {when}").format(
        n=found["total_entries"], event=last["event"], owner=last["owner"], when=last["when"]
    )
    return Observation(ran=ran, came_back=told, holds=True)
