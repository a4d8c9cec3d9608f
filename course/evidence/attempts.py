"""Trying what must be refused. A try that is let through is taken back, and is the observation that counts.

What is tried on an object or a DAG is tried on one that is not there, so that nothing is lost when it is
let through; the right to do so is asked for before it is looked for.
"""

import io
from collections.abc import Callable, Sequence
from typing import Any

import psycopg2
import psycopg2.errors
import requests
from minio.error import MinioAdminException, S3Error

from course.errors import Unavailable
from course.evidence.control import Observation
from course.i18n import _
from course.services import airflow, minio, postgres

NOTHING = "evidence-does-not-exist"
DENIED = ("AccessDenied",)
_UNKNOWN = {"InvalidAccessKeyId", "SignatureDoesNotMatch"}


def sql(role: postgres.Role, statement: str, database: str = postgres.WAREHOUSE) -> Observation:
    """A statement that the role must be refused for lack of the privilege, and nothing else."""
    ran = f"{database}, {role}: {statement}"
    try:
        with postgres.connect(role, database) as connection, connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
            cursor.execute(statement)
            connection.rollback()
    except psycopg2.errors.InsufficientPrivilege as error:
        return Observation(ran=ran, came_back=said(error), holds=True)
    except Unavailable as error:
        if "permission denied for database" not in error.message:
            raise
        return Observation(ran=ran, came_back=error.message, holds=True)
    except psycopg2.OperationalError as error:
        raise Unavailable(said(error)) from error
    except psycopg2.Error as error:  # refused, but not for want of a right: that shows nothing
        return Observation(ran=ran, came_back=said(error), holds=None)
    return Observation(ran=ran, came_back=_("aceito (e desfeito)"), holds=False)


def s3(identity: minio.Identity, action: str, bucket: str) -> Observation:
    """An action of `S3_ACTIONS` that the identity must be refused in the bucket."""
    return refused_s3(
        f"S3, {identity}: {action} {bucket}", lambda: S3_ACTIONS[action](identity, bucket), DENIED
    )


def refused_s3(ran: str, act: Callable[[], object], reasons: Sequence[str]) -> Observation:
    """An action that the object store must refuse for one of the reasons, parts of `code: message`."""
    try:
        act()
    except S3Error as error:
        told = f"{error.code}: {error.message}"
        return Observation(ran=ran, came_back=told, holds=because(told, reasons))
    except MinioAdminException as error:
        told = _first_line(error).partition(", Body")[0]
        return Observation(ran=ran, came_back=told, holds=because(str(error), reasons))
    return Observation(ran=ran, came_back=_("aceito"), holds=False)


def because(told: str, reasons: Sequence[str]) -> bool | None:
    """Whether a refusal was for one of the reasons; one for another reason shows nothing."""
    return True if any(reason in told for reason in reasons) else None


def refused_log_in(ran: str, act: Callable[..., object], *arguments: object) -> Observation:
    """A log-in that must be refused for what it is: unknown, or with the wrong password."""
    try:
        act(*arguments)
    except psycopg2.OperationalError as error:
        refused = "password authentication failed" in str(error)
        return Observation(ran=ran, came_back=_first_line(error), holds=True if refused else None)
    except S3Error as error:
        refused, told = error.code in _UNKNOWN, f"{error.code}: {error.message}"
        return Observation(ran=ran, came_back=told, holds=True if refused else None)
    except requests.HTTPError as error:
        refused = error.response.status_code == requests.codes.unauthorized
        return Observation(ran=ran, came_back=_first_line(error), holds=True if refused else None)
    return Observation(ran=ran, came_back=_("o login foi aceito"), holds=False)


def api(session: requests.Session, who: str, method: str, path: str) -> Observation:
    """A call of Airflow's API that must be answered by 401 or 403; it asks for things that are not there."""
    response = session.request(method, airflow.url(f"/api/v2{path}"), json={}, timeout=30)
    refused = response.status_code in (requests.codes.unauthorized, requests.codes.forbidden)
    came_back = f"HTTP {response.status_code} {response.reason}"
    return Observation(ran=f"Airflow, {who}: {method} {path}", came_back=came_back, holds=refused)


def works(ran: str, act: Callable[..., object], *arguments: object) -> Observation:
    """The counter-proof: what the same log-in must be able to do. `act` returns what is worth telling."""
    try:
        came_back = str(act(*arguments))
    except (Unavailable, psycopg2.Error, S3Error, requests.RequestException) as error:
        return Observation(ran=ran, came_back=_first_line(error), holds=False)
    return Observation(ran=ran, came_back=came_back, holds=True)


def _put(identity: minio.Identity, bucket: str) -> None:
    written = minio.client(identity).put_object(bucket, NOTHING, io.BytesIO(b""), 0)
    minio.client().remove_object(bucket, NOTHING, version_id=written.version_id)


def _remove(identity: minio.Identity, bucket: str) -> None:
    minio.client(identity).remove_object(bucket, NOTHING)
    for marker in minio.client().list_objects(bucket, NOTHING, include_version=True):
        minio.client().remove_object(bucket, NOTHING, version_id=marker.version_id)


def _get(identity: minio.Identity, bucket: str) -> None:
    try:
        minio.client(identity).get_object(bucket, NOTHING).release_conn()
    except S3Error as error:
        if error.code != "NoSuchKey":  # let through: it went on to look for the object
            raise


def _administer(identity: minio.Identity, _bucket: str) -> str:
    return str(minio.admin(identity).user_list())


S3_ACTIONS: dict[str, Callable[[minio.Identity, str], Any]] = {
    "PutObject": _put,
    "DeleteObject": _remove,
    "GetObject": _get,
    "ListBucket": lambda identity, bucket: list(minio.client(identity).list_objects(bucket)),
    "DeleteBucket": lambda identity, bucket: minio.client(identity).remove_bucket(bucket),
    "admin:ListUsers": _administer,
}


def said(error: psycopg2.Error) -> str:
    """The server's own words, a line, with the code of the error where it gave one."""
    first = _first_line(error)
    return f"{error.pgcode}: {first}" if error.pgcode else first


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].strip()
