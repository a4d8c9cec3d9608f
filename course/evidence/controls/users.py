"""Users registered and removed: somebody joins, works, leaves, and is refused at the door."""

import json
import secrets
from collections.abc import Iterator
from typing import get_args

import psycopg2
from minio import Minio
from psycopg2.extensions import connection
from psycopg2.sql import SQL, Identifier

from course.evidence import attempts
from course.evidence.control import Control, Observation
from course.evidence.database import note, sql
from course.i18n import _
from course.services import airflow, minio, postgres

control = Control(
    id="users",
    iso_2013=("A.9.2.1", "A.9.2.6"),
    iso_2022=("5.16", "5.18"),
    title=_("Registro e cancelamento de usuários"),
    shows=_(
        "Quem entra recebe um login com o mínimo; quem sai é recusado na hora, também na sessão que deixou"
        " aberta; e não há conta que ninguém declarou."
    ),
    limits=_(
        "No Airflow, o SimpleAuthManager lê os usuários da configuração ao subir: não se registra ninguém com"
        " ele no ar, e um token já emitido vale até expirar. É um gerenciador para desenvolvimento."
    ),
)


@control.evidence
def evidence() -> Iterator[Observation]:
    """The same person in each service, then the accounts that are left."""
    person, password = f"joiner_{secrets.token_hex(4)}", secrets.token_urlsafe(18)
    yield from _warehouse(person, password)
    yield from _object_store(person, password)
    yield attempts.refused_log_in(
        _("Airflow: login de {person}, que não existe").format(person=person),
        airflow.log_in,
        person,
        password,
    )
    yield Observation(
        ran=_("Airflow: registrar {person}").format(person=person),
        came_back=_("sem API para isso no SimpleAuthManager: só configuração e reinício"),
        holds=None,
    )
    yield from _undeclared()


def _warehouse(person: str, password: str) -> Iterator[Observation]:
    log_in = _("PostgreSQL: login de {person}").format(person=person)
    yield attempts.refused_log_in(
        _("{log_in}, antes do registro").format(log_in=log_in), postgres.log_in, person, password
    )
    _join(person, password)
    try:
        session = postgres.log_in(person, password)
        yield attempts.works(log_in, _asked, session, "SELECT current_user")
        count = "SELECT count(*) FROM mart.airline"
        yield attempts.works(f"{person}: {count}", _asked, session, count)
        yield _refused(session, person, "DELETE FROM mart.flight WHERE false")
    finally:
        _leave(person)
    yield _ended(session, person)
    yield attempts.refused_log_in(
        _("{log_in}, depois da saída").format(log_in=log_in), postgres.log_in, person, password
    )


def _join(person: str, password: str) -> None:
    with postgres.connect("postgres") as admin, admin.cursor() as cursor:
        command = SQL("CREATE ROLE {} LOGIN PASSWORD %s IN ROLE analyst").format(Identifier(person))
        cursor.execute(command, (postgres.verifier(person, password, admin),))
        note(cursor, "user.join", person, role="analyst")


def _leave(person: str) -> None:
    """The door first, then the sessions that are inside, then the account."""
    with postgres.connect("postgres") as admin, admin.cursor() as cursor:
        cursor.execute(SQL("ALTER ROLE {} NOLOGIN").format(Identifier(person)))
        note(cursor, "user.leave", person)
    with postgres.connect("postgres") as admin, admin.cursor() as cursor:
        cursor.execute(sql("end_sessions"), {"user": person})
        cursor.execute(SQL("DROP ROLE {}").format(Identifier(person)))


def _asked(session: connection, statement: str) -> str:
    with session.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    session.commit()
    return str(row[0]) if row else ""


def _refused(session: connection, person: str, statement: str) -> Observation:
    ran = f"{person}: {statement}"
    try:
        with session, session.cursor() as cursor:
            cursor.execute(statement)
    except psycopg2.errors.InsufficientPrivilege as error:
        return Observation(ran=ran, came_back=attempts.said(error), holds=True)
    return Observation(ran=ran, came_back=_("aceito"), holds=False)


def _ended(session: connection, person: str) -> Observation:
    ran = _("PostgreSQL: a sessão que {person} deixou aberta").format(person=person)
    try:
        _asked(session, "SELECT 1")
    except psycopg2.Error as error:
        return Observation(ran=ran, came_back=attempts.said(error), holds=True)
    finally:
        session.close()
    return Observation(ran=ran, came_back=_("continua respondendo"), holds=False)


def _object_store(person: str, password: str) -> Iterator[Observation]:
    log_in = _("MinIO: login de {person}").format(person=person)
    store = Minio(minio.endpoint(), person, password, secure=False)

    def listed() -> str:
        return _("entradas: {n}").format(n=len(list(store.list_objects(minio.CURATED))))

    yield attempts.refused_log_in(_("{log_in}, antes do registro").format(log_in=log_in), listed)
    minio.admin().user_add(person, password)
    try:
        minio.admin().policy_set("analyst", user=person)
        yield attempts.works(log_in, listed)
        yield attempts.refused_s3(
            f"S3, {person}: ListBucket {minio.RAW}",
            lambda: list(store.list_objects(minio.RAW)),
            attempts.DENIED,
        )
    finally:
        minio.admin().user_remove(person)
    yield attempts.refused_log_in(_("{log_in}, depois da saída").format(log_in=log_in), listed)


def _undeclared() -> Iterator[Observation]:
    with postgres.connect("postgres") as admin, admin.cursor() as cursor:
        cursor.execute(sql("log_ins"))
        roles = {name for (name,) in cursor.fetchall()}
    known = {"PostgreSQL": (roles, set(get_args(postgres.Role)))}
    known["MinIO"] = (set(json.loads(minio.admin().user_list())), set(minio.LIMITED))
    for service, (found, declared) in known.items():
        unknown = sorted(found - declared)
        told = _("contas: {n}; não declaradas: {unknown}").format(
            n=len(found), unknown=", ".join(unknown) or "–"
        )
        yield Observation(
            ran=_("{service}: contas com login").format(service=service), came_back=told, holds=not unknown
        )
