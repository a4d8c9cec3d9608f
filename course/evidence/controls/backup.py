"""Backup: a recent one that can be read back, cannot be deleted, and was restored for a try."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

from minio.error import S3Error

from course.errors import CourseError, Unavailable
from course.evidence.control import Control, Observation
from course.evidence.database import exists, sql
from course.i18n import _
from course.recovery import catalog, vault
from course.recovery.manifest import manifest_name
from course.services import airflow, minio, postgres

control = Control(
    id="backup",
    iso_2013=("A.12.3.1",),
    iso_2022=("8.13",),
    title=_("Backup de informações"),
    shows=_(
        "Há backup das últimas 26 horas, feito todo dia sem ninguém pedir, lido de volta com o checksum do"
        " manifesto e sob trava; e o último ensaio de restauração, há 8 dias ou menos, deu certo."
    ),
    limits=_("O backup está na mesma máquina: um disco que morre leva os dois. Em produção, outro lugar."),
)

_BACKUP_AGE, _DRILL_AGE = dt.timedelta(hours=26), dt.timedelta(days=8)
_DAG = "backup"


@control.evidence
def evidence() -> Iterator[Observation]:
    """The newest backup on record with what the object store has of it, the schedule, the newest drill."""
    newest, drill = _newest("ops.backup", "last_backup"), _newest("ops.restore_drill", "last_restore_drill")
    ran = _("último backup em ops.backup")
    if newest is None:
        yield Observation(ran=ran, came_back=_("nenhum"), holds=False)
    else:
        name, taken_at = newest
        age = dt.datetime.now(dt.UTC) - taken_at
        told = _("{name}, há {hours:.1f} horas").format(name=name, hours=age.total_seconds() / 3600)
        yield Observation(ran=ran, came_back=told, holds=age <= _BACKUP_AGE)
        yield from _stored(name)
    yield _scheduled()
    ran = _("último ensaio de restauração em ops.restore_drill")
    if drill is None:
        yield Observation(ran=ran, came_back=_("nunca se ensaiou uma restauração"), holds=False)
    else:
        finished_at, succeeded = drill
        told = _("{at:%Y-%m-%d %H:%M} UTC: {outcome}").format(
            at=finished_at, outcome=_("deu certo") if succeeded else _("falhou")
        )
        recent = dt.datetime.now(dt.UTC) - finished_at <= _DRILL_AGE
        yield Observation(ran=ran, came_back=told, holds=recent and succeeded)


def _newest(table: str, query: str) -> tuple[Any, ...] | None:
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        if not exists(cursor, table):
            return None
        cursor.execute(sql(query))
        return cursor.fetchone()


def _stored(name: str) -> Iterator[Observation]:
    """Each database's dump as the manifest has it, and the lock on it.

    Of every object the first version counts: what was written over it later hides nothing.
    """
    try:
        manifest = catalog.find(name)
    except Unavailable:
        raise
    except CourseError as error:
        ran = f"GetObject {minio.BACKUPS}/{manifest_name(name)}"
        yield Observation(ran=ran, came_back=error.message, holds=False)
        return
    for database, about in manifest.databases.items():
        dump = about.dump
        ran = _("sha256 do backup de {database}, lido de volta").format(database=database)
        body = vault.read(dump.object)
        if body is None:
            yield Observation(ran=ran, came_back=_("nenhum"), holds=False)
            continue
        digest = hashlib.sha256(body).hexdigest()
        told = _("{digest}…, no manifesto {wanted}…").format(digest=digest[:12], wanted=dump.sha256[:12])
        yield Observation(ran=ran, came_back=told, holds=digest == dump.sha256)
        yield _locked(dump.object)


def _locked(name: str) -> Observation:
    ran = f"GetObjectRetention {minio.BACKUPS}/{name}"
    try:
        retention = minio.client().get_object_retention(minio.BACKUPS, name, vault.first_version(name))
    except S3Error as error:
        return Observation(ran=ran, came_back=f"{error.code}: {error.message}", holds=False)
    if retention is None:
        return Observation(ran=ran, came_back=_("sem trava"), holds=False)
    told = _("{mode} até {until:%Y-%m-%d}").format(mode=retention.mode, until=retention.retain_until_date)
    return Observation(ran=ran, came_back=told, holds=retention.retain_until_date > dt.datetime.now(dt.UTC))


def _scheduled() -> Observation:
    ran = f"Airflow: GET /api/v2/dags/{_DAG}"
    try:
        dag = airflow.api("GET", f"/dags/{_DAG}")
    except Unavailable as error:
        return Observation(ran=ran, came_back=error.message, holds=None)
    except CourseError as error:  # there is no such DAG
        return Observation(ran=ran, came_back=error.message, holds=False)
    told = _("{schedule}, {state}").format(
        schedule=dag["timetable_description"], state=_("em pausa") if dag["is_paused"] else _("ligada")
    )
    return Observation(ran=ran, came_back=told, holds=not dag["is_paused"])
